//! One operation of DynamoDB's JSON protocol on dynoxide's typed methods, with what DynamoDB does otherwise.

use dynoxide::Database;
use serde_json::{Map, Value};
use statetopic::view::StreamView;

use super::call::run;
use super::keys::{self, TableKeys};
use super::undone::{self, Undone, UpdatedRow};
use super::{error, expression, naming, transaction};
use crate::engine::EngineResponse;

/// What an operation that succeeded leaves.
pub(super) struct Answer {
    pub(super) body: Vec<u8>,
    /// The name of the table that it made.
    pub(super) created_table: Option<String>,
}

/// Executes an operation; the error is the answer that DynamoDB would give.
pub(super) fn execute(
    database: &Database,
    undone: &mut Undone,
    operation: &str,
    body: &[u8],
) -> Result<Answer, EngineResponse> {
    let db = database;
    // What is not JSON, or nested too deeply, the engine refuses.
    let request: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
    expression::check(&request).map_err(|message| error::validation(&message))?;
    check_keys(db, operation, &request).map_or(Ok(()), |message| Err(error::validation(&message)))?;
    let body = match operation {
        "CreateTable" => return create_table(db, &request, body),
        "DescribeTable" => describe(run(operation, body, |request| db.describe_table(request))?),
        "UpdateTable" => return update_table(db, &request, body),
        "DeleteTable" => describe(run(operation, body, |request| db.delete_table(request))?),
        "ListTables" => run(operation, body, |request| db.list_tables(request))?,
        "UpdateTimeToLive" => run(operation, body, |request| db.update_time_to_live(request))?,
        "DescribeTimeToLive" => run(operation, body, |request| db.describe_time_to_live(request))?,
        "PutItem" => run(operation, body, |request| db.put_item(request))?,
        "GetItem" => run(operation, body, |request| db.get_item(request))?,
        "UpdateItem" => update_item(db, undone, &request, body)?,
        "DeleteItem" => run(operation, body, |request| db.delete_item(request))?,
        "Query" => run(operation, body, |request| db.query(request))?,
        "Scan" => run(operation, body, |request| db.scan(request))?,
        "BatchWriteItem" => run(operation, body, |request| db.batch_write_item(request))?,
        "BatchGetItem" => run(operation, body, |request| db.batch_get_item(request))?,
        "TransactWriteItems" => transaction::write(db, undone, &request, body)?,
        "TransactGetItems" => run(operation, body, |request| db.transact_get_items(request))?,
        _ => return Err(error::unknown_operation(operation)),
    };
    Ok(Answer { body, created_table: None })
}

/// Why a request is refused for what it says of keys: DynamoDB's message. A transaction's actions cancel it, with a reason each.
fn check_keys(db: &Database, operation: &str, request: &Map<String, Value>) -> Option<String> {
    let table = || TableKeys::of(db, request.get("TableName")?.as_str()?);
    match operation {
        "PutItem" => {
            let item = request.get("Item")?.as_object().filter(|item| keys::has_long_value(item))?;
            table()?.refusal_of_item(item)
        }
        "UpdateItem" if keys::may_set_long_value(request) => {
            table()?.refusal_of_update(request, || undone::row(db, request))
        }
        "BatchWriteItem" => request.get("RequestItems")?.as_object()?.iter().find_map(|(table, writes)| {
            let items = writes.as_array()?.iter().filter_map(|write| write["PutRequest"]["Item"].as_object());
            let mut items = items.filter(|item| keys::has_long_value(item)).peekable();
            items.peek()?;
            let keys = TableKeys::of(db, table)?;
            items.find_map(|item| keys.refusal_of_item(item))
        }),
        "GetItem" | "Query" | "Scan" => {
            let of_query = (operation == "Query").then(|| keys::refusal_of_query(request)).flatten();
            of_query.or_else(|| keys::may_be_refused(request).then(table)??.refusal_of_read(request))
        }
        _ => None,
    }
}

/// `UpdateItem`: where it only removes, it makes no row; a row that it made had no attributes before.
fn update_item(
    db: &Database,
    undone: &mut Undone,
    request: &Map<String, Value>,
    body: &[u8],
) -> Result<Vec<u8>, EngineResponse> {
    let not_made = UpdatedRow::not_made(db, request);
    let wants_old = request.get("ReturnValues").is_some_and(|values| values == "ALL_OLD");
    let is_absent = not_made.is_some() || (wants_old && undone::is_absent(db, request));
    let answer = run("UpdateItem", body, |request| db.update_item(request))?;
    if let Some(row) = not_made {
        row.undo(db, undone)?;
    }
    if is_absent {
        let mut answer: Map<String, Value> = serde_json::from_slice(&answer).unwrap_or_default();
        answer.remove("Attributes");
        return Ok(Value::Object(answer).to_string().into_bytes());
    }
    Ok(answer)
}

/// `CreateTable`, with the check of the view that dynoxide leaves out.
fn create_table(db: &Database, request: &Map<String, Value>, body: &[u8]) -> Result<Answer, EngineResponse> {
    check_view(request)?;
    let answer = run("CreateTable", body, |request| db.create_table(request))?;
    let table = request.get("TableName").and_then(Value::as_str);
    Ok(Answer { body: describe(answer), created_table: table.map(str::to_owned) })
}

/// `UpdateTable`, whose new stream has nothing of an earlier one.
fn update_table(db: &Database, request: &Map<String, Value>, body: &[u8]) -> Result<Answer, EngineResponse> {
    check_view(request)?;
    let answer = run("UpdateTable", body, |request| db.update_table(request))?;
    let begins = request.get("StreamSpecification").is_some_and(|stream| stream["StreamEnabled"] == true);
    let table = request.get("TableName").and_then(Value::as_str).filter(|_| begins);
    Ok(Answer { body: describe(answer), created_table: table.map(str::to_owned) })
}

fn check_view(request: &Map<String, Value>) -> Result<(), EngineResponse> {
    let view = request.get("StreamSpecification").and_then(|stream| stream["StreamViewType"].as_str());
    if view.is_some_and(|view| !StreamView::ALL.iter().any(|known| known.as_str() == view)) {
        return Err(error::validation(
            "1 validation error detected: Value at 'streamSpecification.streamViewType' failed to satisfy \
             constraint: Member must satisfy enum value set: [NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES, KEYS_ONLY]",
        ));
    }
    Ok(())
}

/// A table's description with the names that AWS would give.
fn describe(body: Vec<u8>) -> Vec<u8> {
    let Ok(mut answer) = serde_json::from_slice::<Value>(&body) else {
        return body;
    };
    naming::rename(&mut answer);
    // A `Value` always serializes: its keys are strings.
    serde_json::to_vec(&answer).unwrap_or(body)
}
