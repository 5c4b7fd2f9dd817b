//! Messages that carry no record, and events whose messages cannot be told apart.

use serde_json::{Value, json};

use super::{handed_back, message, try_invoke, with_body};
use crate::function::journal::Then::{Fail, Succeed};
use crate::function::journal::{FollowSubscriber, event, noted, step};

/// Bodies that carry no record of the topic, and what is said of each.
fn bodies_without_a_record() -> Vec<(String, &'static str)> {
    let good = step("7", Succeed);
    let with = |place: &str, value: Value| {
        let mut record = good.clone();
        *record.pointer_mut(place).unwrap() = value;
        record.to_string()
    };
    let text = good.to_string();
    let source = "expected the event source `aws:dynamodb`, found another";
    let keys = "expected `Keys` to hold the topic's key attributes";
    let number = "expected a `SequenceNumber` of 1 to 40 digits, found none";
    vec![
        (String::new(), "expected an object at byte 0"),
        ("hello".to_owned(), "expected an object at byte 0"),
        ("null".to_owned(), "expected an object at byte 0"),
        (format!("[{text}]"), "expected an object at byte 0"),
        (format!("{text}{text}"), "expected the end of the event"),
        (text[..text.len() - 1].to_owned(), "expected `,` or `}`"),
        ("{}".to_owned(), source),
        (json!({ "Records": [good] }).to_string(), source),
        (with("/eventSource", json!("aws:kinesis")), source),
        (with("/dynamodb", json!("none")), number),
        (with("/dynamodb/SequenceNumber", json!(7)), number),
        (with("/dynamodb/SequenceNumber", json!("seven")), number),
        (with("/dynamodb/Keys", Value::Null), keys),
        (with("/dynamodb/Keys", json!({ "pk": { "S": "7" } })), keys),
    ]
}

#[tokio::test]
async fn a_body_without_a_record_fails_its_group_from_there_on() {
    for (body, _) in bodies_without_a_record() {
        let messages = [
            message("a", &step("1", Succeed)),
            message("b", &step("2", Succeed)),
            with_body("unreadable", "a", &body),
            message("a", &step("4", Succeed)),
            message("b", &step("5", Succeed)),
        ];
        assert_eq!(handed_back::<FollowSubscriber>(&messages).await, ["unreadable", "message-4"], "{body}");
        assert_eq!(noted(), ["1 starts", "1 ends", "2 starts", "2 ends", "5 starts", "5 ends"], "{body}");
    }
}

#[tokio::test]
async fn an_earlier_failure_comes_before_a_body_without_a_record() {
    let messages = [message("a", &step("1", Fail)), with_body("unreadable", "a", "{}")];
    assert_eq!(handed_back::<FollowSubscriber>(&messages).await, ["message-1", "unreadable"]);
    let messages = [with_body("unreadable", "a", "{}"), message("a", &step("1", Fail))];
    assert_eq!(handed_back::<FollowSubscriber>(&messages).await, ["unreadable", "message-1"]);
}

/// The error of an event whose second message is this one.
async fn error_of(second: Value) -> String {
    let event = event(&[message("a", &step("1", Succeed)), second]);
    let error = try_invoke::<FollowSubscriber>(&event, None).await.unwrap_err();
    assert_eq!(noted(), [""; 0]);
    error.to_string()
}

/// A message without a member of this place.
fn without(place: &[&str]) -> Value {
    let mut message = message("a", &step("2", Succeed));
    let (member, parents) = place.split_last().unwrap();
    let parent = parents.iter().fold(&mut message, |value, name| &mut value[name]);
    parent.as_object_mut().unwrap().remove(*member).unwrap();
    message
}

#[tokio::test]
async fn a_message_that_cannot_be_named_or_placed_fails_the_invocation() {
    for (place, said) in [
        (&["messageId"][..], "expected a `messageId`, found none"),
        (&["attributes"], "expected the attribute `MessageGroupId`, found none"),
        (&["attributes", "MessageGroupId"], "expected the attribute `MessageGroupId`, found none"),
        (&["eventSource"], "expected the event source `aws:sqs`"),
    ] {
        let error = error_of(without(place)).await;
        assert!(error.starts_with("cannot read the event, record 1: ") && error.contains(said), "{error}");
    }
    for attributes in
        [Value::Null, json!([]), json!("a"), json!({ "MessageGroupId": 1 }), json!({ "MessageGroupId": "" })]
    {
        let mut ungrouped = message("a", &step("2", Succeed));
        ungrouped["attributes"] = attributes;
        let error = error_of(ungrouped).await;
        assert!(error.contains("expected the attribute `MessageGroupId`, found none"), "{error}");
    }
    let mut nowhere = without(&["attributes"]);
    nowhere["body"] = json!("no record");
    assert!(error_of(nowhere).await.contains("`MessageGroupId`"));
}

#[tokio::test]
async fn identifiers_that_stand_there_twice_are_not_guessed() {
    for (name, repeated) in [
        ("messageId", r#""messageId":"x","#),
        ("body", r#""body":"x","#),
        ("attributes", r#""attributes":{"MessageGroupId":"x"},"#),
    ] {
        let text = String::from_utf8(event(&[message("a", &step("1", Succeed))])).unwrap();
        let twice = text.replacen(&format!("\"{name}\":"), &format!("{repeated}\"{name}\":"), 1);
        assert!(try_invoke::<FollowSubscriber>(twice.as_bytes(), None).await.is_err(), "{name}");
    }
}

#[tokio::test]
async fn a_queue_without_order_fails_the_invocation() {
    let mut standard = message("a", &step("2", Succeed));
    standard["eventSourceARN"] = json!("arn:aws:sqs:us-east-2:123456789012:standard");
    assert!(error_of(standard).await.contains("found a standard one, which keeps no order"));
    let unnamed = without(&["eventSourceARN"]);
    assert_eq!(handed_back::<FollowSubscriber>(&[unnamed]).await, [""; 0]);
}

#[tokio::test]
async fn records_of_two_transports_in_one_event_fail_the_invocation() {
    assert!(error_of(step("2", Succeed)).await.contains("expected the event source `aws:sqs`"));
    let event = event(&[step("1", Succeed), message("a", &step("2", Succeed))]);
    let error = try_invoke::<FollowSubscriber>(&event, None).await.unwrap_err();
    assert!(error.event_error().is_foreign(), "{error}");
}
