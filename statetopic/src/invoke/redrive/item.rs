//! What is known of parked items and records.

use std::fmt;

use crate::change::Topic;
use crate::decode::{self, Delivered};
use crate::invoke::RecordFailure;
use crate::ledger::CommitError;
use crate::parking::ParkedPayload;
use crate::record::EventId;
use crate::time::Timestamp;

/// An item with parked records, or with superseded ones.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParkedItem {
    /// What its rows are kept under: the subscriber, the source table, and the item's key, hashed.
    pub id: String,
    /// How many of its records are parked, to be run again.
    pub records: usize,
    /// How many are superseded: they came after a later one of the item was done, by a queue or of an older stream. They are kept to be
    /// looked at and are never run.
    pub superseded: usize,
    /// Since when the first of all these is kept.
    pub since: Timestamp,
    /// Why that failed.
    pub failure: Option<ParkedFailure>,
}

impl ParkedItem {
    /// The item with this id, of which nothing else is known.
    #[must_use]
    pub fn with_id(id: impl Into<String>) -> Self {
        Self { id: id.into(), records: 0, superseded: 0, since: Timestamp::from_epoch_millis(0), failure: None }
    }
}

/// Why a parked record failed. It holds no value of the record, nor the text of a user's own error, which the log has.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParkedFailure {
    /// The name of its [`FailureKind`](crate::FailureKind).
    pub kind: String,
    /// What, where, and what to do.
    pub error: String,
}

/// A parked record.
#[non_exhaustive]
pub struct ParkedRecord<T: Topic> {
    /// The record's identity (`eventID`).
    pub event_id: EventId,
    /// When it was parked.
    pub parked_at: Timestamp,
    /// Why it failed; `None` where it did not, and is behind one that did.
    pub failure: Option<ParkedFailure>,
    /// How often it was tried.
    pub attempts: u32,
    /// The record, or why it does not decode; `None` where its payload is incomplete. What is `Sensitive` in it is shown redacted.
    pub record: Option<Delivered<T>>,
}

impl<T: Topic> ParkedRecord<T> {
    pub(super) fn new(payload: ParkedPayload) -> Self {
        let ParkedPayload { parked, json, .. } = payload;
        let identified = json.and_then(|json| decode::read_alone::<T>(&json).ok());
        Self {
            event_id: EventId::from(parked.event_id),
            parked_at: Timestamp::from_epoch_millis(parked.since),
            failure: parked.failure.map(|(kind, error)| ParkedFailure { kind, error }),
            attempts: parked.attempts,
            record: identified.map(|identified| identified.record),
        }
    }
}

/// Without the record.
impl<T: Topic> fmt::Debug for ParkedRecord<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut record = f.debug_struct("ParkedRecord");
        record.field("event_id", &self.event_id).field("parked_at", &self.parked_at);
        record.field("failure", &self.failure).field("attempts", &self.attempts).finish_non_exhaustive()
    }
}

/// What a redrive did.
#[derive(Debug)]
#[non_exhaustive]
pub struct Redriven {
    /// How many records it ran and took out.
    pub done: usize,
    /// Why it stopped, where a record failed again: that and what is behind it stay parked.
    pub failure: Option<RecordFailure>,
}

/// Parked records that could not be read, run or discarded. It names tables, and no value or key.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ParkedError {
    /// Another redrive has the item; what that leaves behind it gives back after at most 15 minutes.
    Leased,
    /// A dry run of a function with parameters beside its input.
    HasParameters,
    /// Rows of a parked record are missing: somebody has deleted them.
    Incomplete,
    /// The tables could not be read or written: what DynamoDB said.
    Tables(String),
}

impl From<CommitError> for ParkedError {
    fn from(error: CommitError) -> Self {
        Self::Tables(error.to_string())
    }
}

impl fmt::Display for ParkedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leased => f.write_str("another redrive has the item; wait until it ends, 15 minutes at most"),
            Self::HasParameters => f.write_str(
                "a function with parameters beside its input cannot be run dry, since it may write through them; redrive one item",
            ),
            Self::Incomplete => f.write_str(
                "rows of a parked record are missing from the parking table; restore them from a backup of the table",
            ),
            Self::Tables(error) => write!(f, "cannot redrive: {error}"),
        }
    }
}

impl std::error::Error for ParkedError {}
