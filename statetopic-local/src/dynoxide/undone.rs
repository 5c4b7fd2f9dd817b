//! What the engine does and DynamoDB does not, taken back: rows of updates that only remove.
//!
//! DynamoDB makes no row where there is nothing to remove, and no record. The engine makes a row of the key alone, and so the
//! row is deleted at once and both records are remembered as ones of no change.
//!
//! Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.AttributeUpdates.html>,
//! <https://github.com/scylladb/scylladb/issues/5862>

use std::collections::{BTreeSet, HashMap};

use dynoxide::Database;
use serde_json::{Map, Value, json};
use statetopic::ChangeKind;

use super::call::run;
use super::changes::{self, Mark};
use super::expression::only_removes;
use crate::engine::{Attributes, EngineError, EngineResponse, Position, RawChange};

/// The records of what was undone, by table.
#[derive(Debug, Default)]
pub(super) struct Undone(HashMap<String, BTreeSet<Position>>);

impl Undone {
    /// Notes the records of a row since then: together they changed nothing.
    pub(super) fn note(
        &mut self,
        database: &Database,
        table: &str,
        key: &Attributes,
        before: Option<Mark>,
    ) -> Result<(), EngineError> {
        let Some(before) = before else { return Ok(()) };
        let changes = changes::since(database, table, before)?;
        let of_row = changes.into_iter().filter(|change| change.keys == *key);
        self.0.entry(table.to_owned()).or_default().extend(of_row.map(|change| change.position));
        Ok(())
    }

    /// Shows the record of what was undone as one of no change.
    pub(super) fn correct(&self, table: &str, changes: &mut [RawChange]) {
        let Some(undone) = self.0.get(table) else { return };
        for change in changes.iter_mut().filter(|change| undone.contains(&change.position)) {
            let image = change.new_image.take().or(change.old_image.take());
            change.kind = ChangeKind::Modified;
            (change.old_image, change.new_image) = (image.clone(), image);
        }
    }
}

/// The row of an update.
#[derive(Debug)]
pub(super) struct UpdatedRow {
    table: String,
    key: Attributes,
    before: Option<Mark>,
}

impl UpdatedRow {
    /// The row of an update, where there is none and the update makes none.
    pub(super) fn not_made(database: &Database, update: &Map<String, Value>) -> Option<Self> {
        if !only_removes(update) || !is_absent(database, update) {
            return None;
        }
        let (table, key) = (update.get("TableName")?.as_str()?, update.get("Key")?.as_object()?);
        Some(Self { table: table.to_owned(), key: key.clone(), before: changes::mark(database, table) })
    }

    /// Deletes it, after the update was executed.
    pub(super) fn undo(self, database: &Database, undone: &mut Undone) -> Result<(), EngineResponse> {
        let Self { table, key, before } = self;
        let target = Map::from_iter([("TableName".to_owned(), table.as_str().into()), ("Key".to_owned(), key.into())]);
        // The row has its key alone, in the form that the records have it in.
        let made = row(database, &target).unwrap_or_default();
        let delete = Value::Object(target).to_string();
        run("DeleteItem", delete.as_bytes(), |request| database.delete_item(request))?;
        undone.note(database, &table, &made, before).map_err(|error| internal(&error))
    }
}

/// The row that an operation is about.
pub(super) fn row(database: &Database, operation: &Map<String, Value>) -> Option<Map<String, Value>> {
    let (table, key) = (operation.get("TableName")?, operation.get("Key")?);
    let get = json!({ "TableName": table, "Key": key, "ConsistentRead": true }).to_string();
    let answer = run("GetItem", get.as_bytes(), |request| database.get_item(request)).ok()?;
    let answer: Map<String, Value> = serde_json::from_slice(&answer).ok()?;
    Some(answer.get("Item").and_then(Value::as_object).cloned().unwrap_or_default())
}

/// Whether there is no row; `false` where the engine cannot be asked for it.
pub(super) fn is_absent(database: &Database, operation: &Map<String, Value>) -> bool {
    row(database, operation).is_some_and(|row| row.is_empty())
}

fn internal(error: &EngineError) -> EngineResponse {
    EngineResponse::error(500, "com.amazonaws.dynamodb.v20120810#InternalServerError", &error.to_string())
}
