//! Puts in the order of a source item's changes.

use serde::Serialize;

use super::Table;
#[cfg(doc)]
use super::error::TableError;
use super::write::WriteRequest;
use crate::access::{Access, Granted};
use crate::change::Topic;
use crate::model::WholeRows;
use crate::operation::{Put, Write};
use crate::position::Sequenced;
use crate::record::Record;

/// What became of a row that was put [in order](Table::put_in_order).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderedPut {
    /// It is written.
    Written,
    /// The row that is there follows from this very change: it stays as it is.
    Duplicate,
    /// The row that is there follows from a later change: it stays as it is.
    Superseded,
}

impl OrderedPut {
    /// Whether the row is written.
    #[must_use]
    pub const fn is_written(self) -> bool {
        matches!(self, Self::Written)
    }
}

impl<M, A: Access> Table<M, A> {
    /// Writes a row that follows from a record, with the record's position in its `#[sequence]` field, unless the row that is
    /// there follows from the same change or a later one. One conditional write, without a ledger.
    ///
    /// It does not compile for a model without a `#[sequence]`.
    ///
    /// # What it orders
    /// The changes of **one** source item, also where the stream was made again. Positions of two items do not compare: where
    /// rows of several items have one key, the change with the higher number stays, whichever was made last. A row that was
    /// deleted has no position, so a late, older record makes it again. A [`Projection`](crate::Projection) has neither limit:
    /// return one where the model has a row for each item of its source.
    ///
    /// # Lost answers
    /// A request whose answer is lost is sent again, which does no harm: an older row never replaces a newer one. The answer is
    /// [`Written`](OrderedPut::Written) then where the row that is there is this one.
    ///
    /// # Errors
    /// As [`put`](Self::put): also where the record has no sequence number, as one that came through Kinesis, and `is_condition`
    /// where the attribute of the row that is there holds something else than a position.
    ///
    /// # Example: the last word on each order
    /// ```
    /// use statetopic::prelude::*;
    /// # #[read_model(table = "orders")]
    /// # #[state_topic(view = NEW_IMAGE)]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Order { #[partition_key] pub id: String, pub state: String }
    /// #[read_model(table = "order-states")]
    /// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// pub struct OrderState {
    ///     #[partition_key]
    ///     pub reference: String,
    ///     pub state: String,
    ///     #[sequence]
    ///     pub position: SourcePosition,
    /// }
    ///
    /// #[subscriber(on(Inserted, Modified))]
    /// async fn order_states(record: Record<Order>, states: &Table<OrderState, access::Put>) -> Result<()> {
    ///     let Some(new) = record.change().new() else { return Ok(()) };
    ///     let (reference, state) = (format!("order/{}", new.id), new.state.clone());
    ///     states.put_in_order(&OrderState { reference, state, position: SourcePosition::unset() }, &record).await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn put_in_order<T: Topic>(&self, row: &M, record: &Record<T>) -> WriteRequest<'_, OrderedPut>
    where
        A::Put: Granted,
        M: Serialize + Sequenced + WholeRows,
    {
        let position = record.position();
        let built = position.map(|position| Write::in_order::<M>(Put::new(row).into_write(), position));
        WriteRequest::new(self.connected.put_in_order(built))
    }
}
