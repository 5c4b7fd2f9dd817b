//! What a condition says of an attribute that a row lacks.

use std::cmp::Ordering;

use serde_dynamo::AttributeValue;

use crate::attribute::{DocumentPath, Segment};
use crate::decode::Descriptor;
use crate::number::Number;
use crate::rows::{Comparison, Condition};

/// What a field is whose attribute is missing.
pub(super) enum Absent {
    /// The field does not say: its type may, or a row without it is not read.
    Unsaid,
    /// A set without elements.
    Empty,
    Value(AttributeValue),
}

/// That the row lacks an attribute which it could have: what is within a map is not missing where the map is. A list has no
/// gaps.
pub(super) fn lacks(path: DocumentPath) -> Condition {
    match path.parent() {
        None => Condition::Missing(path),
        Some((map, Segment::Name(_))) => {
            Condition::And(vec![Condition::HasType(map, Descriptor::M), Condition::Missing(path)])
        }
        Some((_, Segment::Index(_))) => Condition::Or(Vec::new()),
    }
}

/// The condition, or that the attribute is missing, where the condition holds of what the field then is.
pub(super) fn or_absent(path: &DocumentPath, condition: Condition, absent: &Absent) -> Condition {
    match absent {
        Absent::Value(value) if holds_of(value, &condition) => Condition::Or(vec![condition, lacks(path.clone())]),
        _ => condition,
    }
}

/// Whether a condition on one attribute holds of a value.
fn holds_of(value: &AttributeValue, condition: &Condition) -> bool {
    match condition {
        Condition::Compare(_, Comparison::Equal, other) => are_equal(value, other),
        Condition::Compare(_, comparison, other) => ordering(value, other).is_some_and(|ordering| match comparison {
            Comparison::Equal => ordering.is_eq(),
            Comparison::NotEqual => ordering.is_ne(),
            Comparison::Below => ordering.is_lt(),
            Comparison::AtMost => ordering.is_le(),
            Comparison::Above => ordering.is_gt(),
            Comparison::AtLeast => ordering.is_ge(),
        }),
        Condition::Between(_, low, high) => {
            ordering(low, value).is_some_and(Ordering::is_le) && ordering(value, high).is_some_and(Ordering::is_le)
        }
        Condition::BeginsWith(_, beginning) => match (value, beginning) {
            (AttributeValue::S(text), AttributeValue::S(beginning)) => text.starts_with(beginning.as_str()),
            (AttributeValue::B(bytes), AttributeValue::B(beginning)) => bytes.starts_with(beginning),
            _ => false,
        },
        Condition::Contains(_, part) => match (value, part) {
            (AttributeValue::S(text), AttributeValue::S(part)) => text.contains(part.as_str()),
            (AttributeValue::Ss(texts), AttributeValue::S(part)) => texts.contains(part),
            (AttributeValue::Bs(all), AttributeValue::B(part)) => all.contains(part),
            (AttributeValue::Ns(numbers), AttributeValue::N(part)) => numbers.iter().any(|one| same_number(one, part)),
            (AttributeValue::L(elements), part) => elements.iter().any(|element| are_equal(element, part)),
            _ => false,
        },
        _ => false,
    }
}

/// How two values of one type are ordered.
fn ordering(one: &AttributeValue, other: &AttributeValue) -> Option<Ordering> {
    match (one, other) {
        (AttributeValue::N(one), AttributeValue::N(other)) => {
            Some(one.parse::<Number>().ok()?.cmp(&other.parse::<Number>().ok()?))
        }
        (AttributeValue::S(one), AttributeValue::S(other)) => Some(one.as_bytes().cmp(other.as_bytes())),
        (AttributeValue::B(one), AttributeValue::B(other)) => Some(one.cmp(other)),
        _ => None,
    }
}

/// Whether two values are one to DynamoDB: numbers however they are written, sets in any order.
fn are_equal(one: &AttributeValue, other: &AttributeValue) -> bool {
    fn same_set<T>(one: &[T], other: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
        one.len() == other.len() && one.iter().all(|element| other.iter().any(|other| same(element, other)))
    }
    match (one, other) {
        (AttributeValue::N(one), AttributeValue::N(other)) => same_number(one, other),
        (AttributeValue::Ss(one), AttributeValue::Ss(other)) => same_set(one, other, |one, other| one == other),
        (AttributeValue::Bs(one), AttributeValue::Bs(other)) => same_set(one, other, |one, other| one == other),
        (AttributeValue::Ns(one), AttributeValue::Ns(other)) => {
            same_set(one, other, |one, other| same_number(one, other))
        }
        (AttributeValue::L(one), AttributeValue::L(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| are_equal(one, other))
        }
        (AttributeValue::M(one), AttributeValue::M(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, one)| other.get(name).is_some_and(|other| are_equal(one, other)))
        }
        (one, other) => one == other,
    }
}

fn same_number(one: &str, other: &str) -> bool {
    one == other || one.parse::<Number>().is_ok_and(|one| other.parse() == Ok(one))
}
