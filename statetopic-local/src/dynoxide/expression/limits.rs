//! What DynamoDB takes of an expression. The engine has no such limits, and its parser would go as deep as an expression does.
//!
//! Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>

use serde_json::{Map, Value};

use super::token::{Token, tokens};

/// Maximum length of an expression, in bytes.
const MAX_LENGTH: usize = 4096;
/// Maximum number of operators and functions in an expression.
const MAX_OPERATORS: usize = 300;
/// Maximum number of values that `IN` compares with.
const MAX_OPERANDS: usize = 100;

/// The members of a request that are expressions.
const EXPRESSIONS: [&str; 5] =
    ["ConditionExpression", "FilterExpression", "KeyConditionExpression", "ProjectionExpression", "UpdateExpression"];

/// Checks the expressions of a request, or of an action of one. The error is the message of the first that is beyond a limit.
pub(super) fn check(holder: &Map<String, Value>) -> Result<(), String> {
    for name in EXPRESSIONS {
        if let Some(expression) = holder.get(name).and_then(Value::as_str) {
            let is_update = name == "UpdateExpression";
            check_expression(expression, is_update).map_err(|fault| format!("Invalid {name}: {fault}"))?;
        }
    }
    Ok(())
}

fn check_expression(expression: &str, is_update: bool) -> Result<(), String> {
    if expression.len() > MAX_LENGTH {
        let length = expression.len();
        return Err(format!("the expression has {length} bytes, and DynamoDB's limit is {MAX_LENGTH}"));
    }
    let tokens = tokens(expression);
    let operators = operators(&tokens, is_update);
    if operators > MAX_OPERATORS {
        return Err(format!("the expression has {operators} operators, and DynamoDB's limit is {MAX_OPERATORS}"));
    }
    match operands(&tokens) {
        operands if operands > MAX_OPERANDS => {
            Err(format!("`IN` compares with {operands} values, and DynamoDB's limit is {MAX_OPERANDS}"))
        }
        _ => Ok(()),
    }
}

/// Number of operators and functions. The `AND` of a `BETWEEN` belongs to it, and the `=` of a `SET` assigns.
fn operators(tokens: &[Token<'_>], is_update: bool) -> usize {
    let (mut count, mut ranges) = (0, 0);
    for (place, token) in tokens.iter().enumerate() {
        let is_called = || tokens.get(place + 1).is_some_and(|next| next.is_symbol("("));
        let is_operator = match token {
            Token::Symbol("=") => !is_update,
            Token::Symbol("<>" | "<" | "<=" | ">" | ">=" | "+" | "-") => true,
            Token::Word(_) if token.is_keyword("BETWEEN") => {
                ranges += 1;
                true
            }
            Token::Word(_) if token.is_keyword("AND") && ranges > 0 => {
                ranges -= 1;
                false
            }
            Token::Word(_) => ["AND", "OR", "NOT", "IN"].iter().any(|word| token.is_keyword(word)) || is_called(),
            Token::Name(_) | Token::Value(_) | Token::Symbol(_) => false,
        };
        count += usize::from(is_operator);
    }
    count
}

/// The most values of an `IN`.
fn operands(tokens: &[Token<'_>]) -> usize {
    let lists = tokens.iter().enumerate().filter(|(_, token)| token.is_keyword("IN"));
    let count = |(place, _)| {
        let list = tokens.get(place + 1..).unwrap_or_default().iter();
        list.take_while(|token| !token.is_symbol(")")).filter(|token| token.is_symbol(",")).count() + 1
    };
    lists.map(count).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(name: &str, expression: &str) -> Result<(), String> {
        check(&Map::from_iter([(name.to_owned(), expression.into())]))
    }

    #[test]
    fn operators_and_functions_are_counted_as_dynamodb_does() {
        for (expression, is_update, expected) in [
            ("a = :a", false, 1),
            ("a BETWEEN :b AND :c AND NOT (begins_with(#and, :d) OR size(e) > :f)", false, 7),
            ("a in (:b, :c)", false, 1),
            // The example of AWS's guide.
            ("SET a = :val1 + :val2 + :val3", true, 2),
            ("SET #a.#b = if_not_exists(#a.#b, :v0) + :v1 REMOVE c ADD d :e", true, 2),
        ] {
            assert_eq!(operators(&tokens(expression), is_update), expected, "{expression}");
        }
    }

    #[test]
    fn an_expression_has_300_operators_4096_bytes_and_100_operands_of_in() {
        let sum = |operators: usize| format!("SET a = :v{}", " + :v".repeat(operators));
        assert_eq!(checked("UpdateExpression", &sum(300)), Ok(()));
        checked("UpdateExpression", &sum(301)).unwrap_err();
        let of_length = |length: usize| format!("a = :{}", "v".repeat(length - 5));
        assert_eq!(checked("ConditionExpression", &of_length(4096)), Ok(()));
        checked("ConditionExpression", &of_length(4097)).unwrap_err();
        let list = |operands: usize| format!("a IN (:v{}) OR b IN (:w)", ", :v".repeat(operands - 1));
        assert_eq!(checked("FilterExpression", &list(100)), Ok(()));
        let error = checked("FilterExpression", &list(101)).unwrap_err();
        assert_eq!(error, "Invalid FilterExpression: `IN` compares with 101 values, and DynamoDB's limit is 100");
    }
}
