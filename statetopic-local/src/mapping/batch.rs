//! A batch: records as JSON, with their sequence numbers.

use std::fmt;
use std::ops::Range;
use std::time::Duration;

use statetopic::plan::MAX_EVENT_BYTES;

use crate::engine::Position;
use crate::stream::EventRecord;

/// The event around the records.
const HEAD: &str = r#"{"Records":["#;
const TAIL: &str = "]}";

/// Records that are delivered together, or in parts.
pub(super) struct Batch {
    records: Vec<Written>,
    /// Where the stream goes on after it.
    end: Option<Position>,
    /// What its event takes.
    size: usize,
}

/// A record as written in the event.
pub(super) struct Written {
    number: String,
    created: Duration,
    json: String,
}

impl Written {
    pub(super) fn new(record: EventRecord) -> Self {
        // It is made of strings, numbers and JSON values, all of which serialize.
        let json = serde_json::to_string(&record).unwrap_or_default();
        let created = Duration::from_secs(record.dynamodb.approximate_creation_date_time);
        Self { number: record.dynamodb.sequence_number, created, json }
    }

    pub(super) fn json(&self) -> &str {
        &self.json
    }
}

impl Batch {
    /// A batch without records, after which the stream goes on here.
    pub(super) const fn empty(end: Option<Position>) -> Self {
        Self { records: Vec::new(), end, size: HEAD.len() + TAIL.len() }
    }

    /// Takes a record, unless the event would be larger than Lambda's limit; the first is taken in any case.
    pub(super) fn take(&mut self, position: Position, record: Written) -> bool {
        let size = self.size + record.json.len() + 1;
        if size as u64 > MAX_EVENT_BYTES && !self.records.is_empty() {
            return false;
        }
        self.size = size;
        self.end = Some(position);
        self.records.push(record);
        true
    }

    /// Advances to a later position: the records before it are not for this mapping.
    pub(super) fn end_at(&mut self, position: Option<Position>) {
        self.end = position;
    }

    /// The event with these of its records.
    pub(super) fn event(&self, records: Range<usize>) -> String {
        let records: Vec<&str> = self.of(records).map(Written::json).collect();
        format!("{HEAD}{}{TAIL}", records.join(","))
    }

    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    pub(super) fn end(&self) -> Option<Position> {
        self.end
    }

    /// The sequence numbers of these of its records, in order.
    pub(super) fn numbers(&self, records: Range<usize>) -> Vec<&str> {
        self.of(records).map(|record| record.number.as_str()).collect()
    }

    /// When these of its records were made, since 1970, in order.
    pub(super) fn created(&self, records: Range<usize>) -> impl Iterator<Item = Duration> {
        self.of(records).map(|record| record.created)
    }

    fn of(&self, records: Range<usize>) -> impl Iterator<Item = &Written> {
        self.records.get(records).into_iter().flatten()
    }
}

impl fmt::Debug for Batch {
    /// Without its records: they hold keys and images.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("records", &self.len()).field("end", &self.end).finish_non_exhaustive()
    }
}
