//! Single rows: get, put, update, delete.

use serde::Serialize;

use super::Table;
use super::connected::{boxed, to_row};
use super::error::TableError;
use super::expression::{NewerCondition, UpdateExpression, key_item, to_sdk_item};
use super::query::Query;
use crate::access::{Access, Granted};
use crate::encode::row_item;
use crate::key::ModelKey;
use crate::model::ReadModel;
use crate::update::{Conditions, Update, check_ranges};
use crate::writes::RowKey;

impl<M: ReadModel, A: Access> Table<M, A> {
    /// The table's physical name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.connected.name()
    }

    /// Reads the row with a key; `None` where there is none. Eventually consistent: it may miss the latest write.
    ///
    /// # Errors
    /// [`TableError`]: `is_decode` where the row does not fit the model, and what DynamoDB answers.
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
        let key = key_item(&M::SCHEMA, &RowKey::of(key));
        let request = self.connected.client.get_item().table_name(self.name()).set_key(Some(key));
        let output = boxed(request.consistent_read(consistent).send()).await;
        let output = output.map_err(|error| TableError::of(OPERATION, self.name(), &error))?;
        output.item.map(|item| to_row(OPERATION, self.name(), item)).transpose()
    }

    /// Writes a row, replacing the one that is there.
    ///
    /// # Errors
    /// [`TableError`] where the row does not serialize, and what DynamoDB answers.
    pub async fn put(&self, row: &M) -> Result<(), TableError>
    where
        A::Put: Granted,
        M: Serialize,
    {
        const OPERATION: &str = "PutItem";
        let item = row_item(row).map_err(|error| TableError::encode(OPERATION, self.name(), error))?;
        let request = self.connected.client.put_item().table_name(self.name());
        let output = boxed(request.set_item(Some(to_sdk_item(item))).send()).await;
        output.map(drop).map_err(|error| TableError::of(OPERATION, self.name(), &error))
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
        const OPERATION: &str = "PutItem";
        const { assert!(M::SCHEMA.version.is_some(), "`put_if_newer` needs a `#[version]` field in the read model") }
        let item = row_item(row).map_err(|error| TableError::encode(OPERATION, self.name(), error))?;
        let item = to_sdk_item(item);
        let mut request = self.connected.client.put_item().table_name(self.name());
        if let Some(newer) = NewerCondition::of(&M::SCHEMA, &item) {
            request = request
                .condition_expression(newer.condition)
                .set_expression_attribute_names(Some(newer.names))
                .set_expression_attribute_values(Some(newer.values));
        }
        let output = boxed(request.set_item(Some(item)).send()).await;
        match output.map_err(|error| TableError::of(OPERATION, self.name(), &error)) {
            Ok(_) => Ok(true),
            Err(error) if error.is_condition() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Writes some attributes of a row, which is made where it is not there.
    ///
    /// # Errors
    /// [`TableError`]: `is_condition` where an addition would leave its field's range or a nested attribute's map is not
    /// there, and what DynamoDB answers.
    pub async fn update(&self, update: Update<M>) -> Result<(), TableError>
    where
        A::Update: Granted,
    {
        let key = key_item(&M::SCHEMA, &RowKey::of(update.key()));
        let actions = update.into_actions().and_then(|actions| check_ranges(M::NAME, &actions).map(|()| actions));
        let actions = actions.map_err(|error| TableError::update(self.name(), error))?;
        let expression = UpdateExpression::of(&actions);
        let request = self.connected.client.update_item().table_name(self.name()).set_key(Some(key));
        let request = request
            .update_expression(expression.update)
            .set_condition_expression(expression.condition)
            .set_expression_attribute_names(Some(expression.names))
            .set_expression_attribute_values(expression.values);
        let output = boxed(request.send()).await;
        output.map(drop).map_err(|error| {
            TableError::of("UpdateItem", self.name(), &error).with_conditions(Conditions::of(&actions))
        })
    }

    /// Deletes the row with a key; one that is not there stays so.
    ///
    /// # Errors
    /// [`TableError`] with what DynamoDB answers.
    pub async fn delete(&self, key: &M::Key) -> Result<(), TableError>
    where
        A::Delete: Granted,
    {
        let key = key_item(&M::SCHEMA, &RowKey::of(key));
        let request = self.connected.client.delete_item().table_name(self.name()).set_key(Some(key));
        let output = boxed(request.send()).await;
        output.map(drop).map_err(|error| TableError::of("DeleteItem", self.name(), &error))
    }

    /// Begins a query of the rows with a partition key, in the order of the sort key.
    pub fn query(&self, partition: &<M::Key as ModelKey>::Partition) -> Query<M>
    where
        A::Query: Granted,
    {
        Query::of_table(self.connected.clone(), partition)
    }
}
