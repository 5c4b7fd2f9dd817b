//! A compiled subscriber that settles each record of its batches: what it answers, and what it logs of failures.

use serde_json::json;
use statetopic_tests::event::{Change, checkpoint, done, event, event_id};
use statetopic_tests::process::LambdaProcess;

const SETTLE: &str = env!("CARGO_BIN_EXE_settle");

fn batch(ids: &[&str]) -> Vec<u8> {
    event((1..).zip(ids).map(|(number, id)| Change::insert(number, id, json!({}))))
}

/// How often each of these stands in a text.
fn counts<const N: usize>(text: &str, wanted: [&str; N]) -> [usize; N] {
    wanted.map(|wanted| text.matches(wanted).count())
}

#[tokio::test]
async fn the_lowest_failed_record_is_the_checkpoint_and_each_error_is_logged_once() {
    let mut settle = LambdaProcess::start(SETTLE, &[]).await;
    assert_eq!(settle.invoke(batch(&["ok-1", "error-2", "ok-3", "error-4"])).await, checkpoint(2));
    assert_eq!(settle.invoke(batch(&["ok-1", "ok-2"])).await, done());
    let output = settle.kill().await;
    let batches =
        [(1..=4).map(event_id).collect::<Vec<_>>().join(" "), (1..=2).map(event_id).collect::<Vec<_>>().join(" ")];
    assert_eq!(output.lines_of("batch"), batches);
    let wanted = ["the error of event-2", "the error of event-4", "the function returned an error", "ERROR"];
    assert_eq!(counts(&output.all(), wanted), [1, 1, 2, 2], "{}", output.all());
}

#[tokio::test]
async fn a_forgotten_record_is_the_checkpoint_and_is_named_once() {
    let mut settle = LambdaProcess::start(SETTLE, &[]).await;
    assert_eq!(settle.invoke(batch(&["ok-1", "forget-2", "ok-3", "forget-4"])).await, checkpoint(2));
    let output = settle.kill().await.all();
    assert_eq!(counts(&output, ["`Outcomes` have none for the record", "event-2\"", "ERROR"]), [1, 1, 1], "{output}");
}

#[tokio::test]
async fn an_error_of_the_function_is_the_whole_batchs() {
    let mut settle = LambdaProcess::start(SETTLE, &[]).await;
    assert_eq!(settle.invoke(batch(&["ok-1", "error-2", "abort-3"])).await, checkpoint(1));
    let output = settle.kill().await.all();
    assert_eq!(counts(&output, ["the error of the batch", "the error of event-2", "ERROR"]), [1, 0, 1], "{output}");
}
