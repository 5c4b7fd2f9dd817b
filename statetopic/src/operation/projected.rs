//! The write of a projection: its key and its position are those of the change that it follows from.

use serde_dynamo::Item;

use super::OperationError;
use super::source_change::{Found, SourceChange};
use super::write::{Guard, Write};
use crate::position::{Sequenced, SourcePosition};
use crate::rows::{Change, Condition, RowKey};

impl Write {
    /// That a source item's row is gone. Its key is that of the item.
    pub(crate) fn absent<M: Sequenced>() -> Self {
        let write = Self::with_key::<M>(RowKey::text(String::new()), Change::Delete, Guard::default());
        write.into_projected::<M>()
    }

    /// The same write, as a projection's.
    pub(crate) fn into_projected<M: Sequenced>(mut self) -> Self {
        self.follows = Some(SourceChange::unknown(M::SEQUENCE));
        self
    }

    /// A put in the order of the source's changes.
    pub(crate) fn in_order<M: Sequenced>(
        built: Result<Self, OperationError>,
        position: SourcePosition,
    ) -> Result<Self, OperationError> {
        let mut write = built?.into_projected::<M>();
        write.stamp(position, true);
        Ok(write)
    }

    /// Tells a projection's write which change of an item it follows from. The row `decides` where nothing else has to be noted
    /// of the change than that its row was written.
    pub(crate) fn follow(&mut self, item: &[u8], position: Option<&SourcePosition>, decides: bool) {
        if !self.is_projected() {
            return;
        }
        if self.change == Change::Delete
            && let Some(key) = RowKey::from_canonical(item)
        {
            self.key = key;
        }
        if let Some(position) = position {
            self.stamp(position.clone(), decides);
        }
    }

    /// Writes a position into the row, and asks that the one that is there has an earlier one.
    fn stamp(&mut self, position: SourcePosition, decides: bool) {
        let Some(SourceChange { sequence, .. }) = self.follows else { return };
        let change = SourceChange { sequence, position, decides };
        if let Change::Put(row) = &mut self.change {
            row.insert(sequence.to_owned(), change.value());
        }
        self.guard.newer = Some(change.is_newer());
        self.guard.or_skip = true;
        self.follows = Some(change);
    }

    /// Whether it is a projection's.
    pub(crate) const fn is_projected(&self) -> bool {
        self.follows.is_some()
    }

    /// Whether it is a projection's, and its row has another key than the item that it follows from.
    pub(crate) fn is_of_other_item(&self, item: &[u8]) -> bool {
        self.is_projected() && self.key.canonical() != item
    }

    /// Whether it may be tried alone: a put, where the row decides.
    pub(crate) fn is_alone(&self) -> bool {
        matches!(self.change, Change::Put(_)) && self.follows.as_ref().is_some_and(|change| change.decides)
    }

    /// What it asks of its row where it is tried alone.
    pub(crate) fn condition_alone(&self) -> Option<Condition> {
        self.follows.as_ref().map(SourceChange::is_newer_than_position)
    }

    /// What a row says of the change that it follows from; `None` where it is not a projection's.
    pub(crate) fn found(&self, row: Option<&Item>) -> Option<Found> {
        self.follows.as_ref().map(|change| Found::read(row, change.sequence, &change.position))
    }
}
