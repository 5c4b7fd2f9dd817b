//! Attribute values as DynamoDB compares and keeps them.

use std::collections::{BTreeSet, HashMap};

use serde_dynamo::AttributeValue;

use super::error::MemoryError;
use crate::attribute::{DocumentPath, MAX_LEVELS, Segment};
use crate::decode::Descriptor;
use crate::number::Number;

/// The attributes of a row.
pub(super) type Attributes = HashMap<String, AttributeValue>;

pub(super) const fn descriptor(value: &AttributeValue) -> Descriptor {
    match value {
        AttributeValue::S(_) => Descriptor::S,
        AttributeValue::N(_) => Descriptor::N,
        AttributeValue::B(_) => Descriptor::B,
        AttributeValue::Bool(_) => Descriptor::Bool,
        AttributeValue::Null(_) => Descriptor::Null,
        AttributeValue::M(_) => Descriptor::M,
        AttributeValue::L(_) => Descriptor::L,
        AttributeValue::Ss(_) => Descriptor::Ss,
        AttributeValue::Ns(_) => Descriptor::Ns,
        AttributeValue::Bs(_) => Descriptor::Bs,
    }
}

/// A number of 38 digits at most.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>
pub(super) fn number(digits: &str) -> Result<Number, MemoryError> {
    digits.parse().map_err(|error| MemoryError::validation(format!("a number: {error}")))
}

/// What is at a path.
pub(super) fn at<'a>(row: &'a Attributes, path: &DocumentPath) -> Option<&'a AttributeValue> {
    let (first, rest) = path.segments().split_first()?;
    let Segment::Name(name) = first else { return None };
    rest.iter().try_fold(row.get(name.as_ref())?, |value, segment| match (value, segment) {
        (AttributeValue::M(map), Segment::Name(name)) => map.get(name.as_ref()),
        (AttributeValue::L(list), Segment::Index(place)) => list.get(usize::try_from(*place).ok()?),
        _ => None,
    })
}

/// A row as it is kept: its numbers in one form. What DynamoDB has not is refused: empty sets, members twice, and levels below
/// the 32nd.
pub(super) fn kept_row(row: Attributes) -> Result<Attributes, MemoryError> {
    row.into_iter().map(|(name, value)| Ok((name, kept(value, 1)?))).collect()
}

/// A value as it is kept, at this level of its row.
pub(super) fn kept(value: AttributeValue, level: usize) -> Result<AttributeValue, MemoryError> {
    if level > MAX_LEVELS {
        return Err(MemoryError::validation("a row has at most 32 levels"));
    }
    Ok(match value {
        AttributeValue::N(digits) => AttributeValue::N(number(&digits)?.to_plain_string()),
        AttributeValue::M(map) => {
            let map = map.into_iter().map(|(name, value)| Ok((name, kept(value, level + 1)?)));
            AttributeValue::M(map.collect::<Result<_, MemoryError>>()?)
        }
        AttributeValue::L(list) => {
            let list = list.into_iter().map(|value| kept(value, level + 1));
            AttributeValue::L(list.collect::<Result<_, _>>()?)
        }
        AttributeValue::Ss(members) => AttributeValue::Ss(set(members)?),
        AttributeValue::Bs(members) => AttributeValue::Bs(set(members)?),
        AttributeValue::Ns(members) => {
            let members = members.iter().map(|member| number(member)).collect::<Result<Vec<_>, _>>()?;
            AttributeValue::Ns(set(members)?.into_iter().map(Number::to_plain_string).collect())
        }
        other => other,
    })
}

fn set<T: Ord>(members: Vec<T>) -> Result<Vec<T>, MemoryError> {
    let count = members.len();
    let set: BTreeSet<T> = members.into_iter().collect();
    match set.len() == count && count > 0 {
        true => Ok(set.into_iter().collect()),
        false => Err(MemoryError::validation("a set has members, each once")),
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;
    use crate::rows::equal::equal;
    use crate::rows::order::order;

    fn n(digits: &str) -> AttributeValue {
        AttributeValue::N(digits.to_owned())
    }

    #[test]
    fn numbers_are_compared_as_decimals() {
        for (left, right, expected) in [
            ("9", "10", Ordering::Less),
            ("1.50", "1.5", Ordering::Equal),
            ("-2", "-10", Ordering::Greater),
            ("0.10000000000000000000000000000000000001", "0.1", Ordering::Greater),
            ("1E125", "99999999999999999999999999999999999999", Ordering::Greater),
        ] {
            assert_eq!(order(&n(left), &n(right)), Some(expected), "{left} {right}");
            assert_eq!(equal(&n(left), &n(right)), expected == Ordering::Equal, "{left} {right}");
        }
        assert_eq!(order(&n("1"), &AttributeValue::S("1".to_owned())), None);
    }

    #[test]
    fn sets_are_equal_in_any_order_and_lists_are_not() {
        let ns = |members: [&str; 2]| AttributeValue::Ns(members.map(str::to_owned).to_vec());
        assert!(equal(&ns(["1", "2.0"]), &ns(["2", "1"])) && !equal(&ns(["1", "2"]), &ns(["1", "3"])));
        let list = |elements: [&str; 2]| AttributeValue::L(elements.map(n).to_vec());
        assert!(equal(&list(["1", "2"]), &list(["1.0", "2"])) && !equal(&list(["1", "2"]), &list(["2", "1"])));
    }

    #[test]
    fn values_are_kept_in_one_form_and_what_dynamodb_has_not_is_refused() {
        assert_eq!(kept(n("1.50E2"), 1), Ok(n("150")));
        assert_eq!(kept(n("1E-40"), 1), Ok(n(&format!("0.{}1", "0".repeat(39)))));
        assert!(kept(n("123456789012345678901234567890123456789"), 1).is_err(), "39 digits");
        assert!(kept(AttributeValue::Ss(Vec::new()), 1).is_err(), "an empty set");
        assert!(kept(AttributeValue::Ns(vec!["1".to_owned(), "1.0".to_owned()]), 1).is_err(), "a member twice");
        let deep = |levels| (1..levels).fold(n("1"), |value, _| AttributeValue::L(vec![value]));
        assert!(kept(deep(32), 1).is_ok() && kept(deep(33), 1).is_err());
    }
}
