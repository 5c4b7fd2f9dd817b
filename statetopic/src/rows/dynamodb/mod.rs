//! The rows of DynamoDB, through the AWS SDK.

mod error;
mod expression;
mod item;
mod retry;

use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update};
use serde_dynamo::Item;

use self::expression::Expressions;
use self::item::{key_item, to_sdk_item};
use self::retry::CertainFailures;
use super::error::RowsError;
use super::operation::{Change, Get, Retries, RowOperation};
use super::query::{Page, QueryRequest};

/// Tables behind a client.
#[derive(Clone)]
pub(crate) struct DynamoDb {
    client: Client,
    /// The same, which sends nothing again that may have been carried out; made for the first such write.
    certain: Arc<OnceLock<Client>>,
}

impl DynamoDb {
    pub(crate) fn new(client: Client) -> Self {
        Self { client, certain: Arc::default() }
    }

    fn client(&self, retries: Retries) -> &Client {
        match retries {
            Retries::All => &self.client,
            Retries::Certain => self.certain.get_or_init(|| {
                let config = self.client.config().to_builder();
                Client::from_conf(config.retry_classifier(CertainFailures).build())
            }),
        }
    }

    pub(super) async fn get(&self, get: Get<'_>) -> Result<Option<Item>, RowsError> {
        let request = self.client.get_item().table_name(get.table).set_key(Some(key_item(get.key_names, get.key)));
        let output = boxed(request.consistent_read(get.consistent).send()).await;
        Ok(output.map_err(|error| error::single(&error))?.item.map(Item::from))
    }

    pub(super) async fn query(&self, request: QueryRequest<'_>) -> Result<Page, RowsError> {
        let mut expressions = Expressions::default();
        let keys = expressions.keys(request.keys);
        let limit = request.limit.map(|limit| i32::try_from(limit).unwrap_or(i32::MAX));
        let query = self
            .client
            .query()
            .table_name(request.table)
            .set_index_name(request.index.map(str::to_owned))
            .key_condition_expression(keys)
            .set_expression_attribute_names(expressions.names())
            .set_expression_attribute_values(expressions.values())
            .scan_index_forward(!request.descending)
            .consistent_read(request.consistent)
            .set_limit(limit)
            .set_exclusive_start_key(request.start.map(to_sdk_item));
        let output = boxed(query.send()).await.map_err(|error| error::single(&error))?;
        let items = output.items.unwrap_or_default().into_iter().map(Item::from).collect();
        Ok(Page { items, next: output.last_evaluated_key.map(Item::from) })
    }

    pub(super) async fn write(&self, operation: RowOperation<'_>, retries: Retries) -> Result<(), RowsError> {
        let client = self.client(retries);
        let RowOperation { table, key_names, key, change, condition } = operation;
        let mut expressions = Expressions::default();
        let condition_text = condition.as_ref().map(|condition| expressions.condition(condition));
        let on_failure = condition.is_some().then_some(ReturnValuesOnConditionCheckFailure::AllOld);
        match change {
            Change::Put(item) => {
                let request = client.put_item().table_name(table).set_item(Some(to_sdk_item(item)));
                let request = request
                    .set_condition_expression(condition_text)
                    .set_expression_attribute_names(expressions.names())
                    .set_expression_attribute_values(expressions.values())
                    .set_return_values_on_condition_check_failure(on_failure);
                boxed(request.send()).await.map(drop).map_err(|error| error::put(&error))
            }
            Change::Update(actions) => {
                let update = expressions.update(&actions);
                let request = client.update_item().table_name(table).set_key(Some(key_item(key_names, &key)));
                let request = request
                    .update_expression(update)
                    .set_condition_expression(condition_text)
                    .set_expression_attribute_names(expressions.names())
                    .set_expression_attribute_values(expressions.values())
                    .set_return_values_on_condition_check_failure(on_failure);
                boxed(request.send()).await.map(drop).map_err(|error| error::update(&error))
            }
            Change::Delete => {
                let request = client.delete_item().table_name(table).set_key(Some(key_item(key_names, &key)));
                let request = request
                    .set_condition_expression(condition_text)
                    .set_expression_attribute_names(expressions.names())
                    .set_expression_attribute_values(expressions.values())
                    .set_return_values_on_condition_check_failure(on_failure);
                boxed(request.send()).await.map(drop).map_err(|error| error::delete(&error))
            }
        }
    }

    pub(super) async fn transact(&self, operations: &[RowOperation<'_>], token: Option<&str>) -> Result<(), RowsError> {
        let items: Result<Vec<_>, _> = operations.iter().map(transact_item).collect();
        let items = items.map_err(|_| RowsError::Build)?;
        // Without a token the SDK makes one for the request and keeps it over its own retries.
        let request = self.client.transact_write_items().set_transact_items(Some(items));
        let request = request.set_client_request_token(token.map(str::to_owned));
        boxed(request.send()).await.map(drop).map_err(|error| error::transaction(&error))
    }
}

fn transact_item(operation: &RowOperation<'_>) -> Result<TransactWriteItem, BuildError> {
    let RowOperation { table, key_names, key, change, condition } = operation;
    let mut expressions = Expressions::default();
    let condition_text = condition.as_ref().map(|condition| expressions.condition(condition));
    let on_failure = condition.is_some().then_some(ReturnValuesOnConditionCheckFailure::AllOld);
    let item = TransactWriteItem::builder();
    let item = match change {
        Change::Put(row) => {
            let put = Put::builder().table_name(*table).set_item(Some(to_sdk_item(row.clone())));
            let put = put
                .set_condition_expression(condition_text)
                .set_expression_attribute_names(expressions.names())
                .set_expression_attribute_values(expressions.values())
                .set_return_values_on_condition_check_failure(on_failure);
            item.put(put.build()?)
        }
        Change::Update(actions) => {
            let text = expressions.update(actions);
            let update = Update::builder().table_name(*table).set_key(Some(key_item(*key_names, key)));
            let update = update
                .update_expression(text)
                .set_condition_expression(condition_text)
                .set_expression_attribute_names(expressions.names())
                .set_expression_attribute_values(expressions.values())
                .set_return_values_on_condition_check_failure(on_failure);
            item.update(update.build()?)
        }
        Change::Delete => {
            let delete = Delete::builder().table_name(*table).set_key(Some(key_item(*key_names, key)));
            let delete = delete
                .set_condition_expression(condition_text)
                .set_expression_attribute_names(expressions.names())
                .set_expression_attribute_values(expressions.values())
                .set_return_values_on_condition_check_failure(on_failure);
            item.delete(delete.build()?)
        }
    };
    Ok(item.build())
}

/// Boxes a request's future: the SDK's nest so deeply that a user's own could not be laid out around them. Behind a vtable what
/// polls it is not copied into each caller.
fn boxed<'a, T>(request: impl Future<Output = T> + Send + 'a) -> Pin<Box<dyn Future<Output = T> + Send + 'a>> {
    Box::pin(request)
}
