//! A stream keeps its records for a day.

use std::time::Duration;

use serde_json::Value;
use statetopic::subscriber::Destination;
use statetopic::subscriber::StartingPosition::TrimHorizon;
use statetopic::view::StreamView;
use statetopic_local::stream::Stream;
use statetopic_local::{DiscardReason, Engine, FailureDestination, Invoke, InvokeError, Mapping, MappingSettings};

use crate::support::*;

const DAY: Duration = Duration::from_hours(24);

/// Succeeds, or fails on an item.
struct Fails(Option<&'static str>);

impl Invoke for Fails {
    async fn invoke(&self, event: &[u8]) -> Result<Vec<u8>, InvokeError> {
        let event: Value = serde_json::from_slice(event).unwrap();
        let mut records = event["Records"].as_array().unwrap().iter();
        match records.any(|record| Some(record["dynamodb"]["Keys"]["id"]["S"].as_str().unwrap()) == self.0) {
            true => Err(InvokeError::new("killed")),
            false => Ok(b"{}".to_vec()),
        }
    }
}

fn mapping(engine: &Engine, fails: Option<&'static str>, settings: MappingSettings) -> Mapping<Fails> {
    let stream = Stream::open(engine.clone(), TABLE, StreamView::KeysOnly).unwrap();
    Mapping::new(stream, Fails(fails), settings).unwrap()
}

#[tokio::test]
async fn what_nobody_read_for_a_day_is_lost_and_counted() {
    let (engine, client) = engine().await;
    let mut mapping = mapping(&engine, None, MappingSettings::new(10, TrimHorizon));
    put(&client, key("a")).await;
    put(&client, key("b")).await;
    engine.clock().advance(Duration::from_secs(1));
    put(&client, key("c")).await;
    engine.clock().advance(DAY);
    let progress = mapping.run().await.unwrap();
    assert_eq!((progress.records, progress.trimmed, progress.discarded), (1, 2, 0));
    assert_eq!(records(&engine, StreamView::KeysOnly).len(), 3, "a test sees them still");
    assert_eq!(mapping.run().await.unwrap().trimmed, 0);
}

#[tokio::test]
async fn a_record_that_is_retried_for_a_day_is_discarded() {
    let (engine, client) = engine().await;
    let queue = FailureDestination::new(Destination::Sqs("failures".to_owned()));
    let settings = MappingSettings::new(10, TrimHorizon).with_on_failure(queue.clone());
    let mut mapping = mapping(&engine, Some("a"), settings);
    put(&client, key("a")).await;
    assert!(mapping.run().await.unwrap_err().is_blocked());
    engine.clock().advance(DAY);
    assert!(mapping.run().await.unwrap_err().is_blocked());
    engine.clock().advance(Duration::from_secs(1));
    let progress = mapping.run().await.unwrap();
    assert_eq!((progress.invocations, progress.discarded, progress.trimmed), (0, 1, 0));
    assert_eq!(queue.discarded()[0].reason(), DiscardReason::RecordAgeExceeded);
}

#[tokio::test]
async fn trim_horizon_is_behind_what_was_lost_before() {
    let (engine, client) = engine().await;
    let first = engine.shards(TABLE).unwrap()[0].id();
    put(&client, key("a")).await;
    engine.split_shard(TABLE, first).unwrap();
    put(&client, key("b")).await;
    engine.clock().advance(DAY + Duration::from_secs(1));
    put(&client, key("b2")).await;
    put(&client, key("c")).await;
    let mut mapping = mapping(&engine, None, MappingSettings::new(10, TrimHorizon));
    let progress = mapping.run().await.unwrap();
    assert_eq!((progress.records, progress.trimmed), (2, 0));
}
