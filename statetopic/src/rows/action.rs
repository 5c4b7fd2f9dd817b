//! What an update does to the attributes of a row.

use std::collections::BTreeMap;
use std::fmt;

use serde_dynamo::AttributeValue;

use crate::attribute::DocumentPath;

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
    pub(crate) delta: i128,
    pub(crate) lowest: i128,
    pub(crate) highest: i128,
}

impl Addition {
    /// The values from which the addition stays within the field's range; `None` where there are none.
    ///
    /// A missing attribute counts as zero.
    pub(crate) fn allowed(&self) -> Option<(i128, i128)> {
        let lowest = self.lowest.max(self.lowest.saturating_sub(self.delta));
        let highest = self.highest.min(self.highest.saturating_sub(self.delta));
        (lowest <= highest).then_some((lowest, highest))
    }
}
