//! Why a key attribute cannot be read or written.

use std::fmt;

use super::value::KeyValue;
use crate::schema::ScalarType;

/// A value that cannot be that of a key attribute. Says what was expected, never the value.
///
/// ```
/// use statetopic::key::{KeyError, KeyValue};
/// use statetopic::schema::ScalarType;
///
/// let error = KeyError::unfit(ScalarType::S, &KeyValue::N("7".into()));
/// assert_eq!(error.to_string(), "expected S, found N");
/// assert_eq!(KeyError::expected("a text without `#`").to_string(), "expected a text without `#`");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyError(Reason);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    /// Another type, or a value of the type that the key's own type does not take.
    Unfit {
        expected: ScalarType,
        found: ScalarType,
    },
    Missing {
        expected: ScalarType,
    },
    Empty,
    TooLong {
        max_bytes: usize,
    },
    Expected(&'static str),
}

impl KeyError {
    /// `value` has another type than `expected`, or has that type and does not fit.
    #[must_use]
    pub const fn unfit(expected: ScalarType, value: &KeyValue<'_>) -> Self {
        Self(Reason::Unfit { expected, found: value.scalar_type() })
    }

    /// A value that is not `what` the type expects, such as ``a text without `#` ``.
    #[must_use]
    pub const fn expected(what: &'static str) -> Self {
        Self(Reason::Expected(what))
    }

    /// A value of the right type that the key's own reading refuses or alters.
    pub(crate) const fn unreadable(expected: ScalarType) -> Self {
        Self(Reason::Unfit { expected, found: expected })
    }

    /// There is no value.
    pub(crate) const fn missing(expected: ScalarType) -> Self {
        Self(Reason::Missing { expected })
    }

    /// A text or bytes of no length.
    pub(crate) const fn empty() -> Self {
        Self(Reason::Empty)
    }

    /// More bytes than DynamoDB takes.
    pub(crate) const fn too_long(max_bytes: usize) -> Self {
        Self(Reason::TooLong { max_bytes })
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Reason::Missing { expected } => write!(f, "expected {expected}, found nothing"),
            Reason::Unfit { expected, found } if found == expected => {
                write!(f, "expected {expected} that fits the key's type")
            }
            Reason::Unfit { expected, found } => write!(f, "expected {expected}, found {found}"),
            Reason::Empty => f.write_str("expected a value that is not empty"),
            Reason::TooLong { max_bytes } => write!(f, "expected at most {max_bytes} bytes, found more"),
            Reason::Expected(what) => write!(f, "expected {what}"),
        }
    }
}

impl std::error::Error for KeyError {}
