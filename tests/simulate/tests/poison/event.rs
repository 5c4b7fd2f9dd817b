//! Events of a stream, written down without the library's help.

use serde_json::{Value, json};

/// The stream that records come from.
const STREAM: &str = "arn:aws:dynamodb:eu-north-1:123456789012:table/parcels/stream/2026-01-01T00:00:00.000";

/// A record of an insertion.
#[derive(Clone)]
pub(super) struct Change(Value);

impl Change {
    /// The item with this id was inserted.
    pub(super) fn insert(number: u32, id: &str, mut attributes: Value) -> Self {
        attributes["id"] = json!({ "S": id });
        Self(json!({
            "eventID": format!("event-{number}"),
            "eventName": "INSERT",
            "eventSource": "aws:dynamodb",
            "eventSourceARN": STREAM,
            "dynamodb": {
                "Keys": { "id": { "S": id } },
                "NewImage": attributes,
                "SequenceNumber": sequence_number(number),
            },
        }))
    }

    /// The same with another value at a place in the record, such as `/dynamodb/Keys/id`.
    pub(super) fn with(mut self, place: &str, value: Value) -> Self {
        *self.0.pointer_mut(place).expect("a place in the record") = value;
        self
    }
}

/// The event of these changes.
pub(super) fn event(changes: impl IntoIterator<Item = Change>) -> Vec<u8> {
    let records: Vec<Value> = changes.into_iter().map(|change| change.0).collect();
    json!({ "Records": records }).to_string().into_bytes()
}

/// A sequence number as long as DynamoDB's are.
pub(super) fn sequence_number(number: u32) -> String {
    (100_000_000_000_000_000_000_u128 + u128::from(number)).to_string()
}
