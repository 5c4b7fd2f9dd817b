//! The ledger: which change of an item a subscriber has already turned into writes.
//!
//! One row for each subscriber, source table and item. It is written in the transaction of the `Writes` that a change led to,
//! on the condition that it has not seen this change or a later one of the item: a record that is delivered again changes
//! nothing.

mod cancelled;
mod commit;
mod error;
mod package;
mod parked;
mod parked_range;
mod position;
mod projected;
mod projection;
mod recent;
mod row;
#[cfg(all(test, feature = "memory"))]
mod tests;
mod transaction;

pub(crate) use self::commit::Committer;
pub(crate) use self::error::{CommitError, MAX_OPERATIONS};
pub(crate) use self::package::{Entry, Outcome};
pub(crate) use self::parked::ItemState;
pub(crate) use self::parked_range::ParkedRange;
pub(crate) use self::position::Position;
pub use self::projected::ProjectedModel;
pub use self::row::SCHEMA;
use crate::sequence::SequenceNumber;

/// What a subscriber that returns `Writes` does with the ledger's table.
pub const ACTIONS: [&str; 2] = ["dynamodb:GetItem", "dynamodb:UpdateItem"];

/// A change, as the ledger knows it.
#[derive(Clone, Copy)]
pub(crate) struct Change<'a> {
    /// The ARN of the stream, or of the queue, that it came by.
    pub(crate) source: &'a str,
    /// The item's key, canonical.
    pub(crate) item: &'a [u8],
    pub(crate) sequence_number: &'a SequenceNumber,
    pub(crate) brought: Brought,
}

/// What brings the changes of an item, which decides what an earlier one is that comes after a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Brought {
    /// In order: a change that comes after a later one has come before.
    ByStream,
    /// By a queue that a Pipe fills, which may send an earlier one later.
    ByQueue,
}

impl Change<'_> {
    /// Whether both are of one item.
    fn is_of_item(&self, other: &Self) -> bool {
        self.item == other.item && self.source == other.source
    }
}

/// What became of a record's writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Committed {
    /// They were committed, but for those that were stale.
    Now,
    /// They had been committed before.
    Before,
    /// A later change of the item had been committed before, of the same stream. It brings them in order, so these had been too,
    /// unless the mapping had discarded them; they are not now.
    Passed,
    /// A later change of the item had been committed before, by a queue or of a newer stream. Whether these had been too, nobody
    /// knows; they are not now.
    Superseded,
}
