//! Single rows: get, put, create, replace, update, delete.

use serde::Serialize;

use super::Table;
#[cfg(doc)]
use super::error::TableError;
use super::get::Get;
use super::query::Query;
use super::write::WriteRequest;
use crate::access::{Access, Granted};
use crate::key::ModelKey;
use crate::model::{ReadModel, Versioned, WholeRows};
use crate::operation::{Create, Delete, IntoOperation, Put, Replace};
use crate::query::PartitionInput;
use crate::rows::RowKey;
use crate::update::Update;

impl<M: ReadModel, A: Access> Table<M, A> {
    /// The table's physical name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.connected.name()
    }

    /// Reads the row with a key; `None` where there is none. Eventually consistent, unless it is
    /// [`consistent`](Get::consistent): it may miss the latest write.
    ///
    /// A model with `#[sharded(16)]` fields is in sixteen rows, each of which is read, all at once; the numbers are summed. It is
    /// not a snapshot: a write that is committed meanwhile may be in the sum or not.
    ///
    /// # Errors
    /// [`TableError`]: `is_decode` where the row, or the sum, does not fit the model, `is_invalid_key` where the key cannot be written, and what
    /// DynamoDB answers.
    pub fn get(&self, key: &M::Key) -> Get<'_, M>
    where
        A::Get: Granted,
    {
        Get::new(&self.connected, RowKey::new(key, &M::SCHEMA))
    }

    /// Writes a row, replacing the one that is there: `put(&row)`, or a [`Put`] with conditions.
    ///
    /// # Lost answers
    /// A request whose answer is lost may have been carried out. Without a condition it is sent again: the row is the same
    /// then, unless another writer's was put there in between, which is replaced.
    ///
    /// With conditions it is sent again too, and writes nothing where they do not hold by then. But the first request may have
    /// made them false, so that they decide nothing: the error is one of
    /// [`is_outcome_unknown`](TableError::is_outcome_unknown) and not of `is_condition`, with `or_skip` too, and
    /// [`old_row`](TableError::old_row) is the row that is there. It is not taken for this one if it is equal: of two writers
    /// who decide by one condition, and write the same, each would be told that it was the one.
    ///
    /// A transaction would be remembered by DynamoDB for ten minutes. But it takes twice the write units, fails where others
    /// are on the row, and does not exist on tables of strong consistency between Regions.
    ///
    /// # Errors
    /// [`TableError`] where the row does not serialize or would not be read as it is, `is_invalid_key` where a key of it cannot
    /// be written, and what DynamoDB answers; `is_condition` where a condition does not hold, unless
    /// [`or_skip`](Put::or_skip) makes that an answer; `is_outcome_unknown` where the row may have been written.
    pub fn put(&self, row: impl IntoOperation<Put<M>>) -> WriteRequest<'_>
    where
        A::Put: Granted,
        M: WholeRows,
    {
        WriteRequest::new(self.connected.write(row.into_operation().into_write()))
    }

    /// Writes a row where there is none with its key: `create(&row)`, or a [`Create`].
    ///
    /// # Lost answers
    /// As with the conditions of [`put`](Self::put): where a row is there when the request is sent again, `is_outcome_unknown`
    /// holds, and `old_row` tells whether it is this one.
    ///
    /// # Errors
    /// As [`put`](Self::put): `is_condition` where there is a row.
    pub fn create(&self, row: impl IntoOperation<Create<M>>) -> WriteRequest<'_>
    where
        A::Put: Granted,
        M: WholeRows,
    {
        WriteRequest::new(self.connected.write(row.into_operation().into_write()))
    }

    /// Writes a row over the one that is there with its key: `replace(&row)`, or a [`Replace`] with conditions.
    ///
    /// ```
    /// use statetopic::prelude::*;
    /// # #[read_model(table = "orders")]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Order { #[partition_key] pub id: String, pub total: u32 }
    ///
    /// /// Replaces the row while nobody has written another, else says what the total is now.
    /// async fn replace(orders: &Table<Order>, seen: &Order, new: &Order) -> Result<Option<u32>> {
    ///     match orders.replace(Replace::new(new).only_if(|a| a.total.eq(seen.total))).await {
    ///         Ok(_) => Ok(None),
    ///         Err(error) if error.is_condition() => Ok(error.old_row::<Order>()?.map(|order| order.total)),
    ///         Err(error) => Err(error.into()),
    ///     }
    /// }
    /// ```
    ///
    /// # Lost answers
    /// As with the conditions of [`put`](Self::put).
    ///
    /// # Errors
    /// As [`put`](Self::put): `is_condition` also where there is no row.
    pub fn replace(&self, row: impl IntoOperation<Replace<M>>) -> WriteRequest<'_>
    where
        A::Put: Granted,
        M: WholeRows,
    {
        WriteRequest::new(self.connected.write(row.into_operation().into_write()))
    }

    /// Writes a row unless the one that is there has the same `#[version]` or a higher one; `false` where it has.
    ///
    /// It does not compile for a model without a `#[version]`.
    ///
    /// # Lost answers
    /// A request whose answer is lost is sent again, which does no harm: an older row never replaces a newer one. The answer is
    /// about the row that is there then. If it is this row it is `true`, whoever wrote it, and if it is another one with the
    /// same version or a higher one it is `false`, though this one may have been there in between.
    ///
    /// # Errors
    /// As [`put`](Self::put).
    pub fn put_if_newer(&self, row: &M) -> WriteRequest<'_, bool>
    where
        A::Put: Granted,
        M: Serialize + Versioned + WholeRows,
    {
        let written = self.connected.write(Put::new(row).if_newer().or_skip().into_write());
        WriteRequest::new(async move { written.await.map(|written| !written.is_skipped()) })
    }

    /// Writes a row that was read and changed, with its next `#[version]`, unless somebody has written it since: optimistic locking.
    /// The same as [`Put::if_unchanged`], which has an example.
    ///
    /// It does not compile for a model without a `#[version]`.
    ///
    /// # Lost answers
    /// As with the conditions of [`put`](Self::put): where the row has another version when the request is sent again,
    /// `is_outcome_unknown` holds, and `old_row` tells whether it is this one.
    ///
    /// # Errors
    /// As [`put`](Self::put): `is_condition` where the row that is there has another version, or is gone.
    pub fn put_if_unchanged(&self, row: &M) -> WriteRequest<'_>
    where
        A::Put: Granted,
        M: Serialize + Versioned + WholeRows,
    {
        WriteRequest::new(self.connected.write(Put::new(row).if_unchanged().into_write()))
    }

    /// Writes some attributes of a row: what [`update`](crate::KeyOperations::update) or
    /// [`update_existing`](crate::KeyOperations::update_existing) began.
    ///
    /// # Lost answers
    /// A request whose answer is lost may have been carried out. One that adds to a number, or sets an element of a list, is not
    /// sent again: it would add or append a second time. The error is one of
    /// [`is_outcome_unknown`](TableError::is_outcome_unknown), and the row tells what happened. In a subscriber, `Writes` count
    /// each record once, whatever is lost: a function that fails on this error runs again, and adds again.
    ///
    /// One that only sets and removes attributes is sent again, with conditions as in [`put`](Self::put).
    ///
    /// # Errors
    /// [`TableError`]: `is_condition` where an addition would leave its field's range, a nested attribute's map is not there, or
    /// another condition does not hold, `is_invalid_key` where the key cannot be written, and what DynamoDB answers.
    pub fn update(&self, update: Update<M>) -> WriteRequest<'_>
    where
        A::Update: Granted,
        M: WholeRows,
    {
        WriteRequest::new(self.connected.update(update.into_write()))
    }

    /// Deletes a row; one that is not there stays so: `delete(&key)`, or a [`Delete`] with conditions.
    ///
    /// # Lost answers
    /// A request whose answer is lost is sent again. A row that another writer has made in between is deleted too. With
    /// conditions it is as with those of [`put`](Self::put).
    ///
    /// # Errors
    /// [`TableError`]: `is_condition` where a condition does not hold, `is_invalid_key` where the key cannot be written, and what
    /// DynamoDB answers.
    pub fn delete(&self, row: impl IntoOperation<Delete<M>>) -> WriteRequest<'_>
    where
        A::Delete: Granted,
        M: WholeRows,
    {
        WriteRequest::new(self.connected.write(row.into_operation().into_write()))
    }

    /// Begins a query of the rows with a partition key, in the order of the sort key.
    #[expect(clippy::needless_pass_by_value, reason = "a literal is given as it is: `query(\"oslo\")`, `sort_eq(7)`")]
    pub fn query(&self, partition: impl PartitionInput<(<M::Key as ModelKey>::Partition,)>) -> Query<M>
    where
        A::Query: Granted,
        M: WholeRows,
    {
        Query::of_table(self.connected.clone(), &partition)
    }
}
