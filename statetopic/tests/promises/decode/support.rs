//! Events for the tests, and what they decode into.

use serde_json::{Value, json};
use statetopic::decode::{Delivered, Undecoded};
use statetopic::{Record, StateTopic, decode};

/// A fixture's bytes.
macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../fixtures/", $name, ".json"))
    };
}

pub(crate) use fixture;

/// The records of an event, all of which decode.
pub(crate) fn records<T: StateTopic>(event: &[u8]) -> Vec<Record<T>> {
    let delivered = decode::<T>(event).unwrap();
    delivered.into_iter().map(Result::unwrap).collect()
}

/// The one record of an event, which decodes.
pub(crate) fn only_record<T: StateTopic>(event: &[u8]) -> Record<T> {
    let [record] = <[Record<T>; 1]>::try_from(records::<T>(event)).ok().unwrap();
    record
}

/// An event of these records.
pub(crate) fn event(records: &[Value]) -> Vec<u8> {
    json!({ "Records": records }).to_string().into_bytes()
}

/// A record with these images; `Null` for none.
pub(crate) fn record(event_name: &str, sequence_number: u32, keys: &Value, old: &Value, new: &Value) -> Value {
    json!({
        "eventID": format!("event-{sequence_number}"),
        "eventName": event_name,
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "Keys": keys,
            "OldImage": old,
            "NewImage": new,
            "SequenceNumber": sequence_number.to_string(),
        },
    })
}

/// The record that does not decode, of those of an event where every other one does.
pub(crate) fn only_undecoded<T: StateTopic>(delivered: Vec<Delivered<T>>, place: usize) -> Undecoded<T> {
    let mut undecoded = None;
    for (index, record) in delivered.into_iter().enumerate() {
        match (index == place, record) {
            (true, Err(faulty)) => undecoded = Some(faulty),
            (false, Ok(_)) => {}
            (true, Ok(_)) => panic!("record {place} decodes"),
            (false, Err(other)) => panic!("record {index} does not decode: {}", other.error()),
        }
    }
    undecoded.expect("the record is there")
}
