//! A batch: records as JSON, with their sequence numbers.

use crate::engine::Position;
use crate::stream::Page;

/// The most bytes of JSON in an event that is handed to a function.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
const MAX_EVENT: usize = 6 * 1024 * 1024;

/// What stands around the records.
const HEAD: &[u8] = br#"{"Records":["#;
const TAIL: &[u8] = b"]}";

/// A batch that is not empty.
#[derive(Debug)]
pub(super) struct Batch {
    records: Vec<Written>,
    /// Where the stream goes on after it.
    end: Option<Position>,
}

/// A record as it stands in the event.
#[derive(Debug)]
struct Written {
    number: String,
    json: Vec<u8>,
}

impl Batch {
    /// The batch of a page: as many of its records as an event holds, and one in any case.
    pub(super) fn new(page: Page) -> Self {
        let mut batch = Self { records: Vec::with_capacity(page.records.len()), end: page.position };
        let mut size = HEAD.len() + TAIL.len();
        let mut last = None;
        for (position, record) in page.records {
            // It is made of strings, numbers and JSON values, all of which serialize.
            let json = serde_json::to_vec(&record).unwrap_or_default();
            size += json.len() + 1;
            if size > MAX_EVENT && last.is_some() {
                batch.end = last;
                break;
            }
            last = Some(position);
            batch.records.push(Written { number: record.dynamodb.sequence_number, json });
        }
        batch
    }

    /// The event with its records from the one with this index on.
    pub(super) fn event(&self, from: usize) -> Vec<u8> {
        let records = self.records.iter().skip(from);
        let mut event = HEAD.to_vec();
        for (index, record) in records.enumerate() {
            if index > 0 {
                event.push(b',');
            }
            event.extend_from_slice(&record.json);
        }
        event.extend_from_slice(TAIL);
        event
    }

    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    pub(super) fn end(&self) -> Option<Position> {
        self.end
    }

    /// The sequence numbers of its records from an index on, in order.
    pub(super) fn numbers(&self, from: usize) -> Vec<&str> {
        let records = self.records.iter().skip(from);
        records.map(|record| record.number.as_str()).collect()
    }

    /// The sequence number of the record with this index.
    pub(super) fn number(&self, index: usize) -> &str {
        self.records.get(index).map_or("", |record| &record.number)
    }

    /// The sequence number of its last record.
    pub(super) fn last_number(&self) -> &str {
        self.records.last().map_or("", |record| &record.number)
    }
}
