//! The tables of a deployed stack, in plain JSON.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::DisplayErrorContext;
use serde_json::{Map, Value};
use statetopic_tests::PATIENCE;

/// What went wrong, as text.
pub(crate) type Problem = Box<dyn std::error::Error>;

/// How long the tables are left alone between two looks.
const PAUSE: Duration = Duration::from_millis(200);

/// The tables of a stage.
pub(crate) struct Stack {
    client: Client,
    stage: String,
}

impl Stack {
    pub(crate) fn new(client: Client, stage: &str) -> Self {
        Self { client, stage: stage.to_owned() }
    }

    fn table(&self, name: &str) -> String {
        format!("{}-{name}", self.stage)
    }

    /// Puts a row.
    pub(crate) async fn put(&self, table: &str, row: Value) -> Result<(), Problem> {
        let item = serde_dynamo::to_item(row)?;
        let put = self.client.put_item().table_name(self.table(table)).set_item(Some(item)).send();
        put.await.map_err(|error| format!("put into `{table}`: {}", DisplayErrorContext(error)))?;
        Ok(())
    }

    /// Deletes a row.
    pub(crate) async fn delete(&self, table: &str, key: Value) -> Result<(), Problem> {
        let key = serde_dynamo::to_item(key)?;
        let delete = self.client.delete_item().table_name(self.table(table)).set_key(Some(key)).send();
        delete.await.map_err(|error| format!("delete from `{table}`: {}", DisplayErrorContext(error)))?;
        Ok(())
    }

    /// The rows of a table, which is small, in the order of their texts.
    pub(crate) async fn rows(&self, table: &str) -> Result<Vec<Value>, Problem> {
        let scan = self.client.scan().table_name(self.table(table)).consistent_read(true).send().await;
        let page = scan.map_err(|error| format!("scan of `{table}`: {}", DisplayErrorContext(error)))?;
        let mut rows: Vec<Value> = serde_dynamo::from_items(page.items.unwrap_or_default())?;
        rows.sort_by_key(ToString::to_string);
        Ok(rows)
    }

    /// Waits until a table holds these rows and no others, of each row the attributes that are expected of the first.
    pub(crate) async fn becomes(&self, table: &str, expected: &[Value]) -> Result<(), Problem> {
        let names: Vec<&String> = expected.first().and_then(Value::as_object).into_iter().flat_map(Map::keys).collect();
        let only = |row: Value| match row {
            Value::Object(row) if !names.is_empty() => {
                row.into_iter().filter(|(name, _)| names.contains(&name)).collect()
            }
            other => other,
        };
        let mut expected = expected.to_vec();
        expected.sort_by_key(ToString::to_string);
        let mut found = Vec::new();
        let wait = tokio::time::timeout(PATIENCE, async {
            loop {
                found = self.rows(table).await?.into_iter().map(only).collect();
                found.sort_by_key(ToString::to_string);
                if found == expected {
                    return Ok(());
                }
                tokio::time::sleep(PAUSE).await;
            }
        });
        match wait.await {
            Ok(outcome) => outcome,
            Err(_) => Err(format!(
                "`{table}` did not become, within {PATIENCE:?}:\n{}\nit has:\n{}",
                Value::Array(expected),
                Value::Array(found)
            )
            .into()),
        }
    }
}
