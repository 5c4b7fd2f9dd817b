//! Every member of a message in every wrong form, and events that are cut anywhere: an answer or an error, never a panic,
//! and never a message that is lost.

use serde_json::{Value, json};

use super::{message, try_invoke};
use crate::function::journal::Then::Succeed;
use crate::function::journal::{FollowSubscriber, event, noted, step};

fn good() -> [Value; 3] {
    [message("a", &step("1", Succeed)), message("a", &step("2", Succeed)), message("b", &step("3", Succeed))]
}

#[tokio::test]
async fn an_event_that_is_cut_anywhere_is_an_error() {
    let event = event(&good());
    for end in 0..event.len() {
        let error = try_invoke::<FollowSubscriber>(&event[..end], None).await.unwrap_err();
        assert!(error.event_error().is_malformed(), "{end}: {error}");
    }
    assert_eq!(noted(), [""; 0]);
}

#[tokio::test]
async fn a_body_that_is_cut_anywhere_stays_in_the_queue() {
    let body = step("2", Succeed).to_string();
    for end in 0..body.len() {
        let mut messages = good();
        messages[1]["body"] = json!(body[..end]);
        let response = try_invoke::<FollowSubscriber>(&event(&messages), None).await.unwrap();
        assert_eq!(response.identifiers().collect::<Vec<_>>(), ["message-2"], "{end}");
    }
}

/// The places of all values within a value.
fn places(value: &Value, at: &str, into: &mut Vec<String>) {
    into.push(at.to_owned());
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| places(value, &format!("{at}/{name}"), into)),
        Value::Array(list) => list.iter().enumerate().for_each(|(n, value)| places(value, &format!("{at}/{n}"), into)),
        _ => {}
    }
}

#[tokio::test]
async fn a_wrong_type_anywhere_loses_no_message() {
    let whole = json!({ "Records": good() });
    let mut all = Vec::new();
    places(&whole, "", &mut all);
    assert!(all.len() > 40, "{all:?}");
    for place in all {
        for wrong in [Value::Null, json!(true), json!(-1.5e3), json!(""), json!("x"), json!([]), json!([{}]), json!({})]
        {
            let mut event = whole.clone();
            *event.pointer_mut(&place).unwrap() = wrong.clone();
            let answer = try_invoke::<FollowSubscriber>(event.to_string().as_bytes(), None).await;
            let ended = noted().iter().filter(|line| line.ends_with("ends")).count();
            let Ok(response) = answer else {
                assert_eq!(ended, 0, "{place} {wrong}");
                continue;
            };
            let messages = event["Records"].as_array().map_or(0, Vec::len);
            assert_eq!(ended + response.identifiers().count(), messages, "{place} {wrong}");
        }
    }
}
