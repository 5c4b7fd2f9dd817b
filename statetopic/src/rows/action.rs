//! What an update does to the attributes of a row.

use std::collections::BTreeMap;
use std::fmt;

use serde_dynamo::AttributeValue;

use crate::attribute::DocumentPath;
use crate::number::Number;

/// What happens to each attribute.
pub(crate) type Actions = BTreeMap<DocumentPath, Action>;

/// What happens to one attribute.
#[derive(Clone, PartialEq)]
pub(crate) enum Action {
    Set(AttributeValue),
    Remove,
    /// `NULL` in the place of an element of a list, which must be there.
    Empty,
    Add(Addition),
}

impl fmt::Debug for Action {
    /// A value that is set may be one that must not be seen; which attribute it is stands beside it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set(_) => f.write_str("Set(..)"),
            Self::Remove => f.write_str("Remove"),
            Self::Empty => f.write_str("Empty"),
            Self::Add(addition) => write!(f, "Add({})", addition.delta),
        }
    }
}

/// A delta, and the range of the field that it is added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Addition {
    pub(crate) delta: Number,
    /// The lowest and the highest value of the field; `None` where it holds what DynamoDB holds.
    pub(crate) range: Option<(Number, Number)>,
}

/// The values from which an addition stays within its field's range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Allowed {
    Any,
    /// Both ends are included.
    Between(Number, Number),
    Never,
}

impl Addition {
    /// A missing attribute counts as zero.
    pub(crate) fn allowed(&self) -> Allowed {
        let Some((lowest, highest)) = self.range else { return Allowed::Any };
        // Where the difference has too many digits, the next integer within it: the range's ends are integers.
        let minus = |end: Number, rounded: Number| {
            end.checked_sub(self.delta)
                .or_else(|| end.checked_sub(rounded))
                .filter(|end| (lowest..=highest).contains(end))
        };
        let ends = match self.delta < Number::ZERO {
            true => minus(lowest, self.delta.floor()).map(|lowest| (lowest, highest)),
            false => minus(highest, self.delta.ceiling()).map(|highest| (lowest, highest)),
        };
        ends.map_or(Allowed::Never, |(lowest, highest)| Allowed::Between(lowest, highest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().unwrap()
    }

    fn allowed(delta: &str, lowest: &str, highest: &str) -> Allowed {
        Addition { delta: number(delta), range: Some((number(lowest), number(highest))) }.allowed()
    }

    #[test]
    fn an_addition_is_allowed_from_where_it_stays_within_the_range() {
        let most = "79228162514264337593543950335";
        for (delta, lowest, highest, expected) in [
            ("0", "0", "255", Some(("0", "255"))),
            ("7", "0", "255", Some(("0", "248"))),
            ("-7", "0", "255", Some(("7", "255"))),
            ("255", "0", "255", Some(("0", "0"))),
            ("256", "0", "255", None),
            ("-256", "-128", "127", None),
            ("1E100", "0", "255", None),
            ("0.01", "-1", "1", Some(("-1", "0.99"))),
            ("0.0000000000000000000000000001", "0", most, Some(("0", "79228162514264337593543950334"))),
        ] {
            let expected = expected.map_or(Allowed::Never, |(low, high)| Allowed::Between(number(low), number(high)));
            assert_eq!(allowed(delta, lowest, highest), expected, "{delta}");
        }
        assert_eq!(Addition { delta: number("1E100"), range: None }.allowed(), Allowed::Any);
    }
}
