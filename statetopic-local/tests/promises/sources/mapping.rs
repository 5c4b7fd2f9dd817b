//! An event source mapping that behaves as AWS's does.

use std::collections::VecDeque;
use std::error::Error;
use std::sync::Mutex;

use serde_json::{Value, json};
use statetopic::subscriber::StartingPosition::{self, Latest, TrimHorizon};
use statetopic::view::StreamView;
use statetopic_local::stream::Stream;
use statetopic_local::{Delivery, Engine, Filters, Invoke, InvokeError, Mapping, MappingSettings};

use crate::support::*;

/// What a function does with a batch.
enum Do {
    Succeed,
    /// Reports the records of these items.
    Report(&'static [&'static str]),
    Answer(String),
    Fail,
}

/// A function that follows a script, then succeeds, and remembers the keys that each event held.
#[derive(Default)]
struct Script {
    steps: Mutex<VecDeque<Do>>,
    seen: Mutex<Vec<String>>,
}

impl Script {
    fn new(steps: impl IntoIterator<Item = Do>) -> Self {
        Self { steps: Mutex::new(steps.into_iter().collect()), seen: Mutex::default() }
    }

    /// The keys of each event, as `abc`.
    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

impl Invoke for Script {
    async fn invoke(&self, event: &[u8]) -> Result<Vec<u8>, InvokeError> {
        let event: Value = serde_json::from_slice(event).expect("JSON");
        let records = event["Records"].as_array().expect("records");
        let key = |record: &Value| record["dynamodb"]["Keys"]["id"]["S"].as_str().unwrap().to_owned();
        self.seen.lock().unwrap().push(records.iter().map(key).collect());
        match self.steps.lock().unwrap().pop_front().unwrap_or(Do::Succeed) {
            Do::Succeed => Ok(b"{}".to_vec()),
            Do::Report(keys) => {
                let failed = records.iter().filter(|record| keys.contains(&key(record).as_str()));
                let failed: Vec<_> =
                    failed.map(|record| json!({"itemIdentifier": record["dynamodb"]["SequenceNumber"]})).collect();
                Ok(json!({"batchItemFailures": failed}).to_string().into_bytes())
            }
            Do::Answer(answer) => Ok(answer.into_bytes()),
            Do::Fail => Err(InvokeError::new("killed")),
        }
    }
}

fn mapping(engine: &Engine, script: Script, settings: MappingSettings) -> Mapping<Script> {
    let stream = Stream::open(engine.clone(), TABLE, StreamView::KeysOnly).unwrap();
    Mapping::new(stream, script, settings).unwrap()
}

fn settings(batch_size: u16, position: StartingPosition) -> MappingSettings {
    MappingSettings::new(batch_size, position)
}

/// An engine whose stream has an insert for each of these keys.
async fn engine_with(keys: &str) -> Engine {
    let (engine, client) = engine().await;
    for id in keys.chars() {
        put(&client, key(&id.to_string())).await;
    }
    engine
}

#[tokio::test]
async fn batches_hold_at_most_what_the_settings_say() {
    let engine = engine_with("abcde").await;
    let mut mapping = mapping(&engine, Script::default(), settings(2, TrimHorizon));
    let progress = mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["ab", "cd", "e"]);
    assert_eq!((progress.invocations, progress.records), (3, 5));

    // What is done is not delivered again; what is new is.
    assert_eq!(mapping.run().await.unwrap().invocations, 0);
    put(&engine.client(), key("f")).await;
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["ab", "cd", "e", "f"]);
    assert_eq!(mapping.total().records, 6);
}

#[tokio::test]
async fn latest_starts_where_the_stream_ends() {
    let engine = engine_with("ab").await;
    let mut mapping = mapping(&engine, Script::default(), settings(10, Latest));
    put(&engine.client(), key("c")).await;
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["c"]);
}

#[tokio::test]
async fn latest_of_an_empty_stream_misses_nothing() {
    let engine = engine_with("").await;
    let mut mapping = mapping(&engine, Script::default(), settings(10, Latest));
    put(&engine.client(), key("a")).await;
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["a"]);
}

#[tokio::test]
async fn from_the_lowest_failure_on_everything_comes_again() {
    let engine = engine_with("abcde").await;
    let script = Script::new([Do::Report(&["d", "b"]), Do::Report(&["b"]), Do::Report(&["d"])]);
    let mut mapping = mapping(&engine, script, settings(4, TrimHorizon));
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["abcd", "bcd", "bcd", "d", "e"]);
}

#[tokio::test]
async fn an_invocation_without_an_answer_is_made_again() {
    let engine = engine_with("abc").await;
    let mut mapping = mapping(&engine, Script::new([Do::Fail, Do::Fail]), settings(2, TrimHorizon));
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["ab", "ab", "ab", "c"]);
}

#[tokio::test]
async fn an_identifier_that_is_not_in_the_batch_fails_all_of_it() {
    let engine = engine_with("ab").await;
    let answer = r#"{"batchItemFailures": [{"itemIdentifier": "123456789012345678901"}]}"#;
    let mut mapping = mapping(&engine, Script::new([Do::Answer(answer.to_owned())]), settings(5, TrimHorizon));
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["ab", "ab"]);
}

#[tokio::test]
async fn the_identifier_of_a_record_that_was_filtered_out_fails_all_of_the_batch() {
    let engine = engine_with("abc").await;
    let number = records(&engine, StreamView::KeysOnly)[1]["dynamodb"]["SequenceNumber"].clone();
    let answer = json!({ "batchItemFailures": [{ "itemIdentifier": number }] }).to_string();
    let filters = Filters::new(&[r#"{"dynamodb": {"Keys": {"id": {"S": ["a", "c"]}}}}"#]).unwrap();
    let script = Script::new([Do::Answer(answer)]);
    let mut mapping = mapping(&engine, script, settings(5, TrimHorizon).with_filters(filters));
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["ac", "ac"]);
}

#[tokio::test]
async fn a_batch_that_is_never_done_blocks_its_stream_and_is_named() {
    let engine = engine_with("abc").await;
    let steps = [Do::Report(&["b"]), Do::Fail, Do::Fail, Do::Fail];
    let mut mapping = mapping(&engine, Script::new(steps), settings(5, TrimHorizon).with_max_attempts(3));
    let error = mapping.run().await.unwrap_err();
    assert_eq!(mapping.function().seen(), ["abc", "bc", "bc"]);

    assert!(error.is_blocked());
    let records = records(&engine, StreamView::KeysOnly);
    let number = |index: usize| records[index]["dynamodb"]["SequenceNumber"].as_str().unwrap();
    assert_eq!(error.sequence_numbers(), Some((number(1), number(2))));
    assert_eq!(
        error.to_string(),
        format!(
            "a function blocks the stream of table `orders`: the invocation failed for the records {} to {}, 3 times in \
             a row; mend the function or what it was given, and what waits behind is delivered then",
            number(1),
            number(2)
        )
    );
    assert_eq!(error.source().unwrap().to_string(), "killed");

    // Later the same batch gets its attempts anew.
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["abc", "bc", "bc", "bc", "bc"]);
}

#[tokio::test]
async fn progress_renews_the_attempts() {
    let engine = engine_with("abcd").await;
    let steps = [Do::Report(&["b"]), Do::Report(&["c"]), Do::Report(&["d"])];
    let mut mapping = mapping(&engine, Script::new(steps), settings(5, TrimHorizon).with_max_attempts(2));
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["abcd", "bcd", "cd", "d"]);
}

#[tokio::test]
async fn a_batch_delivered_twice_comes_again_as_a_whole() {
    let engine = engine_with("abcd").await;
    let settings = settings(3, TrimHorizon).with_delivery(Delivery::Twice);
    let mut mapping = mapping(&engine, Script::new([Do::Report(&["b"])]), settings);
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["abc", "bc", "abc", "d", "d"]);
}

#[tokio::test]
async fn an_event_is_never_larger_than_lambda_takes() {
    let (engine, client) = engine().await;
    let text = "x".repeat(399_000);
    for id in ["a", "b"].repeat(9) {
        update(&client, id, "SET t = :v", s(&text)).await;
        update(&client, id, "SET t = :v", s("")).await;
    }
    let stream = Stream::open(engine, TABLE, StreamView::NewAndOldImages).unwrap();
    let mut mapping = Mapping::new(stream, Script::default(), settings(1000, TrimHorizon)).unwrap();
    mapping.run().await.unwrap();
    let seen = mapping.function().seen();
    assert!(seen.len() > 1, "{seen:?}");
    assert_eq!(seen.concat().len(), 36);
}
