//! A topic whose rows say what the function does with them, the function, and a journal of what it did.

use std::cell::RefCell;
use std::time::Duration;

use serde_json::{Value, json};
use statetopic::prelude::*;
use statetopic::{BatchResponse, ConnectError, Connections, Function, Resource, Subscriber};

#[read_model(table = "steps")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Step {
    #[partition_key]
    pub(crate) id: String,
    /// What the function does with it.
    pub(crate) then: Then,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Then {
    Succeed,
    /// Returns an error.
    Fail,
    /// Panics at once.
    Panic,
    /// Panics when it has waited for a second.
    PanicLater,
    /// Returns after so many seconds.
    Wait(u64),
    /// Never returns.
    Hang,
    /// Is for no arm.
    Pass,
    /// Panics in the guard.
    PanicInGuard,
}

thread_local! {
    /// A test and all that it awaits run on one thread.
    static JOURNAL: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Where functions write what they do.
pub(crate) struct Journal;

impl Journal {
    pub(crate) fn note(&self, line: impl Into<String>) {
        let Self = self;
        JOURNAL.with_borrow_mut(|journal| journal.push(line.into()));
    }
}

impl Resource for Journal {
    async fn connect(_: &Connections) -> Result<Self, ConnectError> {
        Ok(Self)
    }
}

/// What was noted since the last look.
pub(crate) fn noted() -> Vec<String> {
    JOURNAL.take()
}

/// Notes the start and the end of every step.
#[subscriber(on(Inserted { new } if is_mine(new.then)), library)]
pub(crate) async fn follow(change: StateChange<Step>, journal: &Journal) -> Result<()> {
    let step = change.new().unwrap();
    journal.note(format!("{} starts", step.id));
    act(step.then).await?;
    journal.note(format!("{} ends", step.id));
    Ok(())
}

pub(crate) fn is_mine(then: Then) -> bool {
    assert_ne!(then, Then::PanicInGuard, "on purpose");
    then != Then::Pass
}

pub(crate) async fn act(then: Then) -> Result<()> {
    match then {
        Then::Fail => return Err("on purpose".into()),
        Then::Panic => panic!("on purpose"),
        Then::PanicLater => {
            tokio::time::sleep(Duration::from_secs(1)).await;
            panic!("on purpose");
        }
        Then::Wait(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
        Then::Hang => std::future::pending().await,
        Then::Succeed | Then::Pass | Then::PanicInGuard => {}
    }
    Ok(())
}

/// The record of a step; its sequence number is its id.
pub(crate) fn step(sequence_number: &str, then: Then) -> Value {
    let then: serde_dynamo::AttributeValue = serde_dynamo::to_attribute_value(then).unwrap();
    json!({
        "eventID": format!("event-{sequence_number}"),
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "Keys": { "id": { "S": sequence_number } },
            "NewImage": { "id": { "S": sequence_number }, "then": then },
            "SequenceNumber": sequence_number,
        },
    })
}

/// The record of a step that does not decode.
pub(crate) fn undecodable(sequence_number: &str) -> Value {
    let mut record = step(sequence_number, Then::Succeed);
    record["dynamodb"]["NewImage"]["then"] = json!({ "N": "1" });
    record
}

pub(crate) fn event(records: &[Value]) -> Vec<u8> {
    json!({ "Records": records }).to_string().into_bytes()
}

/// Invokes a subscriber that is connected anew.
pub(crate) async fn invoke<S: Subscriber>(records: &[Value], time_left: Option<Duration>) -> BatchResponse {
    let function = Function::<S>::connect(&Connections::from_env()).await.unwrap();
    function.invoke(&event(records), time_left).await.unwrap()
}

/// The sequence number that Lambda is told; `None` where all is done.
pub(crate) async fn checkpoint<S: Subscriber>(records: &[Value]) -> Option<String> {
    invoke::<S>(records, None).await.checkpoint().map(str::to_owned)
}
