//! Events that cannot be taken apart: an error, and nothing is called.

use serde_json::{Value, json};
use statetopic::{Connections, Function, InvocationError};

use super::journal::Then::Succeed;
use super::journal::{FollowSubscriber, event, noted, step};

async fn error_of(event: &[u8]) -> InvocationError {
    let function = Function::<FollowSubscriber>::connect(&Connections::from_env()).await.unwrap();
    let error = function.invoke(event, None).await.unwrap_err();
    assert_eq!(noted(), [""; 0]);
    error
}

#[tokio::test]
async fn a_malformed_event_is_an_error() {
    let good = event(&[step("1", Succeed), step("2", Succeed)]);
    let cut = &good[..good.len() - 1];
    for text in [&b""[..], b"{}", b"null", b"[]", b"{\"Records\": {}}", b"\xff", cut] {
        let error = error_of(text).await;
        assert!(error.event_error().is_malformed(), "{error}");
    }
}

#[tokio::test]
async fn a_foreign_event_is_an_error() {
    let foreign = json!({ "eventSource": "aws:sqs", "messageId": "1", "body": "" });
    let mut other_table = step("2", Succeed);
    other_table["dynamodb"]["Keys"] = json!({ "pk": { "S": "2" } });
    for record in [foreign, other_table] {
        let error = error_of(&event(&[step("1", Succeed), record])).await;
        assert!(error.event_error().is_foreign(), "{error}");
    }
}

#[tokio::test]
async fn one_record_that_cannot_be_identified_fails_the_invocation() {
    let mut nameless = step("2", Succeed);
    nameless["dynamodb"]["SequenceNumber"] = Value::Null;
    let error = error_of(&event(&[step("1", Succeed), nameless])).await;
    assert_eq!(
        error.to_string(),
        "cannot read the event, record 1: expected a `SequenceNumber` of 1 to 40 digits, found none"
    );
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), error.to_string());
}
