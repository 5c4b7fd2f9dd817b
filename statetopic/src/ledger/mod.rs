//! The ledger: which change of an item a subscriber has already turned into writes.
//!
//! One row for each subscriber, stream and item. It is written in the transaction of the `Writes` that a change led to,
//! on the condition that it has not seen this change or a later one of the item: a record that is delivered again changes
//! nothing.

mod cancelled;
mod commit;
mod error;
mod package;
#[cfg(all(test, feature = "memory"))]
mod tests;
mod transaction;

use std::time::Duration;

use sha2::{Digest as _, Sha256};

pub(crate) use self::commit::Committer;
pub(crate) use self::error::{CommitError, MAX_OPERATIONS};
pub(crate) use self::package::{Entry, Outcome};
use crate::schema::{Encryption, KeyElement, ScalarType, TableSchema, TableSettings};
use crate::sequence::SequenceNumber;

/// The partition key: the subscriber's ledger id, the stream and the item's key, hashed.
const ENTRY: &str = "entry";
/// The sequence number of the last change of the item that was turned into writes, as 40 digits.
const APPLIED_SEQ: &str = "applied_seq";
const EXPIRES_AT: &str = "expires_at";

/// The ledger's table, logically `statetopic-ledger`: encrypted with the account's key, and restored to any time of the longest
/// period that there is.
pub const SCHEMA: TableSchema = TableSchema::new("statetopic-ledger", KeyElement::new(ENTRY, ScalarType::S))
    .with_ttl(EXPIRES_AT)
    .with_settings(TableSettings::new().with_encryption(Encryption::AwsManaged).with_point_in_time_recovery(35));

/// What a subscriber that returns `Writes` does with the ledger's table.
pub const ACTIONS: [&str; 2] = ["dynamodb:GetItem", "dynamodb:UpdateItem"];

/// How long a row outlives the change that it is about. A stream keeps a record for a day and a queue for up to 14; after
/// that no duplicate of it can come.
///
/// Source: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html>
const KEPT: Duration = Duration::from_hours(15 * 24);

/// A change, as the ledger knows it.
#[derive(Clone, Copy)]
pub(crate) struct Change<'a> {
    /// The ARN of the stream, or of the queue, that it came by.
    pub(crate) source: &'a str,
    /// The item's key, canonical.
    pub(crate) item: &'a [u8],
    pub(crate) sequence_number: &'a SequenceNumber,
}

impl Change<'_> {
    /// Whether both are of one item.
    fn is_of_item(&self, other: &Self) -> bool {
        self.item == other.item && self.source == other.source
    }

    /// The key of the ledger row of its item. The item's own key is hashed: it may be personal, and of any length.
    fn entry(&self, subscriber: &str) -> String {
        format!("{subscriber}|{}|{:x}", self.source, Sha256::digest(self.item))
    }
}

/// What became of a record's writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Committed {
    /// They were committed, but for those that were stale.
    Now,
    /// They had been committed before.
    Before,
    /// A later change of the item had been committed before. Whether these had been too, nobody knows; they are not now.
    Superseded,
}
