//! What trials of parking need: the names, an event of a queue, and a function that fails on one amount.

pub(super) use std::sync::Mutex;
pub(super) use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
pub(super) use std::time::Duration;

pub(super) use serde_json::{Value, json};
pub(super) use statetopic::memory::{MemoryFailure, MemoryFault, MemoryTables};
pub(super) use statetopic::prelude::*;
pub(super) use statetopic::{
    Batch, Connections, Function, Outcomes, ParkedError, ParkedRecords, SourcePosition, Subscriber, Transient,
};

pub(super) use super::event::{Change, event, sequence_number};
pub(super) use super::harness::{Parcel, Sum, SumKey, World, added, change, run};

pub(super) const TIME: Option<Duration> = Some(Duration::from_secs(10));

pub(super) async fn function_of<S: Subscriber>(tables: &MemoryTables) -> Function<S> {
    Function::connect(&Connections::memory(tables.environment(), tables.clone())).await.unwrap()
}

/// A FIFO event of these changes: (message id, receive count, record).
pub(super) fn fifo(messages: impl IntoIterator<Item = (String, u32, Change)>) -> Vec<u8> {
    let messages: Vec<Value> = messages
        .into_iter()
        .map(|(id, received, change)| {
            let stream: Value = serde_json::from_slice(&event([change])).unwrap();
            json!({
                "messageId": id, "body": stream["Records"][0].to_string(), "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-north-1:123456789012:parcels.fifo",
                "attributes": { "MessageGroupId": "g", "ApproximateReceiveCount": received.to_string() },
            })
        })
        .collect();
    json!({ "Records": messages }).to_string().into_bytes()
}

#[subscriber(library, id = "trials/order", on_error = park, max_attempts = 1)]
pub(super) fn fails_on_one(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    if ONE_FAILS.load(Ordering::SeqCst) == change.new().map_or(0, |new| new.amount) {
        return Err("bad".into());
    }
    Ok(added(&change))
}
pub(super) static ONE_FAILS: AtomicI64 = AtomicI64::new(1);
pub(super) static SERIAL: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

pub(super) const NEWER: &str = "arn:aws:dynamodb:eu-north-1:123456789012:table/parcels/stream/2026-06-01T00:00:00.000";
