//! Events of a DynamoDB stream as Lambda delivers them, written down without the library's help.

use serde_json::{Value, json};

use crate::runtime_api::Answer;

/// The stream that records come from.
pub const STREAM: &str = "arn:aws:dynamodb:eu-north-1:123456789012:table/probes/stream/2026-01-01T00:00:00.000";

/// A record of an item whose key attribute is `id`. Its event id is `event-` and its sequence number.
#[derive(Clone, Debug)]
pub struct Change {
    record: Value,
}

impl Change {
    /// The item with this id was inserted.
    #[must_use]
    pub fn insert(sequence_number: u32, id: &str, attributes: Value) -> Self {
        Self::record("INSERT", sequence_number, id).image("NewImage", id, attributes)
    }

    /// The item with this id was changed.
    #[must_use]
    pub fn modify(sequence_number: u32, id: &str, old: Value, new: Value) -> Self {
        Self::record("MODIFY", sequence_number, id).image("OldImage", id, old).image("NewImage", id, new)
    }

    /// The item with this id was removed.
    #[must_use]
    pub fn remove(sequence_number: u32, id: &str, old: Value) -> Self {
        Self::record("REMOVE", sequence_number, id).image("OldImage", id, old)
    }

    /// The same with another value at a place in the record, such as `/dynamodb/Keys/id`.
    #[must_use]
    pub fn with(mut self, place: &str, value: Value) -> Self {
        *self.record.pointer_mut(place).expect("a place in the record") = value;
        self
    }

    /// Its record as JSON.
    #[must_use]
    pub fn into_json(self) -> Value {
        self.record
    }

    fn record(event_name: &str, sequence_number: u32, id: &str) -> Self {
        let record = json!({
            "eventID": event_id(sequence_number),
            "eventName": event_name,
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": "eu-north-1",
            "eventSourceARN": STREAM,
            "dynamodb": {
                "ApproximateCreationDateTime": 1_770_000_000.0,
                "Keys": { "id": { "S": id } },
                "SequenceNumber": self::sequence_number(sequence_number),
                "SizeBytes": 59,
                "StreamViewType": "NEW_AND_OLD_IMAGES",
            },
        });
        Self { record }
    }

    fn image(mut self, name: &str, id: &str, attributes: Value) -> Self {
        let Value::Object(mut image) = attributes else { panic!("an image is an object") };
        image.insert("id".to_owned(), json!({ "S": id }));
        self.record["dynamodb"][name] = Value::Object(image);
        self
    }
}

/// The event of these changes.
#[must_use]
pub fn event(changes: impl IntoIterator<Item = Change>) -> Vec<u8> {
    let records: Vec<Value> = changes.into_iter().map(Change::into_json).collect();
    json!({ "Records": records }).to_string().into_bytes()
}

/// The event id of a change.
#[must_use]
pub fn event_id(sequence_number: u32) -> String {
    format!("event-{sequence_number}")
}

/// A sequence number as long as DynamoDB's are.
#[must_use]
pub fn sequence_number(number: u32) -> String {
    (100_000_000_000_000_000_000_u128 + u128::from(number)).to_string()
}

/// The answer that says that all is done.
#[must_use]
pub fn done() -> Answer {
    Answer::Response(json!({ "batchItemFailures": [] }))
}

/// The answer that hands back the batch from this change on.
#[must_use]
pub fn checkpoint(number: u32) -> Answer {
    Answer::Response(json!({ "batchItemFailures": [{ "itemIdentifier": sequence_number(number) }] }))
}
