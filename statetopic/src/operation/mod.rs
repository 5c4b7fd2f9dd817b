//! Operations on single rows, as values: a table carries one out, `Writes` contain them.

mod asked;
mod into;
mod projected;
mod row;
mod source_change;
mod write;

use std::fmt;

use crate::condition::ConditionError;
use crate::encode::EncodeError;
use crate::key::InvalidKey;

pub(crate) use self::asked::Asked;
pub use self::into::{IntoDelete, IntoOperation, Operation};
pub use self::row::{Create, Delete, Put, Replace};
pub(crate) use self::source_change::Found;
#[doc(hidden)]
pub use self::write::Write;
pub(crate) use self::write::{Guard, Presence, Unmerged};

/// What became of an operation that a table carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Written {
    /// The row is written, or deleted.
    Done,
    /// A condition did not hold and nothing changed; only with `or_skip()`, else that is an error.
    Skipped,
}

impl Written {
    /// Whether nothing changed because a condition did not hold.
    #[must_use]
    pub const fn is_skipped(self) -> bool {
        matches!(self, Self::Skipped)
    }
}

/// An operation that cannot be carried out as it was built. Names models and attributes, never a value or a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OperationError {
    Encode { model: &'static str, error: EncodeError },
    Key { operation: &'static str, model: &'static str, invalid: InvalidKey },
    Condition(ConditionError),
}

impl fmt::Display for OperationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encode { model, error } => write!(f, "a row of `{model}` {error}"),
            Self::Key { invalid, .. } => invalid.fmt(f),
            Self::Condition(error) => error.fmt(f),
        }
    }
}
