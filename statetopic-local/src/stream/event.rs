//! The event's JSON.

use std::fmt;

use serde::Serialize;
use statetopic::view::StreamView;

use super::size;
use crate::REGION;
use crate::engine::{Attributes, RawChange};

/// The event of an invocation: a batch of records.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Event {
    /// The records, oldest first.
    #[serde(rename = "Records")]
    pub records: Vec<EventRecord>,
}

impl Event {
    /// The event as JSON.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        // It is made of strings, numbers and JSON values, all of which serialize.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// One record of an event.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EventRecord {
    /// The record's id, unique in the engine and the same each time that it is delivered.
    #[serde(rename = "eventID")]
    pub event_id: String,
    /// `INSERT`, `MODIFY` or `REMOVE`.
    pub event_name: &'static str,
    /// The version of the record's form.
    pub event_version: &'static str,
    /// `aws:dynamodb`.
    pub event_source: &'static str,
    /// The region of the table.
    pub aws_region: &'static str,
    /// The change itself.
    pub dynamodb: StreamRecord,
    /// The stream that it comes from.
    #[serde(rename = "eventSourceARN")]
    pub event_source_arn: String,
    /// Who removed the item, where DynamoDB did because its time had come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_identity: Option<UserIdentity>,
}

/// The change that a record tells of.
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct StreamRecord {
    /// When it happened, in seconds since 1970.
    pub approximate_creation_date_time: u64,
    /// The item's key.
    pub keys: Attributes,
    /// The item after the change, where the view captures it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_image: Option<Attributes>,
    /// The item before the change, where the view captures it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_image: Option<Attributes>,
    /// Its number in the stream.
    pub sequence_number: String,
    /// What the keys and the images take, as DynamoDB counts.
    pub size_bytes: usize,
    /// The stream's view.
    pub stream_view_type: &'static str,
}

impl fmt::Debug for StreamRecord {
    /// Without keys and images: they may hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamRecord")
            .field("sequence_number", &self.sequence_number)
            .field("size_bytes", &self.size_bytes)
            .field("stream_view_type", &self.stream_view_type)
            .finish_non_exhaustive()
    }
}

/// Who made a change that no user made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UserIdentity {
    /// `Service`.
    pub r#type: &'static str,
    /// `dynamodb.amazonaws.com`.
    pub principal_id: &'static str,
}

impl EventRecord {
    /// The record of a change of `table` under a view.
    pub(crate) fn new(change: RawChange, view: StreamView, table: &str, arn: &str) -> Self {
        let new_image = change.new_image.filter(|_| view.captures_new());
        let old_image = change.old_image.filter(|_| view.captures_old());
        let images = [&new_image, &old_image].into_iter().flatten();
        let size_bytes = size::of_item(&change.keys) + images.map(size::of_item).sum::<usize>();
        Self {
            event_id: event_id(table, change.position.number()),
            event_name: change.kind.event_name(),
            event_version: "1.1",
            event_source: "aws:dynamodb",
            aws_region: REGION,
            dynamodb: StreamRecord {
                approximate_creation_date_time: change.created_at,
                keys: change.keys,
                new_image,
                old_image,
                sequence_number: change.position.sequence_number(),
                size_bytes,
                stream_view_type: view.as_str(),
            },
            event_source_arn: arn.to_owned(),
            user_identity: change
                .expired
                .then_some(UserIdentity { r#type: "Service", principal_id: "dynamodb.amazonaws.com" }),
        }
    }
}

/// 32 hexadecimal digits, as AWS writes them, but the same in every run with the same clock: half of them name the
/// table (FNV-1a), half the record.
fn event_id(table: &str, number: u64) -> String {
    let hash = table
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}{number:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use statetopic::ChangeKind;

    use crate::engine::Position;
    use serde_json::{Value, json};

    fn attributes(value: Value) -> Attributes {
        match value {
            Value::Object(attributes) => attributes,
            other => panic!("no attributes: {other}"),
        }
    }

    fn modify() -> RawChange {
        RawChange {
            position: Position::new(7),
            kind: ChangeKind::Modified,
            keys: attributes(json!({"id": {"S": "a"}})),
            new_image: Some(attributes(json!({"id": {"S": "a"}, "n": {"N": "22"}}))),
            old_image: Some(attributes(json!({"id": {"S": "a"}, "n": {"N": "-1"}}))),
            created_at: 1_700_000_000,
            expired: false,
        }
    }

    #[test]
    fn a_record_is_what_lambda_gets() {
        let record = EventRecord::new(modify(), StreamView::NewAndOldImages, "orders", "arn:x");
        assert_eq!(
            serde_json::to_value(record).unwrap(),
            json!({
                "eventID": format!("{}0000000000000007", &event_id("orders", 0)[..16]),
                "eventName": "MODIFY",
                "eventVersion": "1.1",
                "eventSource": "aws:dynamodb",
                "awsRegion": "eu-north-1",
                "dynamodb": {
                    "ApproximateCreationDateTime": 1_700_000_000,
                    "Keys": {"id": {"S": "a"}},
                    "NewImage": {"id": {"S": "a"}, "n": {"N": "22"}},
                    "OldImage": {"id": {"S": "a"}, "n": {"N": "-1"}},
                    "SequenceNumber": "100000000000000000007",
                    "SizeBytes": 3 + (3 + 3) + (3 + 4),
                    "StreamViewType": "NEW_AND_OLD_IMAGES",
                },
                "eventSourceARN": "arn:x",
            })
        );
    }

    #[test]
    fn a_view_decides_the_images_and_with_them_the_size() {
        for (view, new, old, size) in [
            (StreamView::KeysOnly, false, false, 3),
            (StreamView::NewImage, true, false, 9),
            (StreamView::OldImage, false, true, 10),
            (StreamView::NewAndOldImages, true, true, 16),
        ] {
            let record = EventRecord::new(modify(), view, "orders", "arn:x").dynamodb;
            assert_eq!(record.new_image.is_some(), new, "{view}");
            assert_eq!(record.old_image.is_some(), old, "{view}");
            assert_eq!(record.size_bytes, size, "{view}");
            assert_eq!(record.stream_view_type, view.as_str());
        }
    }

    #[test]
    fn only_an_expired_item_names_who_removed_it() {
        let expired = RawChange { kind: ChangeKind::Removed, expired: true, ..modify() };
        let record = EventRecord::new(expired, StreamView::KeysOnly, "orders", "arn:x");
        let identity = serde_json::to_value(record.user_identity).unwrap();
        assert_eq!(identity, json!({"type": "Service", "principalId": "dynamodb.amazonaws.com"}));
        let record = EventRecord::new(modify(), StreamView::KeysOnly, "orders", "arn:x");
        assert_eq!(record.user_identity, None);
    }

    #[test]
    fn ids_differ_between_tables_and_between_records() {
        assert_ne!(event_id("orders", 1), event_id("users", 1));
        assert_ne!(event_id("orders", 1), event_id("orders", 2));
    }
}
