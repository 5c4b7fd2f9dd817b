//! Order is kept in each message group, and a failure leaves the other groups alone.

use serde_json::{Value, json};

use super::{handed_back, message, try_invoke, with_body};
use crate::function::batch::FollowBatchSubscriber;
use crate::function::journal::Then::{self, Fail, Panic, PanicInGuard, PanicLater, Pass, Succeed};
use crate::function::journal::{FollowSubscriber, event, invoke, noted, step, undecodable};
use crate::function::outcomes::SettleAllSubscriber;

/// Messages of steps: group, sequence number, and what the function does.
fn messages(steps: &[(&str, &str, Then)]) -> Vec<Value> {
    steps.iter().map(|(group, number, then)| message(group, &step(number, *then))).collect()
}

#[tokio::test]
async fn messages_that_are_done_leave_the_queue() {
    let messages = messages(&[("a", "1", Succeed), ("b", "2", Succeed), ("a", "3", Succeed)]);
    assert_eq!(handed_back::<FollowSubscriber>(&messages).await, [""; 0]);
    assert_eq!(noted(), ["1 starts", "1 ends", "2 starts", "2 ends", "3 starts", "3 ends"]);
    assert_eq!(handed_back::<FollowSubscriber>(&[]).await, [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_failed_message_keeps_the_rest_of_its_group_and_no_other() {
    for failure in [Fail, Panic, PanicLater, PanicInGuard] {
        let messages = messages(&[
            ("a", "1", Succeed),
            ("b", "2", Succeed),
            ("a", "3", failure),
            ("b", "4", Succeed),
            ("a", "5", Succeed),
        ]);
        assert_eq!(handed_back::<FollowSubscriber>(&messages).await, ["message-3", "message-5"]);
        let mut ended: Vec<String> = noted().into_iter().filter(|line| line.ends_with("ends")).collect();
        ended.sort();
        assert_eq!(ended, ["1 ends", "2 ends", "4 ends"]);
    }
}

#[tokio::test]
async fn every_group_may_fail_at_its_own_place() {
    let messages = messages(&[
        ("a", "1", Fail),
        ("b", "2", Succeed),
        ("c", "3", Succeed),
        ("b", "4", Fail),
        ("a", "5", Succeed),
        ("c", "6", Pass),
    ]);
    assert_eq!(handed_back::<FollowSubscriber>(&messages).await, ["message-1", "message-5", "message-4"]);
}

#[tokio::test]
async fn a_record_that_does_not_decode_fails_its_message_in_its_turn() {
    let records = [step("1", Succeed), undecodable("2"), step("3", Succeed)];
    let mut messages: Vec<Value> = records.iter().map(|record| message("a", record)).collect();
    messages.push(message("b", &step("4", Succeed)));
    assert_eq!(handed_back::<FollowSubscriber>(&messages).await, ["message-2", "message-3"]);
    assert_eq!(noted(), ["1 starts", "1 ends", "4 starts", "4 ends"]);
}

#[tokio::test]
async fn a_groups_order_is_that_of_its_messages_and_not_of_their_numbers() {
    let late = messages(&[("a", "20", Fail), ("a", "10", Succeed)]);
    assert_eq!(handed_back::<FollowSubscriber>(&late).await, ["message-20", "message-10"]);
    let late = messages(&[("a", "20", Succeed), ("a", "10", Fail)]);
    assert_eq!(handed_back::<FollowSubscriber>(&late).await, ["message-10"]);
}

#[tokio::test]
async fn messages_that_no_arm_takes_are_done() {
    let messages = messages(&[("a", "1", Pass), ("a", "2", Fail), ("b", "3", Pass)]);
    assert_eq!(handed_back::<FollowSubscriber>(&messages).await, ["message-2"]);
    assert_eq!(noted(), ["2 starts"]);
}

#[tokio::test]
async fn a_batch_is_what_a_group_has() {
    let messages = messages(&[("a", "1", Succeed), ("b", "2", Fail), ("a", "3", Succeed), ("b", "4", Succeed)]);
    assert_eq!(handed_back::<FollowBatchSubscriber>(&messages).await, ["message-2", "message-4"]);
    assert_eq!(noted(), ["1 3", "2 4"]);
}

#[tokio::test]
async fn outcomes_count_within_their_group() {
    let messages = messages(&[
        ("a", "1", Succeed),
        ("b", "2", Fail),
        ("a", "3", Fail),
        ("b", "4", Succeed),
        ("a", "5", Succeed),
        ("c", "6", Succeed),
    ]);
    let expected = ["message-3", "message-5", "message-2", "message-4"];
    assert_eq!(handed_back::<SettleAllSubscriber>(&messages).await, expected);
}

#[tokio::test]
async fn a_function_does_the_same_behind_either_transport() {
    let steps = [("1", Succeed), ("2", Pass), ("3", Succeed), ("4", Fail), ("5", Succeed)];
    let records: Vec<Value> = steps.iter().map(|(number, then)| step(number, *then)).collect();
    assert_eq!(invoke::<FollowSubscriber>(&records, None).await.checkpoint(), Some("4"));
    let by_stream = noted();
    let messages: Vec<Value> = records.iter().map(|record| message("a", record)).collect();
    assert_eq!(handed_back::<FollowSubscriber>(&messages).await, ["message-4", "message-5"]);
    assert_eq!(noted(), by_stream);
}

#[tokio::test]
async fn a_body_with_escapes_of_every_kind_is_read() {
    let mut record = step("1", Succeed);
    let id = "quote \" backslash \\ slash / newline \n tab \t bell \u{7} ø 😀 \u{2028}";
    record["dynamodb"]["NewImage"]["id"]["S"] = json!(id);
    assert_eq!(handed_back::<FollowSubscriber>(&[message("a", &record)]).await, [""; 0]);
    assert_eq!(noted(), [format!("{id} starts"), format!("{id} ends")]);
    // The same with everything escaped that can be.
    let escaped = |text: &str| {
        let units: Vec<String> = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        units.concat()
    };
    let event = event(&[with_body("message-1", "a", "@")]);
    let event = String::from_utf8(event).unwrap().replace("\"@\"", &format!("\"{}\"", escaped(&record.to_string())));
    let response = try_invoke::<FollowSubscriber>(event.as_bytes(), None).await.unwrap();
    assert_eq!(response.batch_item_failures, []);
    assert_eq!(noted(), [format!("{id} starts"), format!("{id} ends")]);
}

#[tokio::test]
async fn the_answer_names_each_message() {
    let messages = messages(&[("a", "1", Fail), ("a", "2", Succeed)]);
    let response = try_invoke::<FollowSubscriber>(&event(&messages), None).await.unwrap();
    let expected = json!({ "batchItemFailures": [
        { "itemIdentifier": "message-1" },
        { "itemIdentifier": "message-2" },
    ] });
    assert_eq!(serde_json::to_value(&response).unwrap(), expected);
}

#[tokio::test]
async fn a_key_that_its_type_cannot_read_is_the_failure_of_its_group_alone() {
    let mut unreadable = step("3", Succeed);
    unreadable["dynamodb"]["Keys"]["id"] = serde_json::json!({ "N": "7" });
    let messages = [
        message("a", &step("1", Succeed)),
        message("b", &step("2", Succeed)),
        message("a", &unreadable),
        message("a", &step("4", Succeed)),
        message("b", &step("5", Succeed)),
    ];
    assert_eq!(handed_back::<FollowSubscriber>(&messages).await, ["message-3", "message-4"]);
}
