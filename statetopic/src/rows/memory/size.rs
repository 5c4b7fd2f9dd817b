//! The size of a row as DynamoDB counts it.

use serde_dynamo::AttributeValue;

use super::value::{Attributes, number};
use crate::number::Number;

/// The largest row, in bytes.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
pub(super) const MAX_ROW: usize = 400 * 1024;

/// What a list or a map takes beside its elements, and each element beside its content.
const CONTAINER: usize = 3;
const ELEMENT: usize = 1;

/// The names and values of a row's attributes, in bytes.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>
pub(super) fn of_row(row: &Attributes) -> usize {
    row.iter().map(|(name, value)| name.len() + of_value(value)).sum()
}

fn of_value(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(digits) => of_number(digits),
        AttributeValue::B(bytes) => bytes.len(),
        AttributeValue::Bool(_) | AttributeValue::Null(_) => 1,
        AttributeValue::Ss(members) => members.iter().map(String::len).sum(),
        AttributeValue::Ns(members) => members.iter().map(|member| of_number(member)).sum(),
        AttributeValue::Bs(members) => members.iter().map(Vec::len).sum(),
        AttributeValue::L(list) => CONTAINER + list.iter().map(|value| ELEMENT + of_value(value)).sum::<usize>(),
        AttributeValue::M(map) => CONTAINER + ELEMENT * map.len() + of_row(map),
    }
}

fn of_number(digits: &str) -> usize {
    number(digits).map_or(digits.len(), Number::size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_takes_what_dynamodb_says() {
        let (text, n) = (|text: &str| AttributeValue::S(text.to_owned()), |n: &str| AttributeValue::N(n.to_owned()));
        for (value, size) in [
            (text(""), 0),
            (text("zürich"), 7),
            (n("-12.5"), 4),
            (n("0"), 1),
            (n("1000000"), 2),
            (AttributeValue::B(vec![0, 1, 2]), 3),
            (AttributeValue::Bool(true), 1),
            (AttributeValue::Ns(vec!["1".to_owned(), "1000".to_owned()]), 4),
            (AttributeValue::L(vec![text("ab"), AttributeValue::Null(true)]), 3 + 2 + 2 + 1),
            (AttributeValue::M(Attributes::from([("name".to_owned(), text("ab"))])), 3 + 1 + 4 + 2),
        ] {
            assert_eq!(of_value(&value), size, "{value:?}");
        }
    }
}
