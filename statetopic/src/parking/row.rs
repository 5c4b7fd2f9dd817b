//! The rows of a parked record.

use std::collections::HashMap;

use serde_dynamo::AttributeValue;

use super::schema::{
    ATTEMPTS, CHUNKS, ENTRY, ERROR, EVENT_ID, FAILURE, FORMAT, PARKED_AT, PART, PAYLOAD, POSITION, SUBSCRIBER,
};
use crate::ledger::{Change, Position};
use crate::rows::RowKey;

/// The format of the rows that are written.
pub(super) const CURRENT: &str = "1";

/// Size of a chunk of a payload, in bytes: a row has 400 KB, with the names of its attributes and what stands in them.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
pub(super) const CHUNK: usize = 380 * 1024;

/// The most chunks of a payload.
pub(super) const MAX_CHUNKS: usize = 9;

/// A record to be parked.
pub(crate) struct Payload<'a> {
    pub(crate) change: Change<'a>,
    pub(crate) event_id: &'a str,
    /// The record, as the stream wrote it.
    pub(crate) json: &'a str,
    /// Why it failed; `None` where it did not, and is behind one that did.
    pub(crate) reason: Option<&'a Reason>,
}

/// Why a record is parked. Neither holds a value of it.
#[derive(Clone, Debug)]
pub(crate) struct Reason {
    pub(crate) failure: String,
    pub(crate) error: String,
    pub(crate) attempts: u32,
}

impl Reason {
    /// Of a failure of this kind, which says this. A path of nested attributes may be long, and a row has 400 KB with the payload.
    pub(crate) fn new(failure: String, error: &str, attempts: u32) -> Self {
        const MAX_TEXT: usize = 2_000;
        Self { failure, error: error.chars().take(MAX_TEXT).collect(), attempts }
    }
}

/// As what a record is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeptAs {
    /// To be run again, in its order.
    Parked,
    /// To be looked at: a later one of its item was done before it.
    Superseded,
}

impl KeptAs {
    /// What the sort key of each of its chunks begins with.
    pub(super) const fn prefix(self) -> &'static str {
        match self {
            Self::Parked => "record#",
            Self::Superseded => "superseded#",
        }
    }

    /// Whether this sort key is of a chunk of a record.
    pub(super) fn is_chunk_of(self, part: &str, position: &Position) -> bool {
        let rest = part.strip_prefix(self.prefix()).and_then(|rest| rest.strip_prefix(position.as_str()));
        rest.is_some_and(|rest| rest.starts_with('#'))
    }

    /// The sort key of a chunk. In it the records of an item are in their order.
    pub(super) fn part(self, position: &Position, chunk: usize) -> String {
        format!("{}{}#{chunk:04}", self.prefix(), position.as_str())
    }
}

/// The rows of a record: of each chunk its key and its attributes.
pub(super) fn rows(
    kept_as: KeptAs,
    payload: &Payload<'_>,
    entry: &str,
    subscriber: &str,
    parked_at: u128,
) -> Vec<(RowKey, HashMap<String, AttributeValue>)> {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let position = Position::of(payload.change);
    let chunks: Vec<&[u8]> = payload.json.as_bytes().chunks(CHUNK).collect();
    let count = chunks.len();
    let rows = chunks.into_iter().enumerate().map(|(place, chunk)| {
        let part = kept_as.part(&position, place);
        let mut row = HashMap::from([
            (ENTRY.to_owned(), text(entry)),
            (PART.to_owned(), text(&part)),
            (PAYLOAD.to_owned(), AttributeValue::B(chunk.to_vec())),
        ]);
        if place == 0 {
            let number = |number: String| AttributeValue::N(number);
            row.extend([
                (FORMAT.to_owned(), number(CURRENT.to_owned())),
                (SUBSCRIBER.to_owned(), text(subscriber)),
                (PARKED_AT.to_owned(), number(parked_at.to_string())),
                (POSITION.to_owned(), text(position.as_str())),
                (EVENT_ID.to_owned(), text(payload.event_id)),
                (CHUNKS.to_owned(), number(count.to_string())),
            ]);
            if let Some(Reason { failure, error, attempts }) = payload.reason {
                row.extend([
                    (FAILURE.to_owned(), text(failure)),
                    (ERROR.to_owned(), text(error)),
                    (ATTEMPTS.to_owned(), number(attempts.to_string())),
                ]);
            }
        }
        (RowKey::texts(entry.to_owned(), part), row)
    });
    rows.collect()
}
