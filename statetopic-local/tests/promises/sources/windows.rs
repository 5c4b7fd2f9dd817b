//! Tumbling windows of a function that is attached.

use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};
use statetopic::subscriber::StartingPosition::TrimHorizon;
use statetopic::view::StreamView;
use statetopic_local::stream::Stream;
use statetopic_local::{Invoke, InvokeError, Local, MappingSettings};

use crate::support::*;

/// Counts the records of each window in its state, and notes what it is at the end.
#[derive(Default)]
struct Counts(Mutex<Vec<(String, u64)>>);

impl Invoke for Counts {
    async fn invoke(&self, event: &[u8]) -> Result<Vec<u8>, InvokeError> {
        let event: Value = serde_json::from_slice(event).unwrap();
        let records = event["Records"].as_array().unwrap().len() as u64;
        let seen = event["state"]["seen"].as_u64().unwrap_or(0) + records;
        if event["isFinalInvokeForWindow"] == true {
            self.0.lock().unwrap().push((event["window"]["start"].as_str().unwrap().to_owned(), seen));
        }
        Ok(json!({ "state": { "seen": seen } }).to_string().into_bytes())
    }
}

#[tokio::test]
async fn windows_end_when_later_records_come_or_time_has_passed_and_begin_anew_in_a_new_shard() {
    let (engine, client) = engine().await;
    let local = Local::with_engine(engine.clone());
    let stream = Stream::open(engine.clone(), TABLE, StreamView::KeysOnly).unwrap();
    let settings = MappingSettings::new(2, TrimHorizon).with_tumbling_window(60);
    let counting = local.attach(stream.clone(), Counts::default(), settings).unwrap();
    for id in ["a", "b", "c"] {
        put(&client, key(id)).await;
    }
    engine.clock().advance(Duration::from_mins(1));
    put(&client, key("d")).await;
    stream.rotate_shard(stream.shards().unwrap()[0].id()).unwrap();
    put(&client, key("e")).await;
    local.settle().await.unwrap();
    let seen = counting.replace_function(Counts::default()).await.0.into_inner().unwrap();
    let (first, second) = ("2023-11-14T22:13:00Z", "2023-11-14T22:14:00Z");
    assert_eq!(seen, [(first, 3), (second, 1), (second, 1)].map(|(start, seen)| (start.to_owned(), seen)));
}
