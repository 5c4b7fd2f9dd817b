//! `TransactWriteItems`, with what the engine takes of it and DynamoDB does not.

use dynoxide::Database;
use serde_json::{Map, Value, json};

use super::call::run;
use super::expression;
use super::keys::{self, TableKeys};
use super::undone::{self, Undone, UpdatedRow};
use crate::engine::EngineResponse;

/// Executes a transaction.
pub(super) fn write(
    database: &Database,
    undone: &mut Undone,
    request: &Map<String, Value>,
    body: &[u8],
) -> Result<Vec<u8>, EngineResponse> {
    let actions = actions(request);
    let refusals: Vec<Option<Refusal>> = actions.iter().map(|action| Refusal::of(database, action.as_ref()?)).collect();
    if refusals.iter().any(Option::is_some) {
        return Err(refused(database, request, &refusals));
    }
    let updates = actions.iter().flatten().filter(|(kind, _)| *kind == "Update");
    let not_made: Vec<_> = updates.filter_map(|(_, action)| UpdatedRow::not_made(database, action)).collect();
    let answer = run("TransactWriteItems", body, |request| database.transact_write_items(request))?;
    for row in not_made {
        row.undo(database, undone)?;
    }
    Ok(answer)
}

/// The actions of a transaction; `None` in the place of what is not an action.
fn actions(request: &Map<String, Value>) -> Vec<Option<(&str, &Map<String, Value>)>> {
    let actions = request.get("TransactItems").and_then(Value::as_array).into_iter().flatten();
    actions
        .map(|item| item.as_object()?.iter().find_map(|(kind, action)| Some((kind.as_str(), action.as_object()?))))
        .collect()
}

/// Why an action cancels its transaction although the engine takes it.
struct Refusal {
    message: String,
    /// A check of the same row that never succeeds.
    check: Value,
}

impl Refusal {
    fn of(database: &Database, (kind, action): &(&str, &Map<String, Value>)) -> Option<Self> {
        let item = action.get("Item").and_then(Value::as_object);
        if let Some(refusal) = (*kind == "Update").then(|| Self::of_key(action)).flatten() {
            return Some(refusal);
        }
        let may_be_refused = match *kind {
            "Put" => item.is_some_and(keys::has_long_value),
            "Update" => keys::may_set_long_value(action),
            _ => false,
        };
        if !may_be_refused {
            return None;
        }
        let table = action.get("TableName")?.as_str()?;
        let keys = TableKeys::of(database, table)?;
        let (message, key) = match item {
            Some(item) => (keys.refusal_of_item(item)?, keys.key_of(item)),
            None => {
                let row = || undone::row(database, action);
                (keys.refusal_of_update(action, row)?, action.get("Key")?.as_object()?.clone())
            }
        };
        Some(Self::new(message, table, &key, keys.partition()?))
    }

    /// Of an update that changes an attribute of the key.
    fn of_key(action: &Map<String, Value>) -> Option<Self> {
        let key = action.get("Key")?.as_object()?;
        let attribute = expression::changed(action).into_iter().find(|attribute| key.contains_key(attribute))?;
        let message = format!(
            "One or more parameter values were invalid: Cannot update attribute {attribute}. This attribute is part of the key"
        );
        Some(Self::new(message, action.get("TableName")?.as_str()?, key, &attribute))
    }

    fn new(message: String, table: &str, key: &Map<String, Value>, attribute: &str) -> Self {
        let check = json!({
            "TableName": table,
            "Key": key,
            "ConditionExpression": "attribute_exists(#key) AND attribute_not_exists(#key)",
            "ExpressionAttributeNames": { "#key": attribute },
        });
        Self { message, check }
    }
}

/// The answer to a transaction of which some actions are refused: the engine says what comes of the others.
fn refused(database: &Database, request: &Map<String, Value>, refusals: &[Option<Refusal>]) -> EngineResponse {
    let mut checked = Value::Object(request.clone());
    for (place, refusal) in refusals.iter().enumerate() {
        if let Some(Refusal { check, .. }) = refusal {
            checked["TransactItems"][place] = json!({ "ConditionCheck": check });
        }
    }
    let body = checked.to_string();
    let answer = run("TransactWriteItems", body.as_bytes(), |request| database.transact_write_items(request));
    let Err(mut answer) = answer else {
        // One of its checks never succeeds.
        return EngineResponse::error(
            500,
            "com.amazonaws.dynamodb.v20120810#InternalServerError",
            "the local engine did not check a transaction",
        );
    };
    if let Ok(mut error) = serde_json::from_slice::<Value>(&answer.body)
        && let Some(reasons) = error["CancellationReasons"].as_array_mut()
    {
        for (reason, refusal) in reasons.iter_mut().zip(refusals) {
            if let Some(Refusal { message, .. }) = refusal {
                *reason = json!({ "Code": "ValidationError", "Message": message });
            }
        }
        let codes: Vec<&str> = reasons.iter().filter_map(|reason| reason["Code"].as_str()).collect();
        let codes = codes.join(", ");
        error["Message"] =
            format!("Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]").into();
        answer.body = error.to_string().into_bytes();
    }
    answer
}
