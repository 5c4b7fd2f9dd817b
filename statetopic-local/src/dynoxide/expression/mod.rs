//! DynamoDB's expressions, as far as what it takes of them and the rows that an update makes depend on them. The engine evaluates
//! them.

mod distinct;
mod limits;
mod path;
mod token;
mod update;

use serde_json::{Map, Value};

pub(super) use token::{Token, tokens};
pub(super) use update::{assignments, changed, only_removes};

/// Checks every expression of a request: its own, those of a transaction's actions, and those of a batch's tables. The error is
/// DynamoDB's message of the first that it would refuse.
pub(super) fn check(request: &Map<String, Value>) -> Result<(), String> {
    let actions = request.get("TransactItems").and_then(Value::as_array).into_iter().flatten();
    let actions = actions.filter_map(Value::as_object).flat_map(Map::values);
    let tables = request.get("RequestItems").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let holders = std::iter::once(request).chain(actions.chain(tables).filter_map(Value::as_object));
    holders.into_iter().try_for_each(|holder| {
        limits::check(holder)?;
        distinct::check(holder)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expressions_of_transactions_and_batches_are_checked_too() {
        let long = "a".repeat(4097);
        for request in [
            serde_json::json!({"TransactItems": [{"Put": {}}, {"Delete": {"ConditionExpression": long}}]}),
            serde_json::json!({"RequestItems": {"orders": {"ProjectionExpression": long}}}),
        ] {
            check(request.as_object().unwrap()).unwrap_err();
        }
    }
}
