//! A batch: records as JSON, with their sequence numbers.

use std::fmt;
use std::ops::Range;
use std::time::Duration;

use statetopic::plan::MAX_EVENT_BYTES;

use crate::engine::Attributes;
use crate::stream::EventRecord;

/// The event around the records.
const HEAD: &str = r#"{"Records":["#;
const TAIL: &str = "]}";

/// Records that are delivered together, or in parts.
#[derive(Default)]
pub(super) struct Batch {
    records: Vec<Record>,
    /// What its records take in the event.
    bytes: usize,
}

/// A record as written in the event.
pub(in crate::source) struct Record {
    event_id: String,
    number: String,
    created: Duration,
    keys: Attributes,
    json: String,
}

impl Record {
    pub(super) fn new(record: EventRecord) -> Self {
        // It is made of strings, numbers and JSON values, all of which serialize.
        let json = serde_json::to_string(&record).unwrap_or_default();
        let created = Duration::from_secs(record.dynamodb.approximate_creation_date_time);
        Self {
            event_id: record.event_id,
            number: record.dynamodb.sequence_number,
            created,
            keys: record.dynamodb.keys,
            json,
        }
    }

    pub(in crate::source) fn event_id(&self) -> &str {
        &self.event_id
    }

    pub(in crate::source) fn json(&self) -> &str {
        &self.json
    }

    /// What an attribute of its key holds, whatever its type.
    pub(in crate::source) fn key(&self, attribute: &str) -> Option<&str> {
        self.keys.get(attribute)?.as_object()?.values().next()?.as_str()
    }

    /// When it was made, since 1970.
    pub(super) const fn created_at(&self) -> Duration {
        self.created
    }

    pub(super) fn number(&self) -> &str {
        &self.number
    }

    /// What it takes in an event.
    pub(super) fn bytes(&self) -> usize {
        self.json.len() + 1
    }
}

/// Whether records of this size are more than an event takes.
pub(super) fn is_too_large(bytes: usize) -> bool {
    (HEAD.len() + bytes + TAIL.len()) as u64 > MAX_EVENT_BYTES
}

impl Batch {
    /// A batch whose event has this much beside the records, in bytes.
    pub(super) fn beside(bytes: usize) -> Self {
        Self { records: Vec::new(), bytes }
    }

    /// Whether the event stays within Lambda's limit with this record; the first is taken in any case.
    pub(super) fn has_room_for(&self, record: &Record) -> bool {
        self.records.is_empty() || !is_too_large(self.bytes + record.bytes())
    }

    pub(super) fn push(&mut self, record: Record) {
        self.bytes += record.bytes();
        self.records.push(record);
    }

    /// The event with these of its records.
    pub(super) fn event(&self, records: Range<usize>) -> String {
        let records: Vec<&str> = self.records(records).map(Record::json).collect();
        format!("{HEAD}{}{TAIL}", records.join(","))
    }

    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// The sequence numbers of these of its records, in order.
    pub(super) fn numbers(&self, records: Range<usize>) -> Vec<&str> {
        self.records(records).map(Record::number).collect()
    }

    /// When these of its records were made, since 1970, in order.
    pub(super) fn created(&self, records: Range<usize>) -> impl Iterator<Item = Duration> {
        self.records(records).map(|record| record.created)
    }

    pub(super) fn records(&self, records: Range<usize>) -> impl Iterator<Item = &Record> {
        self.records.get(records).into_iter().flatten()
    }
}

impl fmt::Debug for Batch {
    /// Without its records: they hold keys and images.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("records", &self.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Record {
    /// Without key and JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record").field("number", &self.number).finish_non_exhaustive()
    }
}
