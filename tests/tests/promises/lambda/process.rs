//! A compiled subscriber behind a Lambda Runtime API: what it answers to good and bad events.

use serde_json::{Value, json};
use statetopic_tests::event::{Change, checkpoint, done, event, event_id};
use statetopic_tests::process::LambdaProcess;
use statetopic_tests::runtime_api::Answer;

const PROBE: &str = env!("CARGO_BIN_EXE_probe");

fn good() -> Value {
    json!({ "note": { "S": "a note" }, "amount": { "N": "7" } })
}

fn insert(sequence_number: u32, id: &str) -> Change {
    Change::insert(sequence_number, id, good())
}

fn event_ids(sequence_numbers: impl IntoIterator<Item = u32>) -> Vec<String> {
    sequence_numbers.into_iter().map(event_id).collect()
}

#[tokio::test]
async fn a_good_batch_is_done_in_order() {
    let mut probe = LambdaProcess::start(PROBE, &[]).await;
    let changes = [
        insert(1, "ok-1"),
        Change::modify(2, "ok-1", good(), good()),
        Change::remove(3, "ok-1", good()),
        insert(4, "ok-2"),
    ];
    assert_eq!(probe.invoke(event(changes)).await, done());
    assert_eq!(probe.kill().await.lines_of("handled"), event_ids(1..=4));
}

#[tokio::test]
async fn a_record_that_does_not_decode_is_the_checkpoint() {
    let mut probe = LambdaProcess::start(PROBE, &[]).await;
    let bad = insert(3, "ok-3").with("/dynamodb/NewImage/amount", json!({ "S": "seven" }));
    let answer = probe.invoke(event([insert(1, "ok-1"), insert(2, "ok-2"), bad, insert(4, "ok-4")])).await;
    assert_eq!(answer, checkpoint(3));
    let output = probe.kill().await;
    assert_eq!(output.lines_of("handled"), event_ids(1..=2));
    assert_eq!(output.lines_of("started"), event_ids(1..=2), "nothing is started after a failure");
    let problem = "cannot decode `Probe.amount` from NewImage: expected N, found S (event event-3)";
    assert!(output.all().contains(problem), "{}", output.all());
}

#[tokio::test]
async fn a_record_that_lacks_its_image_is_the_checkpoint() {
    let mut probe = LambdaProcess::start(PROBE, &[]).await;
    let bad = insert(2, "ok-2").with("/dynamodb/NewImage", Value::Null);
    assert_eq!(probe.invoke(event([insert(1, "ok-1"), bad, insert(3, "ok-3")])).await, checkpoint(2));
    let unknown = insert(5, "ok-5").with("/eventName", json!("UPSERT"));
    assert_eq!(probe.invoke(event([insert(4, "ok-4"), unknown])).await, checkpoint(5));
    assert_eq!(probe.kill().await.lines_of("started"), event_ids([1, 4]));
}

#[tokio::test]
async fn a_panic_is_its_records_failure_and_the_process_lives() {
    let mut probe = LambdaProcess::start(PROBE, &[]).await;
    let answer = probe.invoke(event([insert(1, "ok-1"), insert(2, "panic-2"), insert(3, "ok-3")])).await;
    assert_eq!(answer, checkpoint(2));
    assert_eq!(probe.invoke(event([insert(4, "ok-4")])).await, done());
    let output = probe.kill().await;
    assert_eq!(output.lines_of("handled"), event_ids([1, 4]));
    assert_eq!(output.all().matches("the panic of event-2").count(), 1, "{}", output.all());
}

#[tokio::test]
async fn an_error_is_its_records_failure() {
    let mut probe = LambdaProcess::start(PROBE, &[]).await;
    let answer = probe.invoke(event([insert(1, "ok-1"), insert(2, "error-2"), insert(3, "ok-3")])).await;
    assert_eq!(answer, checkpoint(2));
    assert_eq!(probe.invoke(event([insert(4, "ok-4")])).await, done());
    let output = probe.kill().await;
    assert_eq!(output.lines_of("handled"), event_ids([1, 4]));
    assert_eq!(output.all().matches("the error of event-2").count(), 1, "{}", output.all());
}

#[tokio::test]
async fn a_first_record_that_fails_hands_back_the_whole_batch() {
    let mut probe = LambdaProcess::start(PROBE, &[]).await;
    assert_eq!(probe.invoke(event([insert(1, "error-1"), insert(2, "ok-2")])).await, checkpoint(1));
    assert_eq!(probe.kill().await.lines_of("started"), event_ids([1]));
}

#[tokio::test]
async fn a_batch_without_records_is_done() {
    let mut probe = LambdaProcess::start(PROBE, &[]).await;
    assert_eq!(probe.invoke(event([])).await, done());
}

#[tokio::test]
async fn an_event_that_is_none_fails_the_invocation_and_the_process_lives() {
    let mut probe = LambdaProcess::start(PROBE, &[]).await;
    let sqs = json!({ "Records": [{ "messageId": "1", "eventSource": "aws:sqs", "body": "{}" }] });
    let foreign_table = event([insert(1, "ok-1").with("/dynamodb/Keys", json!({ "order": { "N": "1" } }))]);
    let without_number = event([insert(1, "ok-1").with("/dynamodb/SequenceNumber", json!("first"))]);
    for bad in [
        b"{}".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        br#"{"Records": {}}"#.to_vec(),
        br#"{"detail-type": "Scheduled Event", "source": "aws.events"}"#.to_vec(),
        br#"{"Records": [{"eventID": "1""#.to_vec(),
        b"no JSON".to_vec(),
        b"".to_vec(),
        sqs.to_string().into_bytes(),
        foreign_table,
        without_number,
    ] {
        let shown = String::from_utf8_lossy(&bad).into_owned();
        let answer = probe.invoke(bad).await;
        assert!(matches!(answer, Answer::Error { .. }), "{shown}: {answer:?}");
    }
    assert_eq!(probe.invoke(event([insert(2, "ok-2")])).await, done());
    assert_eq!(probe.kill().await.lines_of("started"), event_ids([2]));
}

#[tokio::test]
async fn a_foreign_event_is_told_apart_from_a_broken_one() {
    let mut probe = LambdaProcess::start(PROBE, &[]).await;
    for (bad, said) in [
        (r#"{"Records": [{"eventSource": "aws:sns", "Sns": {}}]}"#, "expected the event source `aws:dynamodb`"),
        ("{}", "expected the list `Records`"),
    ] {
        let Answer::Error { error_type, message } = probe.invoke(bad).await else { panic!("{bad} is not a batch") };
        assert_eq!(error_type, "statetopic::InvocationError");
        assert!(message.contains(said), "{message}");
    }
    let output = probe.kill().await.all();
    for said in ["expected the event source `aws:dynamodb`", "expected the list `Records`"] {
        assert_eq!(output.matches(said).count(), 1, "a failed invocation is logged once: {output}");
    }
    assert!(!output.contains("EventError"), "in words: {output}");
}
