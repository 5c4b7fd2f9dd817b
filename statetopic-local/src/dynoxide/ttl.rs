//! TTL. The engine also expires what DynamoDB leaves: items whose time passed more than five years ago, such as those with 0 for
//! "never". They are put back, without a record.
//!
//! Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html>

use std::time::Duration;

use dynoxide::Database;
use serde_json::{Map, Value, json};

use super::call::run;
use super::changes::{self, Mark};
use super::error;
use super::keys::TableKeys;
use super::undone::{Undone, is_absent};
use crate::engine::{EngineError, EngineResponse};

/// How long ago the time of an item passed at most that expires.
const OLDEST: Duration = Duration::from_hours(5 * 365 * 24);

/// An item that stays.
struct Kept {
    table: String,
    before: Option<Mark>,
    key: Map<String, Value>,
    item: Value,
}

/// Removes the expired items of every table, and returns their number.
pub(super) fn sweep(database: &Database, undone: &mut Undone, now: Duration) -> Result<usize, EngineError> {
    let kept = kept(database, now.saturating_sub(OLDEST))?;
    let swept = database.sweep_ttl().map_err(|error| error::of_engine("cannot sweep expired items", &error))?;
    let mut restored = 0;
    for Kept { table, before, key, item } in kept {
        if is_absent(database, json!({ "TableName": table, "Key": key }).as_object().unwrap_or(&Map::new())) {
            let put = json!({ "TableName": table, "Item": item }).to_string();
            run("PutItem", put.as_bytes(), |request| database.put_item(request)).map_err(|error| failed(&error))?;
            undone.note(database, &table, &key, before)?;
            restored += 1;
        }
    }
    Ok(swept.saturating_sub(restored))
}

/// The items whose time passed before this one.
fn kept(database: &Database, oldest: Duration) -> Result<Vec<Kept>, EngineError> {
    let mut kept = Vec::new();
    for table in tables(database)? {
        let metadata = database.get_table_metadata(&table);
        let metadata = metadata.map_err(|error| error::of_engine("cannot read a table's description", &error))?;
        let attribute = metadata.filter(|metadata| metadata.ttl_enabled).and_then(|metadata| metadata.ttl_attribute);
        let (Some(attribute), Some(keys)) = (attribute, TableKeys::of(database, &table)) else { continue };
        let before = changes::mark(database, &table);
        let scan = json!({
            "TableName": table,
            "FilterExpression": "#ttl < :oldest",
            "ExpressionAttributeNames": { "#ttl": attribute },
            "ExpressionAttributeValues": { ":oldest": { "N": oldest.as_secs().to_string() } },
        });
        let items = pages(scan, "ExclusiveStartKey", "LastEvaluatedKey", "Items", |body| {
            run("Scan", body, |request| database.scan(request))
        });
        for item in items? {
            let key = item.as_object().map(|item| keys.key_of(item)).unwrap_or_default();
            kept.push(Kept { table: table.clone(), before, key, item });
        }
    }
    Ok(kept)
}

fn tables(database: &Database) -> Result<Vec<String>, EngineError> {
    let names = pages(json!({}), "ExclusiveStartTableName", "LastEvaluatedTableName", "TableNames", |body| {
        run("ListTables", body, |request| database.list_tables(request))
    });
    Ok(names?.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect())
}

/// What the pages of an answer have.
fn pages(
    mut request: Value,
    start: &str,
    end: &str,
    members: &str,
    read: impl Fn(&[u8]) -> Result<Vec<u8>, EngineResponse>,
) -> Result<Vec<Value>, EngineError> {
    let mut all = Vec::new();
    loop {
        let answer = read(request.to_string().as_bytes()).map_err(|error| failed(&error))?;
        let mut answer: Value = serde_json::from_slice(&answer).unwrap_or_default();
        all.extend(answer[members].as_array_mut().map(std::mem::take).unwrap_or_default());
        match answer[end].take() {
            Value::Null => return Ok(all),
            next => request[start] = next,
        }
    }
}

fn failed(answer: &EngineResponse) -> EngineError {
    EngineError::new(format!("cannot tell which items expire: the engine answered {}", answer.status))
}
