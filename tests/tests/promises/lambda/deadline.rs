//! A compiled subscriber near its deadline.

use std::time::Duration;

use serde_json::json;
use statetopic_tests::event::{Change, checkpoint, done, event, event_id};
use statetopic_tests::process::LambdaProcess;

const PROBE: &str = env!("CARGO_BIN_EXE_probe");

/// The answer is due a twentieth of this before the deadline: enough for a busy machine.
const TIME: Duration = Duration::from_secs(6);

fn insert(sequence_number: u32, id: &str) -> Change {
    let image = json!({ "note": { "S": "a note" }, "amount": { "N": "7" } });
    Change::insert(sequence_number, id, image)
}

#[tokio::test]
async fn a_slow_first_record_is_started_and_stopped_before_the_deadline() {
    let mut probe = LambdaProcess::start(PROBE, &[]).await;
    let answered = probe.invoke_within(event([insert(1, "slow-1"), insert(2, "ok-2")]), TIME).await;
    assert_eq!(answered.answer, checkpoint(1));
    assert!(answered.left.is_some(), "the answer came after the deadline");
    assert_eq!(probe.invoke(event([insert(3, "ok-3")])).await, done(), "the process lives on");
    let output = probe.kill().await;
    assert_eq!(output.lines_of("started"), [event_id(1), event_id(3)]);
    assert_eq!(output.lines_of("handled"), [event_id(3)]);
}

#[tokio::test]
async fn the_first_record_is_started_however_short_the_time_is() {
    let mut probe = LambdaProcess::start(PROBE, &[]).await;
    let answered = probe.invoke_within(event([insert(1, "ok-1"), insert(2, "ok-2")]), Duration::ZERO).await;
    assert_eq!(answered.answer, checkpoint(2));
    assert_eq!(probe.kill().await.lines_of("handled"), [event_id(1)]);
}

#[tokio::test]
async fn a_slow_record_in_the_middle_hands_back_the_rest() {
    let mut probe = LambdaProcess::start(PROBE, &[]).await;
    let changes = [insert(1, "ok-1"), insert(2, "slow-2"), insert(3, "ok-3")];
    let answered = probe.invoke_within(event(changes), TIME).await;
    assert_eq!(answered.answer, checkpoint(2));
    assert!(answered.left.is_some(), "the answer came after the deadline");
    let output = probe.kill().await;
    assert_eq!(output.lines_of("started"), [event_id(1), event_id(2)]);
    assert_eq!(output.lines_of("handled"), [event_id(1)]);
}

#[tokio::test]
async fn a_batch_too_long_for_its_time_is_done_as_far_as_the_time_reaches() {
    let mut probe = LambdaProcess::start(PROBE, &[]).await;
    // Two hundred times a fifth of a second.
    let answered = probe.invoke_within(event((1..=200).map(|number| insert(number, "brief-1"))), TIME).await;
    assert!(answered.left.is_some(), "the answer came after the deadline");
    let output = probe.kill().await;
    let handled = output.lines_of("handled").len();
    let first_undone = u32::try_from(handled).unwrap() + 1;
    assert!(handled > 0);
    assert_eq!(answered.answer, checkpoint(first_undone));
    assert!(output.lines_of("started").len() <= handled + 1, "nothing is started after what was stopped");
}
