//! The compiled subscribers of the other tests, unchanged, behind an SQS FIFO queue.

use std::time::Duration;

use serde_json::json;
use statetopic_tests::event::{Change, done, event_id};
use statetopic_tests::message::{Message, kept, message_id, messages};
use statetopic_tests::process::LambdaProcess;
use statetopic_tests::runtime_api::Answer;

const PROBE: &str = env!("CARGO_BIN_EXE_probe");

fn insert(number: u32, id: &str) -> Change {
    Change::insert(number, id, json!({ "note": { "S": "a \"note\"\n" }, "amount": { "N": "7" } }))
}

/// A message of each item; its group is the item's id.
fn batch(ids: &[&str]) -> Vec<u8> {
    messages((1..).zip(ids).map(|(number, id)| Message::of(number, id, insert(number, id))))
}

#[tokio::test]
async fn a_good_batch_leaves_the_queue() {
    let mut probe = LambdaProcess::start(PROBE, &[]).await;
    assert_eq!(probe.invoke(batch(&["ok-1", "ok-2", "ok-1"])).await, done());
    assert_eq!(probe.kill().await.lines_of("handled"), [1, 2, 3].map(event_id));
}

#[tokio::test]
async fn a_failed_message_and_the_rest_of_its_group_stay() {
    let mut probe = LambdaProcess::start(PROBE, &[]).await;
    let ids = ["ok-1", "error-1", "panic-1", "ok-1", "error-1", "panic-1", "ok-2"];
    assert_eq!(probe.invoke(batch(&ids)).await, kept([2, 5, 3, 6]));
    let output = probe.kill().await;
    assert_eq!(output.lines_of("handled"), [1, 4, 7].map(event_id));
    assert_eq!(output.lines_of("started"), [1, 2, 3, 4, 7].map(event_id));
    for own_words in ["the error of event-2", "the panic of event-3"] {
        assert_eq!(output.all().matches(own_words).count(), 1, "{}", output.all());
    }
}

#[tokio::test]
async fn a_body_that_is_no_record_stays_with_its_group() {
    let mut probe = LambdaProcess::start(PROBE, &[]).await;
    let batch = [
        Message::of(1, "a", insert(1, "ok-1")),
        Message::with_body(2, "a", "no record"),
        Message::of(3, "b", insert(3, "ok-3")),
        Message::of(4, "a", insert(4, "ok-4")),
    ];
    assert_eq!(probe.invoke(messages(batch)).await, kept([2, 4]));
    let output = probe.kill().await;
    assert_eq!(output.lines_of("handled"), [event_id(1), event_id(3)]);
    let all = output.all();
    let said = "message failed: cannot read the message's body: expected an object at byte 0";
    assert!(all.contains(said) && all.contains(&message_id(2)), "{all}");
}

#[tokio::test]
async fn an_event_whose_messages_cannot_be_told_apart_fails_the_invocation_and_the_process_lives() {
    let mut probe = LambdaProcess::start(PROBE, &[]).await;
    for name in ["messageId", "MessageGroupId", "attributes", "eventSource"] {
        let nameless = Message::of(2, "b", insert(2, "ok-2")).without(name);
        let answer = probe.invoke(messages([Message::of(1, "a", insert(1, "ok-1")), nameless])).await;
        assert!(matches!(answer, Answer::Error { .. }), "{name}: {answer:?}");
    }
    assert_eq!(probe.invoke(batch(&["ok-1"])).await, done());
    assert_eq!(probe.kill().await.lines_of("started"), [event_id(1)]);
}

#[tokio::test]
async fn what_there_is_no_time_for_stays() {
    let mut probe = LambdaProcess::start(PROBE, &[]).await;
    let answered = probe.invoke_within(batch(&["ok-1", "slow-2", "ok-3", "slow-2"]), Duration::from_secs(6)).await;
    assert_eq!(answered.answer, kept([2, 4]), "another group is done beside one that is slow");
    assert!(answered.left.is_some(), "the answer came after the deadline");
    assert_eq!(probe.kill().await.lines_of("started"), [1, 2, 3].map(event_id));
}

#[tokio::test]
async fn a_batch_is_settled_within_each_group() {
    let mut settle = LambdaProcess::start(env!("CARGO_BIN_EXE_settle"), &[]).await;
    let ids = ["ok-1", "error-2", "ok-3", "forget-4"];
    let of_two_groups = (1..).zip(ids).map(|(number, id)| {
        Message::of(number, if number % 2 == 0 { "even" } else { "odd" }, Change::insert(number, id, json!({})))
    });
    assert_eq!(settle.invoke(messages(of_two_groups)).await, kept([2, 4]));
    assert_eq!(settle.kill().await.lines_of("batch"), ["event-1 event-3", "event-2 event-4"]);
}
