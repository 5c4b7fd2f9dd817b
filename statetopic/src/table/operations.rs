//! Single rows: get, put, create, replace, update, delete.

use serde::Serialize;

use super::Table;
use super::connected::to_row;
use super::error::TableError;
use super::query::Query;
use crate::access::{Access, Granted};
use crate::key::ModelKey;
use crate::model::ReadModel;
use crate::operation::{Create, Delete, IntoOperation, Put, Replace, Written};
use crate::rows::{Get, RowKey};
use crate::update::Update;

impl<M: ReadModel, A: Access> Table<M, A> {
    /// The table's physical name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.connected.name()
    }

    /// Reads the row with a key; `None` where there is none. Eventually consistent: it may miss the latest write.
    ///
    /// # Errors
    /// [`TableError`]: `is_decode` where the row does not fit the model, `is_invalid_key` where the key cannot be written, and what
    /// DynamoDB answers.
    pub async fn get(&self, key: &M::Key) -> Result<Option<M>, TableError>
    where
        A::Get: Granted,
    {
        self.read(key, false).await
    }

    /// Reads the row with a key as the latest write left it, at twice the cost.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn get_consistent(&self, key: &M::Key) -> Result<Option<M>, TableError>
    where
        A::Get: Granted,
    {
        self.read(key, true).await
    }

    async fn read(&self, key: &M::Key, consistent: bool) -> Result<Option<M>, TableError> {
        const OPERATION: &str = "GetItem";
        let key = self.row_key(OPERATION, key)?;
        let get = Get { table: self.name(), key_names: (&M::SCHEMA).into(), key: &key, consistent, attribute: None };
        let item = self.connected.rows.get(get).await.map_err(|error| TableError::of(OPERATION, self.name(), error))?;
        item.map(|item| to_row(OPERATION, self.name(), &item)).transpose()
    }

    fn row_key(&self, operation: &'static str, key: &M::Key) -> Result<RowKey, TableError> {
        RowKey::new(key, &M::SCHEMA).map_err(|error| TableError::key(operation, self.name(), error))
    }

    /// Writes a row, replacing the one that is there: `put(&row)`, or a [`Put`] with conditions.
    ///
    /// # Errors
    /// [`TableError`] where the row does not serialize, `is_invalid_key` where a key of it cannot be written, and what DynamoDB
    /// answers; `is_condition` where a condition does not hold, unless [`or_skip`](Put::or_skip) makes that an answer.
    pub async fn put(&self, row: impl IntoOperation<Put<M>>) -> Result<Written, TableError>
    where
        A::Put: Granted,
    {
        self.connected.write(row.into_operation().into_write()).await
    }

    /// Writes a row where there is none with its key: `create(&row)`, or a [`Create`].
    ///
    /// # Errors
    /// As [`put`](Self::put): `is_condition` where there is a row.
    pub async fn create(&self, row: impl IntoOperation<Create<M>>) -> Result<Written, TableError>
    where
        A::Put: Granted,
    {
        self.connected.write(row.into_operation().into_write()).await
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
    /// # Errors
    /// As [`put`](Self::put): `is_condition` also where there is no row.
    pub async fn replace(&self, row: impl IntoOperation<Replace<M>>) -> Result<Written, TableError>
    where
        A::Put: Granted,
    {
        self.connected.write(row.into_operation().into_write()).await
    }

    /// Writes a row unless the one that is there has the same `#[version]` or a higher one; `false` where it has.
    ///
    /// It does not compile for a model without a `#[version]`.
    ///
    /// # Errors
    /// As [`put`](Self::put).
    pub async fn put_if_newer(&self, row: &M) -> Result<bool, TableError>
    where
        A::Put: Granted,
        M: Serialize,
    {
        let written = self.put(Put::new(row).if_newer().or_skip()).await?;
        Ok(!written.is_skipped())
    }

    /// Writes some attributes of a row: what [`update`](crate::KeyOperations::update) or
    /// [`update_existing`](crate::KeyOperations::update_existing) began.
    ///
    /// # Errors
    /// [`TableError`]: `is_condition` where an addition would leave its field's range, a nested attribute's map is not there, or
    /// another condition does not hold, `is_invalid_key` where the key cannot be written, and what DynamoDB answers.
    pub async fn update(&self, update: Update<M>) -> Result<Written, TableError>
    where
        A::Update: Granted,
    {
        self.connected.update(update.into_write()).await
    }

    /// Deletes a row; one that is not there stays so: `delete(&key)`, or a [`Delete`] with conditions.
    ///
    /// # Errors
    /// [`TableError`]: `is_condition` where a condition does not hold, `is_invalid_key` where the key cannot be written, and what
    /// DynamoDB answers.
    pub async fn delete(&self, row: impl IntoOperation<Delete<M>>) -> Result<Written, TableError>
    where
        A::Delete: Granted,
    {
        self.connected.write(row.into_operation().into_write()).await
    }

    /// Begins a query of the rows with a partition key, in the order of the sort key.
    pub fn query(&self, partition: &<M::Key as ModelKey>::Partition) -> Query<M>
    where
        A::Query: Granted,
    {
        Query::of_table(self.connected.clone(), partition)
    }
}
