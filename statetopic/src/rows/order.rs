//! How DynamoDB orders attribute values.

use std::cmp::Ordering;

use serde_dynamo::AttributeValue;

use crate::number::Number;

/// How two values of one type compare, texts and bytes by their bytes; `None` where they do not.
pub(crate) fn order(left: &AttributeValue, right: &AttributeValue) -> Option<Ordering> {
    match (left, right) {
        (AttributeValue::S(left), AttributeValue::S(right)) => Some(left.cmp(right)),
        (AttributeValue::B(left), AttributeValue::B(right)) => Some(left.cmp(right)),
        (AttributeValue::N(left), AttributeValue::N(right)) => {
            Some(left.parse::<Number>().ok()?.cmp(&right.parse().ok()?))
        }
        _ => None,
    }
}
