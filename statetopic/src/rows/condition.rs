//! Conditions on a row.

use std::fmt;

use serde_dynamo::AttributeValue;

use crate::attribute::DocumentPath;
use crate::decode::Descriptor;

/// What must hold of the row that is there, as DynamoDB's condition expressions say it. A row that is not there has no
/// attributes.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html>
#[derive(Clone, PartialEq)]
#[allow(dead_code, reason = "not every condition follows from what is written")]
pub(crate) enum Condition {
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
    Exists(DocumentPath),
    Missing(DocumentPath),
    HasType(DocumentPath, Descriptor),
    Compare(DocumentPath, Comparison, AttributeValue),
    Between(DocumentPath, AttributeValue, AttributeValue),
    In(DocumentPath, Vec<AttributeValue>),
    BeginsWith(DocumentPath, AttributeValue),
    Contains(DocumentPath, AttributeValue),
}

/// How an attribute compares with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "not every comparison follows from what is written")]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Below,
    AtMost,
    Above,
    AtLeast,
}

impl Condition {
    /// That all of these hold; `None` where there are none.
    pub(crate) fn all(conditions: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut all = Vec::new();
        for condition in conditions {
            match condition {
                Self::And(more) => all.extend(more),
                other => all.push(other),
            }
        }
        match all.len() {
            0 | 1 => all.pop(),
            _ => Some(Self::And(all)),
        }
    }
}

impl Comparison {
    /// The operator in an expression.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
        }
    }
}

impl fmt::Debug for Condition {
    /// Without the values: they may be ones that must not be seen.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(all) => f.debug_tuple("And").field(all).finish(),
            Self::Or(any) => f.debug_tuple("Or").field(any).finish(),
            Self::Not(condition) => f.debug_tuple("Not").field(condition).finish(),
            Self::Exists(path) => write!(f, "Exists({path})"),
            Self::Missing(path) => write!(f, "Missing({path})"),
            Self::HasType(path, descriptor) => write!(f, "HasType({path}, {descriptor})"),
            Self::Compare(path, comparison, _) => write!(f, "Compare({path} {} ..)", comparison.as_str()),
            Self::Between(path, ..) => write!(f, "Between({path}, ..)"),
            Self::In(path, values) => write!(f, "In({path}, {} values)", values.len()),
            Self::BeginsWith(path, _) => write!(f, "BeginsWith({path}, ..)"),
            Self::Contains(path, _) => write!(f, "Contains({path}, ..)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exists(name: &'static str) -> Condition {
        Condition::Exists(DocumentPath::named(name))
    }

    #[test]
    fn conditions_are_joined_without_a_level_of_their_own() {
        assert_eq!(Condition::all([]), None);
        assert_eq!(Condition::all([exists("a")]), Some(exists("a")));
        let joined = Condition::all([Condition::And(vec![exists("a"), exists("b")]), exists("c")]);
        assert_eq!(joined, Some(Condition::And(vec![exists("a"), exists("b"), exists("c")])));
    }

    #[test]
    fn a_condition_is_shown_without_its_values() {
        let (path, secret) = (DocumentPath::named("pin"), || AttributeValue::S("secret".to_owned()));
        let conditions = Condition::Or(vec![
            Condition::Not(Box::new(Condition::Compare(path.clone(), Comparison::Below, secret()))),
            Condition::In(path.clone(), vec![secret()]),
            Condition::Between(path.clone(), secret(), secret()),
            Condition::BeginsWith(path.clone(), secret()),
            Condition::Contains(path, secret()),
        ]);
        let shown = format!("{conditions:?}");
        assert!(shown.contains("pin < ..") && !shown.contains("secret"), "{shown}");
    }
}
