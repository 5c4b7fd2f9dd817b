//! A Pipe, a FIFO queue and its dead-letter queue that behave as AWS's do.

use std::sync::Mutex;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use statetopic::subscriber::Destination;
use statetopic::subscriber::StartingPosition::{self, Latest, TrimHorizon};
use statetopic::view::StreamView;
use statetopic_local::stream::Stream;
use statetopic_local::{
    Delivery, DiscardReason, Engine, FailureDestination, Invoke, InvokeError, QueueMapping, QueueSettings,
};

use crate::support::*;

/// What a function answers, told the names of the messages: those that fail, or no answer at all.
type Answers = Box<dyn FnMut(&[String]) -> Option<Vec<String>> + Send>;

/// A function that remembers the names of the messages of each event.
struct Remembering {
    answers: Mutex<Answers>,
    seen: Mutex<Vec<String>>,
    events: Mutex<Vec<Value>>,
}

impl Remembering {
    fn new(answers: impl FnMut(&[String]) -> Option<Vec<String>> + Send + 'static) -> Self {
        Self { answers: Mutex::new(Box::new(answers)), seen: Mutex::default(), events: Mutex::default() }
    }

    /// The names of each event, since the last look.
    fn seen(&self) -> Vec<String> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }
}

impl std::fmt::Debug for Remembering {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Remembering")
    }
}

impl Invoke for Remembering {
    async fn invoke(&self, event: &[u8]) -> Result<Vec<u8>, InvokeError> {
        let event: Value = serde_json::from_slice(event).expect("JSON");
        let messages = event["Records"].as_array().expect("records");
        let names: Vec<String> = messages.iter().map(|message| name(message["body"].as_str().unwrap())).collect();
        self.seen.lock().unwrap().push(names.join(" "));
        let failed = (self.answers.lock().unwrap())(&names).ok_or_else(|| InvokeError::new("killed"))?;
        let failed = messages.iter().zip(&names).filter(|(_, name)| failed.contains(name));
        let failed: Vec<_> = failed.map(|(message, _)| json!({ "itemIdentifier": message["messageId"] })).collect();
        let answer = json!({ "batchItemFailures": failed });
        self.events.lock().unwrap().push(event.clone());
        Ok(answer.to_string().into_bytes())
    }
}

/// `a1` for the first change of the item `a`.
fn name(body: &str) -> String {
    let record: Value = serde_json::from_str(body).expect("a record");
    let new = &record["dynamodb"]["NewImage"];
    format!("{}{}", new["id"]["S"].as_str().unwrap(), new["n"]["N"].as_str().unwrap())
}

/// An engine whose stream has these changes.
async fn engine_with(changes: &str) -> Engine {
    let (engine, _) = engine().await;
    write(&engine, changes).await;
    engine
}

async fn write(engine: &Engine, changes: &str) {
    for change in changes.split_whitespace() {
        let (id, n) = change.split_at(1);
        put(&engine.client(), item(id, [("n", number(n))])).await;
    }
}

fn mapping(engine: &Engine, settings: QueueSettings, function: Remembering) -> QueueMapping<Remembering> {
    let stream = Stream::open(engine.clone(), TABLE, StreamView::NewImage).unwrap();
    QueueMapping::new(stream, "id", engine.clock().clone(), function, settings).unwrap()
}

const fn settings(batch_size: u16, position: StartingPosition) -> QueueSettings {
    QueueSettings::new(batch_size, position)
}

/// A function that succeeds.
fn succeeding() -> Remembering {
    Remembering::new(|_| Some(Vec::new()))
}

/// A function that fails a message, and all after it in its group, until it has been handed over this often.
fn failing(name: &'static str, times: u32) -> Remembering {
    let mut left = times;
    Remembering::new(move |names| {
        let Some(place) = names.iter().position(|found| found == name).filter(|_| left > 0) else {
            return Some(Vec::new());
        };
        left -= 1;
        Some(names[place..].iter().filter(|later| later.starts_with(&name[..1])).cloned().collect())
    })
}

#[tokio::test]
async fn a_receive_takes_what_it_can_of_a_group_and_then_of_the_next() {
    let engine = engine_with("a1 b1 a2 c1 b2 a3").await;
    let mut mapping = mapping(&engine, settings(4, TrimHorizon), succeeding());
    // One after the other: at once, `b2` would wait for `b1`.
    while mapping.deliver().await.unwrap() {}
    let progress = mapping.total();
    assert_eq!(mapping.function().seen(), ["a1 a2 a3 b1", "c1 b2"]);
    assert_eq!((progress.invocations, progress.records), (2, 6));
    assert!(mapping.queue().is_empty() && mapping.queue().dead_letters().is_empty());
    // What is done is not delivered again; what is new is.
    write(&engine, "a4").await;
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["a4"]);
}

#[tokio::test]
async fn a_fifo_queue_gives_ten_messages_at_most() {
    let engine = engine_with("a1 a2 a3 a4 a5 a6 a7 a8 a9 b1 b2").await;
    let mut mapping = mapping(&engine, settings(100, TrimHorizon), succeeding());
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["a1 a2 a3 a4 a5 a6 a7 a8 a9 b1", "b2"]);
}

#[tokio::test]
async fn a_pipe_from_latest_sends_what_comes() {
    let engine = engine_with("a1 b1").await;
    let mut mapping = mapping(&engine, settings(10, Latest), succeeding());
    write(&engine, "a2").await;
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["a2"]);
}

#[tokio::test]
async fn a_group_waits_for_its_failed_message_and_others_do_not() {
    let engine = engine_with("a1 b1 a2 a3 b2 c1").await;
    let mut mapping = mapping(&engine, settings(2, TrimHorizon), failing("a2", 2));
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["a1 a2", "b1 b2", "c1", "a2 a3", "a2 a3"]);
    assert!(mapping.queue().is_empty());
}

#[tokio::test]
async fn what_was_received_too_often_is_dead_with_what_was_received_along_with_it() {
    let engine = engine_with("a1 a2 a3 a4 b1").await;
    let settings = settings(3, TrimHorizon).with_max_receive_count(2);
    let mut mapping = mapping(&engine, settings, failing("a2", 9));
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["a1 a2 a3", "b1", "a2 a3 a4", "a4"]);
    let dead: Vec<String> = mapping.queue().dead_letters().iter().map(|body| name(body)).collect();
    assert_eq!(dead, ["a2", "a3"]);
}

#[tokio::test]
async fn a_dead_message_comes_back_at_the_end_as_a_new_one() {
    let engine = engine_with("a1 b1").await;
    let mut mapping = mapping(&engine, settings(10, TrimHorizon).with_max_receive_count(1), failing("a1", 1));
    mapping.run().await.unwrap();
    write(&engine, "a2").await;
    mapping.deliver().await.unwrap();
    assert_eq!(mapping.function().seen(), ["a1 b1", "a2"]);
    assert_eq!((mapping.queue().redrive(), mapping.queue().redrive(), mapping.queue().len()), (1, 0, 1));
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["a1"]);
    let events = mapping.function().events.lock().unwrap();
    let sent = |event: usize| &events[event]["Records"][0];
    assert_ne!(sent(0)["messageId"], sent(2)["messageId"]);
    assert_eq!(sent(2)["attributes"]["ApproximateReceiveCount"], "1");
    assert_eq!(sent(0)["body"], sent(2)["body"]);
}

#[tokio::test]
async fn an_invocation_without_an_answer_leaves_all_in_the_queue() {
    let engine = engine_with("a1 b1").await;
    let mut kills = 2;
    let function = Remembering::new(move |_| {
        kills -= 1;
        (kills < 0).then(Vec::new)
    });
    let mut mapping = mapping(&engine, settings(10, TrimHorizon), function);
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["a1 b1", "a1 b1", "a1 b1"]);
}

#[tokio::test]
async fn each_message_comes_twice_on_request_and_keeps_its_order() {
    let engine = engine_with("a1 a2 b1").await;
    let settings = settings(2, TrimHorizon).with_delivery(Delivery::Twice).with_max_receive_count(1);
    let mut mapping = mapping(&engine, settings, succeeding());
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["a1 a2", "b1", "a1 a2", "b1"]);
    assert!(mapping.queue().is_empty() && mapping.queue().dead_letters().is_empty());
}

#[tokio::test]
async fn seeds_give_groups_other_orders_and_never_a_group() {
    let engine = engine_with("a1 b1 c1 d1 a2 b2 c2 d2").await;
    let mut orders = std::collections::BTreeSet::new();
    for seed in 0..20 {
        let mut mapping = mapping(&engine, settings(1, TrimHorizon).with_seed(seed), succeeding());
        mapping.run().await.unwrap();
        let seen = mapping.function().seen();
        for group in ["a", "b", "c", "d"] {
            let of_group: Vec<_> = seen.iter().filter(|name| name.starts_with(group)).collect();
            assert_eq!(of_group, [&format!("{group}1"), &format!("{group}2")]);
        }
        orders.insert(seen);
    }
    assert!(orders.len() > 10, "{orders:?}");
}

#[tokio::test]
async fn a_message_is_what_lambda_gets() {
    let engine = engine_with("a1").await;
    let mut mapping = mapping(&engine, settings(10, TrimHorizon), succeeding());
    mapping.run().await.unwrap();
    let events = mapping.function().events.lock().unwrap();
    let message = &events[0]["Records"][0];
    let body: Value = serde_json::from_str(message["body"].as_str().unwrap()).unwrap();
    assert_eq!(body, records(&engine, StreamView::NewImage)[0]);
    assert_eq!(message["eventSource"], "aws:sqs");
    assert!(message["eventSourceARN"].as_str().unwrap().ends_with(":orders.fifo"));
    let attributes = &message["attributes"];
    assert_eq!(attributes["MessageGroupId"], "a");
    assert_eq!(attributes["MessageDeduplicationId"], body["eventID"]);
    assert_eq!(attributes["SentTimestamp"], format!("{NOW}000"));
    assert_eq!(attributes["ApproximateReceiveCount"], "1");
}

/// An item of a group, and how many bytes it has beside its name and number.
async fn put_large(engine: &Engine, id: &str, n: &str, bytes: usize) {
    let large = AttributeValue::B(vec![7; bytes].into());
    put(&engine.client(), item(id, [("n", number(n)), ("large", large)])).await;
}

#[tokio::test]
async fn what_is_too_large_for_one_request_is_sent_in_several() {
    let (engine, _) = engine().await;
    // Base64 makes 300,000 bytes 400,000: two are sent at once, and three are not.
    for id in ["a", "b", "c", "d", "e"] {
        put_large(&engine, id, "1", 300_000).await;
    }
    let mut mapping = mapping(&engine, settings(1, TrimHorizon), succeeding());
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().seen(), ["a1", "b1", "c1", "d1", "e1"]);
}

#[tokio::test]
async fn a_record_that_no_message_can_hold_is_discarded_after_its_retries() {
    let (engine, _) = engine().await;
    put_large(&engine, "a", "1", 396_000).await;
    put_large(&engine, "a", "2", 396_000).await;
    write(&engine, "b1").await;
    let both_images = Stream::open(engine.clone(), TABLE, StreamView::NewAndOldImages).unwrap();
    let failures = FailureDestination::new(Destination::Sqs("failures".to_owned()));
    let settings =
        settings(10, TrimHorizon).with_pipe(|pipe| pipe.with_max_retries(2).with_on_failure(failures.clone()));
    let mut mapping =
        QueueMapping::new(both_images, "id", engine.clock().clone(), succeeding(), settings.clone()).unwrap();
    let progress = mapping.run().await.unwrap();
    assert_eq!((progress.discarded, mapping.function().seen()), (1, vec!["a1 b1".to_owned()]));
    assert_eq!(failures.discarded()[0].reason(), DiscardReason::RetryAttemptsExhausted);

    // One image is short enough.
    let one_image = Stream::open(engine.clone(), TABLE, StreamView::NewImage).unwrap();
    let mut mapping = QueueMapping::new(one_image, "id", engine.clock().clone(), succeeding(), settings).unwrap();
    assert_eq!((mapping.run().await.unwrap().discarded, mapping.queue().len()), (0, 0));
}

#[tokio::test]
async fn a_message_that_is_too_long_says_so() {
    let (engine, _) = engine().await;
    for n in ["1", "2"] {
        put_large(&engine, "a", n, 396_000).await;
    }
    let stream = Stream::open(engine.clone(), TABLE, StreamView::NewAndOldImages).unwrap();
    let mut mapping =
        QueueMapping::new(stream, "id", engine.clock().clone(), succeeding(), settings(10, TrimHorizon)).unwrap();
    let error = mapping.run().await.unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("and its limit is 1048576; "), "{cause}");
}

#[tokio::test]
async fn a_partition_key_that_names_no_group_stops_the_pipe() {
    let (engine, client) = engine().await;
    put(&client, item("two words", [("n", number("1"))])).await;
    let mut mapping = mapping(&engine, settings(10, TrimHorizon), succeeding());
    let error = mapping.run().await.unwrap_err();
    assert!(error.is_blocked(), "{error}");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("cannot name a message group") && !cause.contains("two words"), "{cause}");
    assert!(!format!("{error} {mapping:?}").contains("two words"));
}
