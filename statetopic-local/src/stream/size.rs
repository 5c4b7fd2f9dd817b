//! What an item takes, as DynamoDB counts.
//!
//! Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::number::Number;
use super::value::typed;
use crate::engine::Attributes;

/// What a list or a map takes beside its elements.
const CONTAINER: usize = 3;
/// What each element of a list or a map takes beside its content.
const ELEMENT: usize = 1;

/// The size of an item: names and values of its attributes.
pub(super) fn of_item(item: &Attributes) -> usize {
    item.iter().map(|(name, value)| name.len() + of_value(value)).sum()
}

fn of_value(value: &Value) -> usize {
    match typed(value) {
        Some(("S", Value::String(text))) => text.len(),
        Some(("N", Value::String(text))) => of_number(text),
        Some(("B", Value::String(text))) => of_bytes(text),
        Some(("SS", Value::Array(members))) => of_set(members, str::len),
        Some(("NS", Value::Array(members))) => of_set(members, of_number),
        Some(("BS", Value::Array(members))) => of_set(members, of_bytes),
        Some(("L", Value::Array(elements))) => {
            CONTAINER + elements.iter().map(|element| ELEMENT + of_value(element)).sum::<usize>()
        }
        Some(("M", Value::Object(elements))) => CONTAINER + ELEMENT * elements.len() + of_item(elements),
        // `BOOL` and `NULL`.
        _ => 1,
    }
}

fn of_set(members: &[Value], size: impl Fn(&str) -> usize) -> usize {
    members.iter().filter_map(Value::as_str).map(size).sum()
}

fn of_number(text: &str) -> usize {
    Number::parse(text).map_or(text.len(), |number| number.size())
}

/// Base64 is how bytes are written, not what they take.
fn of_bytes(text: &str) -> usize {
    STANDARD.decode(text).map_or(text.len(), |bytes| bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_type_takes_what_dynamodb_says() {
        for (value, size) in [
            (json!({"S": ""}), 0),
            (json!({"S": "zürich"}), 7),
            (json!({"N": "-12.5"}), 4),
            (json!({"B": "AAEC"}), 3),
            (json!({"BOOL": true}), 1),
            (json!({"NULL": true}), 1),
            (json!({"SS": ["a", "bcd"]}), 4),
            (json!({"NS": ["1", "1000"]}), 4),
            (json!({"BS": ["AA==", "AAE="]}), 3),
            (json!({"L": []}), 3),
            (json!({"L": [{"S": "ab"}, {"NULL": true}]}), 3 + 2 + 2 + 1),
            (json!({"M": {}}), 3),
            (json!({"M": {"name": {"S": "ab"}}}), 3 + 1 + 4 + 2),
        ] {
            assert_eq!(of_value(&value), size, "{value}");
        }
    }

    #[test]
    fn names_count_with_their_bytes() {
        let item =
            Attributes::from_iter([("id".to_owned(), json!({"S": "7"})), ("größe".to_owned(), json!({"N": "1"}))]);
        assert_eq!(of_item(&item), 2 + 1 + 7 + 2);
    }
}
