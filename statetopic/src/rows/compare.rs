//! How DynamoDB compares an attribute's value with another.

use std::cmp::Ordering;

use serde_dynamo::AttributeValue;

use super::condition::Comparison;
use super::equal::equal;
use super::order::order;

/// Whether a value compares so with another. A missing one is not equal to anything, and neither below nor above it.
pub(crate) fn compares(value: Option<&AttributeValue>, comparison: Comparison, other: &AttributeValue) -> bool {
    let ordered = |expected: &[Ordering]| {
        value.and_then(|value| order(value, other)).is_some_and(|ordering| expected.contains(&ordering))
    };
    match comparison {
        Comparison::Equal => value.is_some_and(|value| equal(value, other)),
        Comparison::NotEqual => !value.is_some_and(|value| equal(value, other)),
        Comparison::Below => ordered(&[Ordering::Less]),
        Comparison::AtMost => ordered(&[Ordering::Less, Ordering::Equal]),
        Comparison::Above => ordered(&[Ordering::Greater]),
        Comparison::AtLeast => ordered(&[Ordering::Greater, Ordering::Equal]),
    }
}

/// Whether a text or bytes begin with others.
pub(crate) fn begins_with(value: &AttributeValue, prefix: &AttributeValue) -> bool {
    match (value, prefix) {
        (AttributeValue::S(text), AttributeValue::S(prefix)) => text.starts_with(prefix.as_str()),
        (AttributeValue::B(bytes), AttributeValue::B(prefix)) => bytes.starts_with(prefix),
        _ => false,
    }
}

/// Whether a text has a part, a set a member, or a list an element.
pub(crate) fn contains(value: &AttributeValue, part: &AttributeValue) -> bool {
    let is_number = |member: &String| equal(&AttributeValue::N(member.clone()), part);
    match (value, part) {
        (AttributeValue::S(text), AttributeValue::S(part)) => text.contains(part.as_str()),
        (AttributeValue::B(bytes), AttributeValue::B(part)) => {
            part.is_empty() || bytes.windows(part.len()).any(|window| window == part)
        }
        (AttributeValue::Ss(members), AttributeValue::S(member)) => members.contains(member),
        (AttributeValue::Bs(members), AttributeValue::B(member)) => members.contains(member),
        (AttributeValue::Ns(members), AttributeValue::N(_)) => members.iter().any(is_number),
        (AttributeValue::L(elements), part) => elements.iter().any(|element| equal(element, part)),
        _ => false,
    }
}
