//! The change that a projection's write follows from, and what a row says of it.

use std::cmp::Ordering;

use serde_dynamo::{AttributeValue, Item};

use crate::attribute::DocumentPath;
use crate::position::SourcePosition;
use crate::rows::{Comparison, Condition};

/// The change of its source item that a projection's write follows from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SourceChange {
    /// The attribute with the row's position.
    pub(super) sequence: &'static str,
    /// The position of the change, once it is known.
    pub(super) position: SourcePosition,
    /// Whether the row alone decides, where it is there.
    pub(super) decides: bool,
}

/// What a row says of a change that a projection follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// There is no row, or none with a position.
    NoPosition,
    /// It follows from an earlier change of the item.
    Earlier,
    /// It follows from this one.
    Same,
    /// It follows from a later one.
    Later,
    /// Its position is not one.
    Unknown,
}

impl Found {
    /// What a row says, by the attribute with its position.
    pub(crate) fn read(row: Option<&Item>, sequence: &str, position: &SourcePosition) -> Self {
        match row.and_then(|row| row.inner().get(sequence)) {
            None => Self::NoPosition,
            Some(AttributeValue::S(seen)) if seen.is_empty() => Self::NoPosition,
            Some(AttributeValue::S(seen)) => match seen.as_str().cmp(position.as_str()) {
                Ordering::Less => Self::Earlier,
                Ordering::Equal => Self::Same,
                Ordering::Greater => Self::Later,
            },
            Some(_) => Self::Unknown,
        }
    }
}

impl SourceChange {
    /// Of a change that is not known yet.
    pub(super) const fn unknown(sequence: &'static str) -> Self {
        Self { sequence, position: SourcePosition::unset(), decides: false }
    }

    /// That the row that is there has no position, or an earlier one.
    pub(super) fn is_newer(&self) -> Condition {
        let path = DocumentPath::named(self.sequence);
        Condition::Or(vec![Condition::Missing(path), self.is_after_position()])
    }

    /// That the row is there, with an earlier position.
    pub(super) fn is_newer_than_position(&self) -> Condition {
        let unset = AttributeValue::S(String::new());
        let is_set = Condition::Compare(DocumentPath::named(self.sequence), Comparison::Above, unset);
        Condition::And(vec![is_set, self.is_after_position()])
    }

    fn is_after_position(&self) -> Condition {
        Condition::Compare(DocumentPath::named(self.sequence), Comparison::Below, self.value())
    }

    /// Its position, as a row has it.
    pub(super) fn value(&self) -> AttributeValue {
        AttributeValue::S(self.position.as_str().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn a_row_tells_by_its_position_whether_a_change_came_before() {
        let position = |digits: &str| SourcePosition::new("arn/stream/2026", &digits.parse().unwrap());
        let found = |value: AttributeValue| {
            let row: Item = HashMap::from([("at".to_owned(), value)]).into();
            Found::read(Some(&row), "at", &position("7"))
        };
        let text = |position: SourcePosition| AttributeValue::S(position.to_string());
        assert_eq!(Found::read(None, "at", &position("7")), Found::NoPosition);
        assert_eq!(found(text(SourcePosition::unset())), Found::NoPosition);
        for (seen, expected) in [("6", Found::Earlier), ("7", Found::Same), ("10", Found::Later)] {
            assert_eq!(found(text(position(seen))), expected, "{seen}");
        }
        let newer = SourcePosition::new("arn/stream/2027", &"1".parse().unwrap());
        assert_eq!(found(text(newer)), Found::Later, "a record of an older stream");
        assert_eq!(found(AttributeValue::N("7".to_owned())), Found::Unknown);
    }
}
