//! What a condition says of an attribute that a row lacks.

use serde_dynamo::AttributeValue;

use crate::attribute::{DocumentPath, Segment};
use crate::decode::Descriptor;
use crate::rows::compare::{begins_with, compares, contains};
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
    let compares = |comparison, other| compares(Some(value), comparison, other);
    match condition {
        Condition::Compare(_, comparison, other) => compares(*comparison, other),
        Condition::Between(_, low, high) => compares(Comparison::AtLeast, low) && compares(Comparison::AtMost, high),
        Condition::BeginsWith(_, beginning) => begins_with(value, beginning),
        Condition::Contains(_, part) => contains(value, part),
        _ => false,
    }
}
