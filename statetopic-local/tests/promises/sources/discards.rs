//! A mapping's retries, its cuts, the age of its records, and where discarded records go: as AWS's mapping does it.

use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};
use statetopic::subscriber::Destination;
use statetopic::subscriber::StartingPosition::TrimHorizon;
use statetopic::view::StreamView;
use statetopic_local::stream::Stream;
use statetopic_local::{
    Delivery, DiscardReason, Engine, FailureDestination, Filters, Invoke, InvokeError, Mapping, MappingSettings,
    QueueMapping, QueueSettings,
};

use crate::support::*;

/// How a function fails that met a bad record.
#[derive(Clone, Copy)]
enum Failing {
    /// It gives no answer.
    Killed,
    /// It reports the record.
    Reports,
}

/// A function that fails on some items for ever, and remembers the keys of each event.
struct Picky {
    bad: &'static str,
    how: Failing,
    seen: Mutex<Vec<String>>,
}

impl Picky {
    fn new(bad: &'static str, how: Failing) -> Self {
        Self { bad, how, seen: Mutex::default() }
    }

    /// The keys of each event, as `abc`, since the last look.
    fn seen(&self) -> Vec<String> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }
}

impl Invoke for Picky {
    async fn invoke(&self, event: &[u8]) -> Result<Vec<u8>, InvokeError> {
        let event: Value = serde_json::from_slice(event).expect("JSON");
        let records = event["Records"].as_array().expect("records");
        let key = |record: &Value| record["dynamodb"]["Keys"]["id"]["S"].as_str().unwrap().to_owned();
        self.seen.lock().unwrap().push(records.iter().map(key).collect());
        let bad = records.iter().find(|record| self.bad.contains(&key(record)));
        match (bad, self.how) {
            (None, _) => Ok(b"{}".to_vec()),
            (Some(_), Failing::Killed) => Err(InvokeError::new("killed")),
            (Some(record), Failing::Reports) => {
                let number = &record["dynamodb"]["SequenceNumber"];
                Ok(json!({"batchItemFailures": [{"itemIdentifier": number}]}).to_string().into_bytes())
            }
        }
    }
}

fn bucket() -> FailureDestination {
    FailureDestination::new(Destination::S3("failures".to_owned()))
}

fn queue() -> FailureDestination {
    FailureDestination::new(Destination::Sqs("failures".to_owned()))
}

fn settings(batch_size: u16) -> MappingSettings {
    MappingSettings::new(batch_size, TrimHorizon)
}

fn mapping(engine: &Engine, function: Picky, settings: MappingSettings) -> Mapping<Picky> {
    let stream = Stream::open(engine.clone(), TABLE, StreamView::NewImage).unwrap();
    Mapping::new(stream, function, settings).unwrap()
}

/// An engine whose stream has an insert for each of these keys, a second apart.
async fn engine_with(keys: &str) -> Engine {
    let (engine, _) = engine().await;
    write(&engine, keys).await;
    engine
}

async fn write(engine: &Engine, keys: &str) {
    for id in keys.chars() {
        put(&engine.client(), key(&id.to_string())).await;
        engine.clock().advance(Duration::from_secs(1));
    }
}

/// The sequence number of the stream's record with this index.
fn number(engine: &Engine, index: usize) -> String {
    records(engine, StreamView::KeysOnly)[index]["dynamodb"]["SequenceNumber"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_batch_is_retried_as_often_as_it_may_and_then_the_shard_goes_on() {
    for retries in [0, 1, 7] {
        let engine = engine_with("abcde").await;
        let failures = queue();
        let settings = settings(3).with_max_retries(retries).with_max_attempts(2).with_on_failure(failures.clone());
        let mut mapping = mapping(&engine, Picky::new("b", Failing::Killed), settings);
        let progress = mapping.run().await.unwrap();
        assert_eq!(progress.discarded, 3);
        let seen = mapping.function().seen();
        let (last, before) = seen.split_last().unwrap();
        assert_eq!((last.as_str(), before.len()), ("de", usize::from(retries) + 1));
        assert!(before.iter().all(|keys| keys == "abc"));
        let discarded = failures.discarded();
        assert_eq!(discarded.len(), 1);
        assert_eq!(discarded[0].sequence_numbers(), (&*number(&engine, 0), &*number(&engine, 2)));
        assert_eq!(mapping.run().await.unwrap(), statetopic_local::Progress::default(), "nothing is left");
    }
}

#[tokio::test]
async fn what_was_done_before_a_reported_record_is_not_discarded_with_it() {
    let engine = engine_with("abcd").await;
    let failures = queue();
    let settings = settings(4).with_max_retries(2).with_on_failure(failures.clone());
    let mut mapping = mapping(&engine, Picky::new("b", Failing::Reports), settings);
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["abcd", "bcd", "bcd"]);
    assert_eq!(failures.discarded()[0].sequence_numbers(), (&*number(&engine, 1), &*number(&engine, 3)));
}

#[tokio::test]
async fn a_bad_record_is_isolated_by_cuts_that_use_up_no_retry() {
    for (how, expected) in [
        (Failing::Killed, &["abcd", "ab", "a", "b", "b", "cd"][..]),
        (Failing::Reports, &["abcd", "bcd", "b", "b", "cd"]),
    ] {
        let engine = engine_with("abcd").await;
        let failures = bucket();
        let settings = settings(10).with_max_retries(1).with_bisecting().with_on_failure(failures.clone());
        let mut mapping = mapping(&engine, Picky::new("b", how), settings);
        mapping.run().await.unwrap();
        assert_eq!(mapping.function().seen(), expected);
        let [discarded] = &*failures.discarded() else { panic!("{failures:?}") };
        assert_eq!(discarded.sequence_numbers(), (&*number(&engine, 1), &*number(&engine, 1)));
        assert_eq!(discarded.records(), 1);
    }
}

#[tokio::test]
async fn without_an_end_of_retries_a_cut_names_the_record_that_blocks() {
    let engine = engine_with("abcd").await;
    let mut mapping =
        mapping(&engine, Picky::new("c", Failing::Killed), settings(10).with_bisecting().with_max_attempts(2));
    let error = mapping.run().await.unwrap_err();
    assert_eq!(mapping.function().seen(), ["abcd", "ab", "cd", "c", "c"]);
    assert_eq!(error.sequence_numbers(), Some((&*number(&engine, 2), &*number(&engine, 2))));
    assert!(error.is_blocked() && error.to_string().contains("2 times in a row"), "{error}");
}

#[tokio::test]
async fn a_queue_gets_to_know_which_records_and_a_bucket_gets_them() {
    let body = |invocations: u32| {
        json!({
            "requestContext": {
                "requestId": format!("00000000-0000-4000-8000-{invocations:012x}"),
                "functionArn": "arn:aws:lambda:eu-north-1:000000000000:function:watch",
                "condition": "RetryAttemptsExhausted",
                "approximateInvokeCount": invocations,
            },
            "responseContext": { "statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled" },
            "version": "1.0",
            "timestamp": "2023-11-14T22:13:22.500Z",
            "DDBStreamBatchInfo": {
                "shardId": "shardId-00000000000000000001-00000001",
                "startSequenceNumber": "",
                "endSequenceNumber": "",
                "approximateArrivalOfFirstRecord": "2023-11-14T22:13:20Z",
                "approximateArrivalOfLastRecord": "2023-11-14T22:13:21Z",
                "batchSize": 2,
                "streamArn": "",
            },
        })
    };
    for failures in [queue(), FailureDestination::new(Destination::Sns("told".to_owned())), bucket()] {
        let engine = engine_with("ab").await;
        engine.clock().advance(Duration::from_millis(500));
        let mut settings = settings(10).with_max_retries(1).with_on_failure(failures.clone());
        settings.function = "watch".to_owned();
        let mut mapping = mapping(&engine, Picky::new("b", Failing::Killed), settings);
        mapping.run().await.unwrap();

        let mut expected = body(2);
        let info = &mut expected["DDBStreamBatchInfo"];
        info["startSequenceNumber"] = number(&engine, 0).into();
        info["endSequenceNumber"] = number(&engine, 1).into();
        info["streamArn"] = engine.stream_arn(TABLE).unwrap().into();
        let [discarded] = &*failures.discarded() else { panic!("{failures:?}") };
        let event = json!({ "Records": records(&engine, StreamView::NewImage) });
        match failures.target() {
            Destination::S3(_) => {
                let payload: Value = serde_json::from_str(discarded.payload().unwrap()).unwrap();
                assert_eq!(payload, event);
                expected["payload"] = discarded.payload().into();
            }
            _ => assert_eq!(discarded.payload(), None),
        }
        assert_eq!(serde_json::from_str::<Value>(discarded.body()).unwrap(), expected);
    }
}

#[tokio::test]
async fn a_function_that_reports_has_answered() {
    let engine = engine_with("a").await;
    let failures = queue();
    let settings = settings(10).with_max_retries(0).with_on_failure(failures.clone());
    mapping(&engine, Picky::new("a", Failing::Reports), settings).run().await.unwrap();
    let body: Value = serde_json::from_str(failures.discarded()[0].body()).unwrap();
    assert_eq!(body["responseContext"], json!({ "statusCode": 200, "executedVersion": "$LATEST" }));
}

#[tokio::test]
async fn a_record_that_is_too_old_never_reaches_the_function() {
    // Made a second apart: `a` is the oldest.
    let engine = engine_with("abc").await;
    let failures = queue();
    let mut mapping = mapping(
        &engine,
        Picky::new("", Failing::Killed),
        settings(10).with_max_age(60).with_on_failure(failures.clone()),
    );
    // `a` is 62 seconds old, `b` is 61, and `c` is as old as a record may be.
    engine.clock().advance(Duration::from_secs(59));
    let progress = mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["c"]);
    assert_eq!((progress.invocations, progress.records, progress.discarded), (1, 1, 2));
    let [discarded] = &*failures.discarded() else { panic!("{failures:?}") };
    assert_eq!(discarded.reason(), DiscardReason::RecordAgeExceeded);
    assert_eq!(discarded.sequence_numbers(), (&*number(&engine, 0), &*number(&engine, 1)));
    let body: Value = serde_json::from_str(discarded.body()).unwrap();
    assert_eq!(body["requestContext"]["condition"], "RecordAgeExceeded");
    assert_eq!(body["requestContext"]["approximateInvokeCount"], 0);
    assert!(body.get("responseContext").is_none(), "the function was not invoked: {body}");
}

#[tokio::test]
async fn age_ends_retries_that_have_no_other_end() {
    let engine = engine_with("ab").await;
    let failures = bucket();
    let settings = settings(10).with_max_age(60).with_on_failure(failures.clone());
    let mut mapping = mapping(&engine, Picky::new("a", Failing::Killed), settings);
    // No time passes between retries that come at once.
    assert!(mapping.run().await.unwrap_err().is_blocked());
    assert_eq!(mapping.function().seen(), ["ab", "ab", "ab"]);
    engine.clock().advance(Duration::from_secs(59));
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["b"]);
    let body: Value = serde_json::from_str(failures.discarded()[0].body()).unwrap();
    assert_eq!(body["requestContext"]["approximateInvokeCount"], 3);
    assert_eq!(body["DDBStreamBatchInfo"]["batchSize"], 1);
}

#[tokio::test]
async fn a_lost_answer_brings_what_was_discarded_again() {
    let engine = engine_with("abc").await;
    let failures = queue();
    let settings = settings(10)
        .with_max_retries(0)
        .with_bisecting()
        .with_delivery(Delivery::Twice)
        .with_on_failure(failures.clone());
    let mut mapping = mapping(&engine, Picky::new("b", Failing::Reports), settings);
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["abc", "bc", "b", "c", "abc", "bc", "b", "c"]);
    assert_eq!(failures.len(), 2);
}

#[tokio::test]
async fn without_a_destination_what_is_discarded_is_gone() {
    let engine = engine_with("ab").await;
    let mut mapping = mapping(&engine, Picky::new("a", Failing::Killed), settings(1).with_max_retries(0));
    assert_eq!(mapping.run().await.unwrap().discarded, 1);
    assert_eq!(mapping.function().seen(), ["a", "b"]);
    assert!(mapping.destination().is_none());
}

#[tokio::test]
async fn what_is_filtered_out_is_done_and_makes_room_in_the_batch() {
    let engine = engine_with("abababababc").await;
    let filters = Filters::new(&[r#"{"dynamodb": {"Keys": {"id": {"S": ["a", "c"]}}}}"#]).unwrap();
    let mut mapping = mapping(&engine, Picky::new("", Failing::Killed), settings(2).with_filters(filters));
    // The second writes of `a` and of `b` change nothing, and make no record.
    assert_eq!(records(&engine, StreamView::KeysOnly).len(), 3);
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["ac"]);
    write(&engine, "defghi").await;
    let progress = mapping.run().await.unwrap();
    assert_eq!((progress.invocations, progress.discarded), (0, 0));
    write(&engine, "jk").await;
    delete(&engine.client(), "c").await;
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["c"]);
    assert_eq!(mapping.run().await.unwrap().invocations, 0);
}

#[tokio::test]
async fn what_is_filtered_out_before_a_reported_record_is_done() {
    let engine = engine_with("abcd").await;
    let failures = queue();
    let filters = Filters::new(&[r#"{"dynamodb": {"Keys": {"id": {"S": ["a", "c", "d"]}}}}"#]).unwrap();
    let settings = settings(4).with_filters(filters).with_max_retries(1).with_on_failure(failures.clone());
    let mut mapping = mapping(&engine, Picky::new("c", Failing::Reports), settings);
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["acd", "cd"]);
    let [discarded] = &*failures.discarded() else { panic!("{failures:?}") };
    assert_eq!(discarded.sequence_numbers(), (&*number(&engine, 2), &*number(&engine, 3)));
}

#[tokio::test]
async fn one_record_among_thousands_is_found() {
    let (engine, client) = engine().await;
    for number in 0..1500 {
        update(&client, "a", "SET n = :v", n(number)).await;
    }
    write(&engine, "z").await;
    let filters = Filters::new(&[r#"{"dynamodb": {"Keys": {"id": {"S": ["z"]}}}}"#]).unwrap();
    let mut mapping = mapping(&engine, Picky::new("", Failing::Killed), settings(1).with_filters(filters));
    assert_eq!(mapping.run().await.unwrap().records, 1);
    assert_eq!(mapping.function().seen(), ["z"]);
}

#[tokio::test]
async fn a_pipe_discards_the_one_record_that_it_cannot_send() {
    let (engine, client) = engine().await;
    for id in ["a", "b", "two words", "c"] {
        put(&client, key(id)).await;
    }
    let failures = queue();
    let mut settings = QueueSettings::new(10, TrimHorizon)
        .with_pipe(|pipe| pipe.with_max_retries(2).with_on_failure(failures.clone()));
    settings.pipe.function = "watch".to_owned();
    let stream = Stream::open(engine.clone(), TABLE, StreamView::KeysOnly).unwrap();
    let function = Messages::default();
    let mut mapping = QueueMapping::new(stream, "id", engine.clock().clone(), function, settings).unwrap();
    assert_eq!(mapping.run().await.unwrap().discarded, 1);
    assert_eq!(*mapping.function().0.lock().unwrap(), 3);

    let [discarded] = &*failures.discarded() else { panic!("{failures:?}") };
    assert_eq!(discarded.sequence_numbers(), (&*number(&engine, 2), &*number(&engine, 2)));
    let body: Value = serde_json::from_str(discarded.body()).unwrap();
    let context = json!({
        "partnerResourceArn": "arn:aws:pipes:eu-north-1:000000000000:pipe/watch",
        "condition": "RetryAttemptsExhausted",
    });
    assert_eq!(body["context"], context);
    assert!(body.get("requestContext").is_none() && !discarded.body().contains("two words"), "{body}");
}

#[tokio::test]
async fn a_pipe_filters_and_discards_what_is_too_old() {
    let engine = engine_with("abc").await;
    let failures = queue();
    let filters = Filters::new(&[r#"{"dynamodb": {"Keys": {"id": {"S": ["a", "c"]}}}}"#]).unwrap();
    let settings = QueueSettings::new(10, TrimHorizon)
        .with_pipe(|pipe| pipe.with_filters(filters).with_max_age(60).with_on_failure(failures.clone()));
    let stream = Stream::open(engine.clone(), TABLE, StreamView::KeysOnly).unwrap();
    let mut mapping = QueueMapping::new(stream, "id", engine.clock().clone(), Messages::default(), settings).unwrap();
    engine.clock().advance(Duration::from_secs(59));
    mapping.run().await.unwrap();
    assert_eq!(*mapping.function().0.lock().unwrap(), 1, "`b` is filtered out and `a` is too old");
    assert_eq!(failures.discarded()[0].sequence_numbers(), (&*number(&engine, 0), &*number(&engine, 0)));
}

/// Counts the messages that it succeeds on.
#[derive(Default)]
struct Messages(Mutex<usize>);

impl Invoke for Messages {
    async fn invoke(&self, event: &[u8]) -> Result<Vec<u8>, InvokeError> {
        let event: Value = serde_json::from_slice(event).expect("JSON");
        *self.0.lock().unwrap() += event["Records"].as_array().expect("records").len();
        Ok(b"{}".to_vec())
    }
}
