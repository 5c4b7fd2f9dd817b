//! Single rows: get, put, update, delete.

use serde::Serialize;
use serde_dynamo::Item;

use super::Table;
use super::connected::to_row;
use super::error::TableError;
use super::query::Query;
use crate::access::{Access, Granted};
use crate::encode::row_item;
use crate::key::ModelKey;
use crate::model::ReadModel;
use crate::rows::implicit::{self, Conditions};
use crate::rows::{Change, Condition, Get, RowKey, RowOperation};
use crate::update::{Update, check_ranges};

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

    async fn write(&self, key: &M::Key, change: Change, condition: Option<Condition>) -> Result<(), TableError> {
        let operation = match change {
            Change::Put(_) => "PutItem",
            Change::Update(_) => "UpdateItem",
            Change::Delete => "DeleteItem",
        };
        let key = self.row_key(operation, key)?;
        let write = RowOperation { table: self.name(), key_names: (&M::SCHEMA).into(), key, change, condition };
        self.connected.rows.write(write).await.map_err(|error| TableError::of(operation, self.name(), error))
    }

    /// Writes a row, replacing the one that is there.
    ///
    /// # Errors
    /// [`TableError`] where the row does not serialize, `is_invalid_key` where a key of it cannot be written, and what DynamoDB
    /// answers.
    pub async fn put(&self, row: &M) -> Result<(), TableError>
    where
        A::Put: Granted,
        M: Serialize,
    {
        let item = self.item(row)?;
        self.write(&row.key(), Change::Put(item), None).await
    }

    fn item(&self, row: &M) -> Result<Item, TableError>
    where
        M: Serialize,
    {
        row_item(row).map_err(|error| TableError::encode("PutItem", self.name(), error))
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
        const { assert!(M::SCHEMA.version.is_some(), "`put_if_newer` needs a `#[version]` field in the read model") }
        let item = self.item(row)?;
        let newer = implicit::newer(&M::SCHEMA, &item);
        match self.write(&row.key(), Change::Put(item), newer).await {
            Ok(()) => Ok(true),
            Err(error) if error.is_condition() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Writes some attributes of a row, which is made where it is not there.
    ///
    /// # Errors
    /// [`TableError`]: `is_condition` where an addition would leave its field's range or a nested attribute's map is not
    /// there, `is_invalid_key` where the key cannot be written, and what DynamoDB answers.
    pub async fn update(&self, update: Update<M>) -> Result<(), TableError>
    where
        A::Update: Granted,
    {
        let key = update.key().clone();
        let actions = update.into_actions().and_then(|actions| check_ranges(M::NAME, &actions).map(|()| actions));
        let actions = actions.map_err(|error| TableError::update(self.name(), error))?;
        let (condition, asked) = (implicit::of_actions(&actions), Conditions::of(&actions));
        let updated = self.write(&key, Change::Update(actions), condition).await;
        updated.map_err(|error| error.with_conditions(asked))
    }

    /// Deletes the row with a key; one that is not there stays so.
    ///
    /// # Errors
    /// [`TableError`]: `is_invalid_key` where the key cannot be written, and what DynamoDB answers.
    pub async fn delete(&self, key: &M::Key) -> Result<(), TableError>
    where
        A::Delete: Granted,
    {
        self.write(key, Change::Delete, None).await
    }

    /// Begins a query of the rows with a partition key, in the order of the sort key.
    pub fn query(&self, partition: &<M::Key as ModelKey>::Partition) -> Query<M>
    where
        A::Query: Granted,
    {
        Query::of_table(self.connected.clone(), partition)
    }
}
