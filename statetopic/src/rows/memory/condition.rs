//! Whether a condition holds of a row.

use std::cmp::Ordering;

use serde_dynamo::AttributeValue;

use super::error::MemoryError;
use super::value::{Attributes, at, descriptor};
use crate::rows::compare::{begins_with, compares, contains};
use crate::rows::condition::{Comparison, Condition};
use crate::rows::equal::equal;
use crate::rows::order::order;

/// The most values that `IN` compares with.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
const MAX_IN: usize = 100;

/// Whether the condition holds of the row.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html>
pub(super) fn holds(condition: &Condition, row: &Attributes) -> bool {
    match condition {
        Condition::And(all) => all.iter().all(|condition| holds(condition, row)),
        Condition::Or(any) => any.iter().any(|condition| holds(condition, row)),
        Condition::Not(condition) => !holds(condition, row),
        Condition::Exists(path) => at(row, path).is_some(),
        Condition::Missing(path) => at(row, path).is_none(),
        Condition::HasType(path, expected) => at(row, path).is_some_and(|value| descriptor(value) == *expected),
        Condition::Compare(path, comparison, value) => compares(at(row, path), *comparison, value),
        Condition::Between(path, low, high) => {
            let value = at(row, path);
            compares(value, Comparison::AtLeast, low) && compares(value, Comparison::AtMost, high)
        }
        Condition::In(path, values) => {
            at(row, path).is_some_and(|value| values.iter().any(|other| equal(value, other)))
        }
        Condition::BeginsWith(path, prefix) => at(row, path).is_some_and(|value| begins_with(value, prefix)),
        Condition::Contains(path, part) => at(row, path).is_some_and(|value| contains(value, part)),
    }
}

/// What DynamoDB refuses of a condition, whatever the row is.
pub(super) fn check(condition: &Condition) -> Result<(), MemoryError> {
    let scalar =
        |value: &AttributeValue| matches!(value, AttributeValue::S(_) | AttributeValue::N(_) | AttributeValue::B(_));
    match condition {
        Condition::And(all) | Condition::Or(all) => all.iter().try_for_each(check),
        Condition::Not(condition) => check(condition),
        Condition::Between(_, low, high) if order(low, high).is_none_or(Ordering::is_gt) => {
            Err(MemoryError::validation("the bounds of `BETWEEN` are of one type, the lower one first"))
        }
        Condition::In(_, values) if values.is_empty() || values.len() > MAX_IN => {
            Err(MemoryError::validation(format!("`IN` compares with 1 to {MAX_IN} values")))
        }
        Condition::Compare(_, comparison, value)
            if !matches!(comparison, Comparison::Equal | Comparison::NotEqual) && !scalar(value) =>
        {
            Err(MemoryError::validation("only texts, numbers and bytes have an order"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::DocumentPath;
    use crate::decode::Descriptor;

    fn s(text: &str) -> AttributeValue {
        AttributeValue::S(text.to_owned())
    }

    fn n(digits: &str) -> AttributeValue {
        AttributeValue::N(digits.to_owned())
    }

    fn row() -> Attributes {
        [
            ("name", s("bolts")),
            ("count", n("10")),
            ("tags", AttributeValue::Ss(vec!["new".to_owned(), "red".to_owned()])),
            ("sizes", AttributeValue::Ns(vec!["1".to_owned(), "2.5".to_owned()])),
            ("list", AttributeValue::L(vec![n("1"), s("a")])),
            ("bytes", AttributeValue::B(vec![1, 2, 3])),
            ("nothing", AttributeValue::Null(true)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    fn holds_of(condition: impl FnOnce(fn(&'static str) -> DocumentPath) -> Condition) -> bool {
        let condition = condition(DocumentPath::named);
        check(&condition).unwrap();
        holds(&condition, &row())
    }

    #[test]
    fn comparisons_are_those_of_one_type() {
        for (comparison, below, same, above) in [
            (Comparison::Equal, false, true, false),
            (Comparison::NotEqual, true, false, true),
            (Comparison::Below, false, false, true),
            (Comparison::AtMost, false, true, true),
            (Comparison::Above, true, false, false),
            (Comparison::AtLeast, true, true, false),
        ] {
            for (other, expected) in [("9", below), ("10.0", same), ("11", above)] {
                let held = holds_of(|a| Condition::Compare(a("count"), comparison, n(other)));
                assert_eq!(held, expected, "{comparison:?} {other}");
            }
            let unequal = comparison == Comparison::NotEqual;
            assert_eq!(holds_of(|a| Condition::Compare(a("count"), comparison, s("10"))), unequal, "another type");
            assert_eq!(holds_of(|a| Condition::Compare(a("absent"), comparison, n("10"))), unequal, "a missing one");
        }
    }

    #[test]
    fn what_is_there_has_a_type() {
        assert!(holds_of(|a| Condition::Exists(a("nothing"))) && holds_of(|a| Condition::Missing(a("absent"))));
        assert!(holds_of(|a| Condition::HasType(a("tags"), Descriptor::Ss)));
        assert!(!holds_of(|a| Condition::HasType(a("absent"), Descriptor::Ss)));
    }

    #[test]
    fn ranges_and_alternatives_compare_as_equality_and_order_do() {
        assert!(holds_of(|a| Condition::Between(a("count"), n("10"), n("10"))));
        assert!(!holds_of(|a| Condition::Between(a("count"), n("2"), n("9"))));
        assert!(!holds_of(|a| Condition::Between(a("absent"), n("2"), n("9"))));
        assert!(holds_of(|a| Condition::In(a("count"), vec![s("10"), n("1E1")])));
        assert!(!holds_of(|a| Condition::In(a("absent"), vec![n("1")])));
    }

    #[test]
    fn parts_are_of_texts_bytes_sets_and_lists() {
        assert!(holds_of(|a| Condition::BeginsWith(a("name"), s("bo"))));
        assert!(!holds_of(|a| Condition::BeginsWith(a("count"), s("1"))));
        for (name, part) in [
            ("name", s("olt")),
            ("bytes", AttributeValue::B(vec![2, 3])),
            ("tags", s("red")),
            ("sizes", n("2.50")),
            ("list", n("1.0")),
        ] {
            assert!(holds_of(|a| Condition::Contains(a(name), part)), "{name}");
        }
        for (name, part) in
            [("name", s("x")), ("tags", s("re")), ("sizes", s("1")), ("list", n("2")), ("count", n("1"))]
        {
            assert!(!holds_of(|a| Condition::Contains(a(name), part)), "{name}");
        }
    }

    #[test]
    fn conditions_are_joined_and_negated() {
        let (yes, no) =
            (|| Condition::Exists(DocumentPath::named("name")), || Condition::Missing(DocumentPath::named("name")));
        assert!(holds_of(|_| Condition::And(vec![yes(), yes()])) && !holds_of(|_| Condition::And(vec![yes(), no()])));
        assert!(holds_of(|_| Condition::Or(vec![no(), yes()])) && !holds_of(|_| Condition::Or(vec![no(), no()])));
        assert!(holds_of(|_| Condition::Not(Box::new(no()))));
    }

    #[test]
    fn what_no_row_could_meet_is_refused() {
        let path = || DocumentPath::named("count");
        for refused in [
            Condition::Between(path(), n("2"), n("1")),
            Condition::Between(path(), n("2"), s("3")),
            Condition::In(path(), Vec::new()),
            Condition::In(path(), vec![n("1"); 101]),
            Condition::Compare(path(), Comparison::Below, AttributeValue::Bool(true)),
        ] {
            assert!(check(&Condition::Not(Box::new(Condition::And(vec![refused])))).is_err());
        }
    }
}
