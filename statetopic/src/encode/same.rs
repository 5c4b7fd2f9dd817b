//! Whether what was read is written as it was before.

use std::collections::BTreeMap;

use serde_dynamo::AttributeValue;

use crate::number::Number;

/// Whether two values are one to their reader: numbers however they are written, sets in any order.
///
/// A `HashSet` that serde writes as a list is in another order each time, so lists are equal in any order too.
pub(super) fn are_same(one: &AttributeValue, other: &AttributeValue) -> bool {
    one == other || Unordered::of(one) == Unordered::of(other)
}

/// A value without the order of its elements.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Unordered<'a> {
    Null,
    Bool(bool),
    Number(Option<Number>),
    Text(&'a str),
    Bytes(&'a [u8]),
    Set(Vec<Self>),
    List(Vec<Self>),
    Map(BTreeMap<&'a str, Self>),
}

impl<'a> Unordered<'a> {
    fn of(value: &'a AttributeValue) -> Self {
        let number = |digits: &String| Self::Number(digits.parse().ok());
        match value {
            AttributeValue::Null(_) => Self::Null,
            AttributeValue::Bool(truth) => Self::Bool(*truth),
            AttributeValue::N(digits) => number(digits),
            AttributeValue::S(text) => Self::Text(text),
            AttributeValue::B(bytes) => Self::Bytes(bytes),
            AttributeValue::Ns(numbers) => Self::Set(sorted(numbers.iter().map(number))),
            AttributeValue::Ss(texts) => Self::Set(sorted(texts.iter().map(|text| Self::Text(text)))),
            AttributeValue::Bs(all) => Self::Set(sorted(all.iter().map(|bytes| Self::Bytes(bytes)))),
            AttributeValue::L(elements) => Self::List(sorted(elements.iter().map(Self::of))),
            AttributeValue::M(members) => {
                Self::Map(members.iter().map(|(name, value)| (name.as_str(), Self::of(value))).collect())
            }
        }
    }
}

fn sorted<'a>(elements: impl Iterator<Item = Unordered<'a>>) -> Vec<Unordered<'a>> {
    let mut elements: Vec<_> = elements.collect();
    elements.sort_unstable();
    elements
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(digits: &[&str]) -> AttributeValue {
        AttributeValue::L(digits.iter().map(|digits| AttributeValue::N((*digits).to_owned())).collect())
    }

    fn set(digits: &[&str]) -> AttributeValue {
        AttributeValue::Ns(digits.iter().map(|digits| (*digits).to_owned()).collect())
    }

    #[test]
    fn the_order_of_elements_and_the_form_of_a_number_make_no_difference() {
        assert!(are_same(&list(&["1", "2.0", "2"]), &list(&["2", "1E0", "2"])));
        assert!(!are_same(&list(&["1", "2", "2"]), &list(&["1", "1", "2"])));
        assert!(!are_same(&list(&["1", "2"]), &list(&["1", "2", "2"])));
        assert!(are_same(&set(&["1", "2"]), &set(&["2.0", "1"])));
        assert!(!are_same(&set(&["1", "2"]), &list(&["1", "2"])));
        let text = AttributeValue::S("1".to_owned());
        assert!(!are_same(&text, &AttributeValue::N("1".to_owned())));
        let map = |value| AttributeValue::M([("a".to_owned(), value)].into());
        assert!(are_same(&map(list(&["1", "2"])), &map(list(&["2", "1"]))) && !are_same(&map(text), &map(list(&[]))));
    }
}
