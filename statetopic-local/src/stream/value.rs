//! Whether two items are the same to DynamoDB.

use serde_json::Value;

use super::number::Number;
use crate::engine::Attributes;

/// Whether two items hold the same values: numbers by what they mean, sets and maps without order.
pub(super) fn same_item(left: &Attributes, right: &Attributes) -> bool {
    left.len() == right.len()
        && left.iter().all(|(name, value)| right.get(name).is_some_and(|other| same_value(value, other)))
}

/// The type of a value and what it holds: `{"S": "text"}` has one member.
pub(super) fn typed(value: &Value) -> Option<(&str, &Value)> {
    let (kind, content) = value.as_object()?.iter().next()?;
    Some((kind.as_str(), content))
}

fn same_value(left: &Value, right: &Value) -> bool {
    let (Some((kind, left)), Some((other_kind, right))) = (typed(left), typed(right)) else {
        return left == right;
    };
    if kind != other_kind {
        return false;
    }
    match (kind, left, right) {
        ("N", Value::String(left), Value::String(right)) => {
            left == right || (Number::parse(left) == Number::parse(right) && Number::parse(left).is_some())
        }
        ("NS", Value::Array(left), Value::Array(right)) => same_numbers(left, right),
        ("SS" | "BS", Value::Array(left), Value::Array(right)) => same_strings(left, right),
        ("L", Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same_value(left, right))
        }
        ("M", Value::Object(left), Value::Object(right)) => same_item(left, right),
        (_, left, right) => left == right,
    }
}

fn same_numbers(left: &[Value], right: &[Value]) -> bool {
    let sorted = |set: &[Value]| {
        let numbers = set.iter().map(|member| Number::parse(member.as_str()?));
        let mut numbers = numbers.collect::<Option<Vec<_>>>()?;
        numbers.sort_unstable();
        Some(numbers)
    };
    match (sorted(left), sorted(right)) {
        (Some(left), Some(right)) => left == right,
        _ => left == right,
    }
}

fn same_strings(left: &[Value], right: &[Value]) -> bool {
    fn sorted(set: &[Value]) -> Vec<Option<&str>> {
        let mut members: Vec<_> = set.iter().map(Value::as_str).collect();
        members.sort_unstable();
        members
    }
    sorted(left) == sorted(right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn same(left: &Value, right: &Value) -> bool {
        let item = |value: &Value| Attributes::from_iter([("a".to_owned(), value.clone())]);
        let (left, right) = (item(left), item(right));
        assert_eq!(same_item(&left, &right), same_item(&right, &left));
        same_item(&left, &right)
    }

    #[test]
    fn values_that_mean_the_same_are_the_same() {
        for (left, right) in [
            (json!({"N": "1.0"}), json!({"N": "1"})),
            (json!({"SS": ["a", "b"]}), json!({"SS": ["b", "a"]})),
            (json!({"BS": ["YQ==", "Yg=="]}), json!({"BS": ["Yg==", "YQ=="]})),
            (json!({"NS": ["1", "2.50", "-3"]}), json!({"NS": ["-3.0", "1", "2.5"]})),
            (
                json!({"M": {"x": {"N": "10"}, "y": {"BOOL": true}}}),
                json!({"M": {"y": {"BOOL": true}, "x": {"N": "1e1"}}}),
            ),
            (json!({"L": [{"SS": ["a", "b"]}]}), json!({"L": [{"SS": ["b", "a"]}]})),
            (json!({"NULL": true}), json!({"NULL": true})),
        ] {
            assert!(same(&left, &right), "{left} {right}");
        }
    }

    #[test]
    fn values_that_differ_are_not() {
        for (left, right) in [
            (json!({"N": "1"}), json!({"S": "1"})),
            (json!({"S": "1.0"}), json!({"S": "1"})),
            (json!({"BOOL": true}), json!({"BOOL": false})),
            (json!({"SS": ["a"]}), json!({"SS": ["a", "b"]})),
            (json!({"SS": ["a"]}), json!({"BS": ["a"]})),
            (json!({"NS": ["1", "2"]}), json!({"NS": ["1", "3"]})),
            (json!({"L": [{"S": "a"}, {"S": "b"}]}), json!({"L": [{"S": "b"}, {"S": "a"}]})),
            (json!({"M": {"x": {"S": "a"}}}), json!({"M": {"y": {"S": "a"}}})),
            (json!({"M": {}}), json!({"M": {"x": {"NULL": true}}})),
            (json!({"N": "x"}), json!({"N": "y"})),
        ] {
            assert!(!same(&left, &right), "{left} {right}");
        }
    }

    #[test]
    fn an_attribute_more_is_a_difference() {
        let less = Attributes::from_iter([("a".to_owned(), json!({"S": "x"}))]);
        let mut more = less.clone();
        more.insert("b".to_owned(), json!({"S": "x"}));
        assert!(!same_item(&less, &more));
        assert!(!same_item(&more, &less));
    }
}
