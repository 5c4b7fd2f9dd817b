//! What a function may take and return beside the common case, and what Lambda is answered.

use std::fmt;

use serde_json::json;
use statetopic::prelude::*;
use statetopic::{BatchResponse, Connections, Function, Subscriber};

use super::journal::Then::{Fail, Succeed};
use super::journal::{FollowSubscriber, Journal, Step, checkpoint, invoke, noted, step};

/// A plain function that returns nothing and takes every change.
#[subscriber(library)]
#[expect(clippy::needless_pass_by_value, reason = "a subscriber is handed its change")]
fn count(change: StateChange<Step>, journal: &Journal) {
    journal.note(format!("{} {}", change.kind(), change.key()));
}

/// A record has what surrounds the change; an error of one's own type.
#[subscriber(on(Inserted, Removed), id = "audit", batch_size = 7, library)]
#[expect(clippy::unused_async, reason = "an async function of a record is what is tested")]
async fn audit(record: Record<Step>, journal: &Journal) -> Result<(), Refused> {
    journal.note(format!("{} {}", record.event_id(), record.sequence_number().unwrap()));
    match record.into_change() {
        StateChange::Removed { cause: Removal::Deleted, .. } => Err(Refused),
        _ => Ok(()),
    }
}

#[derive(Debug)]
struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")
    }
}

impl std::error::Error for Refused {}

#[tokio::test]
async fn a_plain_function_without_arms_takes_every_change() {
    let mut removal = step("2", Succeed);
    removal["eventName"] = json!("REMOVE");
    assert_eq!(checkpoint::<CountSubscriber>(&[step("1", Fail), removal]).await, None);
    assert_eq!(noted(), ["Inserted 1", "Removed 2"]);
}

#[tokio::test]
async fn a_record_brings_its_surroundings() {
    let mut removal = step("2", Succeed);
    removal["eventName"] = json!("REMOVE");
    assert_eq!(checkpoint::<AuditSubscriber>(&[step("1", Succeed), removal]).await.as_deref(), Some("2"));
    assert_eq!(noted(), ["event-1 1", "event-2 2"]);
}

#[test]
fn the_settings_are_in_the_definition() {
    assert_eq!((AuditSubscriber::DEFINITION.id, AuditSubscriber::DEFINITION.mapping.batch_size), ("audit", 7));
    assert_eq!(
        (CountSubscriber::DEFINITION.id, CountSubscriber::DEFINITION.mapping.batch_size),
        ("statetopic/count", 100)
    );
}

#[tokio::test]
async fn a_connected_function_serves_many_events() {
    let function = Function::<FollowSubscriber>::connect(&Connections::from_env()).await.unwrap();
    for number in ["1", "2", "3"] {
        let event = super::journal::event(&[step(number, Succeed)]);
        assert_eq!(function.invoke(&event, None).await.unwrap().checkpoint(), None);
    }
    assert_eq!(noted().len(), 6);
}

#[tokio::test]
async fn the_answer_is_what_lambda_expects() {
    let done = invoke::<FollowSubscriber>(&[step("1", Succeed)], None).await;
    assert_eq!(serde_json::to_value(&done).unwrap(), json!({ "batchItemFailures": [] }));
    let failed = invoke::<FollowSubscriber>(&[step("1", Fail), step("2", Succeed)], None).await;
    let expected = json!({ "batchItemFailures": [{ "itemIdentifier": "1" }] });
    assert_eq!(serde_json::to_value(&failed).unwrap(), expected);
    assert_eq!(serde_json::from_value::<BatchResponse>(expected).unwrap(), failed);
}
