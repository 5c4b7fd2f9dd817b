//! What DynamoDB refuses of a read for what it says of keys.

use serde_json::{Map, Value};

use super::{TableKeys, length};
use crate::dynoxide::expression::{Token, tokens};

/// Whether a read may be refused by what its table is.
pub(in crate::dynoxide) fn may_be_refused(request: &Map<String, Value>) -> bool {
    let is_nested = |name| request.get(name).and_then(Value::as_str).is_some_and(|text| text.contains(['.', '[']));
    is_nested("FilterExpression") || is_nested("ProjectionExpression")
}

impl TableKeys {
    /// Why nothing can be read so: an expression asks for what is within a key attribute, which has nothing within it.
    pub(in crate::dynoxide) fn refusal_of_read(&self, request: &Map<String, Value>) -> Option<String> {
        let names = request.get("ExpressionAttributeNames").and_then(Value::as_object);
        let expressions = ["FilterExpression", "ProjectionExpression"].into_iter();
        let expressions = expressions.filter_map(|name| request.get(name)?.as_str());
        expressions.into_iter().find_map(|expression| {
            let tokens = tokens(expression);
            tokens.iter().enumerate().find_map(|(place, token)| {
                let is_symbol = |place: Option<usize>, symbols: &[&str]| {
                    let token = place.and_then(|place| tokens.get(place));
                    token.is_some_and(|token| symbols.iter().any(|symbol| token.is_symbol(symbol)))
                };
                let is_within = is_symbol(place.checked_sub(1), &[".", "["]);
                if is_within || !is_symbol(Some(place + 1), &[".", "["]) {
                    return None;
                }
                let name = match token {
                    Token::Word(name) => name,
                    Token::Name(placeholder) => names?.get(*placeholder)?.as_str()?,
                    Token::Value(_) | Token::Symbol(_) => return None,
                };
                self.names().any(|key| key == name).then(|| {
                    format!(
                        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: {name}"
                    )
                })
            })
        })
    }

    /// The attributes of the table's key and of its indexes' keys.
    fn names(&self) -> impl Iterator<Item = &str> {
        self.own.iter().map(String::as_str).chain(self.of_indexes.iter().map(|key| key.attribute.as_str()))
    }
}

/// Why a query asks for what no key is: an empty value, except as the beginning of others.
pub(in crate::dynoxide) fn refusal_of_query(request: &Map<String, Value>) -> Option<String> {
    let is_empty = |value: &Value| length(value) == Some(0);
    let expression = request.get("KeyConditionExpression").and_then(Value::as_str).unwrap_or_default();
    let tokens = tokens(expression);
    let values = request.get("ExpressionAttributeValues").and_then(Value::as_object);
    let compared = tokens.iter().enumerate().filter_map(|(place, token)| match token {
        Token::Value(name) if !is_prefix(&tokens, place) => values?.get(*name),
        _ => None,
    });
    let conditions = request.get("KeyConditions").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let conditions = conditions.filter(|condition| condition["ComparisonOperator"] != "BEGINS_WITH");
    let mut listed = conditions.filter_map(|condition| condition["AttributeValueList"].as_array()).flatten();
    (compared.into_iter().any(is_empty) || listed.any(is_empty)).then(|| {
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string \
         or binary value"
            .to_owned()
    })
}

/// Whether the token at this place is the second argument of `begins_with(path, :prefix)`.
fn is_prefix(tokens: &[Token<'_>], place: usize) -> bool {
    let before = tokens.get(..place).unwrap_or_default();
    let open = before.iter().rposition(|token| token.is_symbol("("));
    open.and_then(|open| before.get(open.checked_sub(1)?)).is_some_and(|token| token.is_keyword("begins_with"))
        && before.last().is_some_and(|token| token.is_symbol(","))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn is_refused(expression: &str) -> bool {
        let request = json!({
            "KeyConditionExpression": expression,
            "ExpressionAttributeValues": {":empty": {"S": ""}, ":none": {"B": ""}, ":full": {"S": "x"}},
        });
        refusal_of_query(request.as_object().unwrap()).is_some()
    }

    #[test]
    fn an_empty_value_is_no_key_but_may_begin_one() {
        for (expression, expected) in [
            ("id = :full", false),
            ("id = :empty", true),
            ("(id = :none)", true),
            ("id = :full AND at > :empty", true),
            ("id = :full AND at BETWEEN :empty AND :full", true),
            ("id = :full AND begins_with(at, :empty)", false),
            ("id = :empty AND begins_with(at, :empty)", true),
            ("begins_with(at, :full) AND id = :empty", true),
        ] {
            assert_eq!(is_refused(expression), expected, "{expression}");
        }
    }

    #[test]
    fn the_older_conditions_are_looked_at_too() {
        for (operator, expected) in [("EQ", true), ("BEGINS_WITH", false)] {
            let condition = json!({"ComparisonOperator": operator, "AttributeValueList": [{"S": ""}]});
            let request = json!({"KeyConditions": {"id": condition}});
            assert_eq!(refusal_of_query(request.as_object().unwrap()).is_some(), expected, "{operator}");
        }
    }
}
