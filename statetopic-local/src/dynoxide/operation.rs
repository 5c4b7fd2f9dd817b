//! One operation of DynamoDB's JSON protocol on dynoxide's typed methods.

use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use statetopic::view::StreamView;

use super::{error, naming};
use crate::engine::EngineResponse;

/// What an operation that succeeded leaves.
pub(super) struct Answer {
    pub(super) body: Vec<u8>,
    /// The name of the table that it made.
    pub(super) created_table: Option<String>,
}

/// Executes an operation; the error is the answer that DynamoDB would give.
pub(super) fn execute(database: &Database, operation: &str, body: &[u8]) -> Result<Answer, EngineResponse> {
    let db = database;
    let body = match operation {
        "CreateTable" => return create_table(db, body),
        "DescribeTable" => describe(run(operation, body, |request| db.describe_table(request))?),
        "DeleteTable" => describe(run(operation, body, |request| db.delete_table(request))?),
        "ListTables" => run(operation, body, |request| db.list_tables(request))?,
        "UpdateTimeToLive" => run(operation, body, |request| db.update_time_to_live(request))?,
        "DescribeTimeToLive" => run(operation, body, |request| db.describe_time_to_live(request))?,
        "PutItem" => run(operation, body, |request| db.put_item(request))?,
        "GetItem" => run(operation, body, |request| db.get_item(request))?,
        "UpdateItem" => run(operation, body, |request| db.update_item(request))?,
        "DeleteItem" => run(operation, body, |request| db.delete_item(request))?,
        "Query" => run(operation, body, |request| db.query(request))?,
        "Scan" => run(operation, body, |request| db.scan(request))?,
        "BatchWriteItem" => run(operation, body, |request| db.batch_write_item(request))?,
        "BatchGetItem" => run(operation, body, |request| db.batch_get_item(request))?,
        "TransactWriteItems" => run(operation, body, |request| db.transact_write_items(request))?,
        "TransactGetItems" => run(operation, body, |request| db.transact_get_items(request))?,
        _ => return Err(error::unknown_operation(operation)),
    };
    Ok(Answer { body, created_table: None })
}

/// Reads the request, executes it and writes the answer.
fn run<Q: DeserializeOwned, A: Serialize>(
    operation: &str,
    body: &[u8],
    method: impl FnOnce(Q) -> dynoxide::Result<A>,
) -> Result<Vec<u8>, EngineResponse> {
    let request = serde_json::from_slice(body).map_err(|error| error::of_body(operation, &error))?;
    let answer = method(request).map_err(|error| error::of_operation(operation, error))?;
    serde_json::to_vec(&answer).map_err(|error| {
        let error = DynoxideError::InternalServerError(format!("cannot write the answer: {error}"));
        error::of_operation(operation, error)
    })
}

/// `CreateTable`, with the check of the view that dynoxide leaves out.
fn create_table(db: &Database, body: &[u8]) -> Result<Answer, EngineResponse> {
    let request: Value = serde_json::from_slice(body).map_err(|error| error::of_body("CreateTable", &error))?;
    let view = request.pointer("/StreamSpecification/StreamViewType");
    if let Some(view) = view.and_then(Value::as_str)
        && !StreamView::ALL.iter().any(|known| known.as_str() == view)
    {
        return Err(error::validation(
            "1 validation error detected: Value at 'streamSpecification.streamViewType' failed to satisfy \
             constraint: Member must satisfy enum value set: [NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES, KEYS_ONLY]",
        ));
    }
    let answer = run("CreateTable", body, |request| db.create_table(request))?;
    let table = request.get("TableName").and_then(Value::as_str);
    Ok(Answer { body: describe(answer), created_table: table.map(str::to_owned) })
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
