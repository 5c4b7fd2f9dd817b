//! Operands that DynamoDB takes once: an attribute is not compared with itself. The engine compares it.

use serde_json::{Map, Value};

use super::path::path;
use super::token::{Token, tokens};

/// The functions whose operands differ.
const FUNCTIONS: [&str; 2] = ["begins_with", "contains"];

/// The members of a request that compare.
const EXPRESSIONS: [&str; 2] = ["ConditionExpression", "FilterExpression"];

/// The error where a condition or a filter compares an attribute with itself.
pub(super) fn check(holder: &Map<String, Value>) -> Result<(), String> {
    let names = holder.get("ExpressionAttributeNames").and_then(Value::as_object);
    for name in EXPRESSIONS {
        if let Some(expression) = holder.get(name).and_then(Value::as_str)
            && let Some(operator) = compared_with_itself(&tokens(expression), names)
        {
            return Err(format!(
                "Invalid {name}: The first operand must be distinct from the remaining operands for this operator or \
                 function; operator: {operator}"
            ));
        }
    }
    Ok(())
}

/// The operator whose first operand is one of its others.
fn compared_with_itself<'a>(tokens: &[Token<'a>], names: Option<&Map<String, Value>>) -> Option<&'a str> {
    let is_symbol = |place: usize, symbol| tokens.get(place).is_some_and(|token| token.is_symbol(symbol));
    let path = |start: usize| path(tokens, start, names).filter(|(_, after)| !is_symbol(*after, "("));
    // Each path, and what follows it.
    (0..tokens.len()).find_map(|start| {
        if start > 0 && matches!(tokens[start - 1], Token::Symbol("." | "[")) {
            return None;
        }
        let (first, after) = path(start)?;
        let is_same = |place: usize| path(place).is_some_and(|(other, _)| other == first);
        let listed = |from: usize| {
            let list = tokens.get(from..).unwrap_or_default();
            let end = list.iter().position(|token| token.is_symbol(")")).unwrap_or(list.len());
            let begins = |place: usize| is_symbol(place.wrapping_sub(1), "(") || is_symbol(place.wrapping_sub(1), ",");
            (from..from + end).any(|place| begins(place) && is_same(place))
        };
        match *tokens.get(after)? {
            Token::Symbol(operator @ ("=" | "<>" | "<" | "<=" | ">" | ">=")) if is_same(after + 1) => Some(operator),
            token @ Token::Word(word) if token.is_keyword("IN") && listed(after + 1) => Some(word),
            token @ Token::Word(word) if token.is_keyword("BETWEEN") => {
                let and =
                    tokens.iter().skip(after).position(|token| token.is_keyword("AND")).map(|place| after + place);
                (is_same(after + 1) || and.is_some_and(|and| is_same(and + 1))).then_some(word)
            }
            Token::Symbol(",") => {
                match (start.checked_sub(2).map(|place| tokens[place]), tokens.get(start.wrapping_sub(1))) {
                    (Some(Token::Word(function)), Some(Token::Symbol("(")))
                        if FUNCTIONS.contains(&function) && is_same(after + 1) =>
                    {
                        Some(function)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_attribute_is_not_compared_with_itself() {
        for (expression, expected) in [
            ("a = a", Some("=")),
            ("a = :v AND NOT #a <= a", Some("<=")),
            ("a.b[0] <> #a.b[0]", Some("<>")),
            ("a BETWEEN :v AND a", Some("BETWEEN")),
            ("a between a and :v", Some("between")),
            ("a IN (:v, a)", Some("IN")),
            ("contains(a, a)", Some("contains")),
            ("begins_with(#a, a)", Some("begins_with")),
            ("a = b", None),
            ("a.b = a", None),
            ("a[0] = a[1]", None),
            ("b.a = a", None),
            ("a = :a AND a > :b", None),
            ("a BETWEEN b AND c AND a = :v", None),
            ("a IN (:a, b) OR b IN (a)", None),
            ("contains(a, b) AND contains(b, a)", None),
            ("size(a) = a", None),
            ("attribute_exists(a)", None),
            ("a =", None),
        ] {
            let names = map(json!({"#a": "a"}));
            assert_eq!(compared_with_itself(&tokens(expression), Some(&names)), expected, "{expression}");
        }
        let request = map(json!({"FilterExpression": "#n = #m", "ExpressionAttributeNames": {"#n": "x", "#m": "x"}}));
        assert!(check(&request).unwrap_err().ends_with("operator: ="));
        assert_eq!(check(&map(json!({"UpdateExpression": "SET a = a"}))), Ok(()));
    }

    fn map(value: Value) -> Map<String, Value> {
        serde_json::from_value(value).unwrap()
    }
}
