//! Whether two attribute values are one to DynamoDB.

use std::collections::{BTreeSet, HashMap};

use serde_dynamo::AttributeValue;

use crate::number::Number;

/// Whether two values are equal: numbers however they are written, sets whatever their order.
pub(super) fn equal(left: &AttributeValue, right: &AttributeValue) -> bool {
    let numbers = |members: &[String]| members.iter().map(|member| number(member)).collect::<BTreeSet<_>>();
    match (left, right) {
        (AttributeValue::N(left), AttributeValue::N(right)) => {
            matches!((number(left), number(right)), (Some(left), Some(right)) if left == right)
        }
        (AttributeValue::Ss(left), AttributeValue::Ss(right)) => sorted(left) == sorted(right),
        (AttributeValue::Bs(left), AttributeValue::Bs(right)) => sorted(left) == sorted(right),
        (AttributeValue::Ns(left), AttributeValue::Ns(right)) => numbers(left) == numbers(right),
        (AttributeValue::L(left), AttributeValue::L(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (AttributeValue::M(left), AttributeValue::M(right)) => equal_attributes(left, right),
        _ => left == right,
    }
}

/// Whether two maps, or two rows, are equal.
pub(super) fn equal_attributes(
    left: &HashMap<String, AttributeValue>,
    right: &HashMap<String, AttributeValue>,
) -> bool {
    let same = |(name, value): (&String, &AttributeValue)| right.get(name).is_some_and(|other| equal(value, other));
    left.len() == right.len() && left.iter().all(same)
}

fn number(digits: &str) -> Option<Number> {
    digits.parse().ok()
}

fn sorted<T: Ord>(members: &[T]) -> BTreeSet<&T> {
    members.iter().collect()
}
