//! Why writes cannot be committed as they were built.

use std::fmt;

use crate::condition::ConditionError;
use crate::encode::EncodeError;
use crate::key::KeyError;
use crate::update::UpdateError;

/// Writes that cannot be carried out as they were built. Names models and attributes, never a value or a key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WriteError {
    /// Two operations on one row which are not both additions.
    SameRow {
        /// The read model's name.
        model: &'static str,
    },
    /// A row that cannot be written.
    Encode {
        /// The read model's name.
        model: &'static str,
        /// Where and why.
        error: EncodeError,
    },
    /// A key that cannot be written: DynamoDB does not take it, or its type does not.
    Key {
        /// The read model's name.
        model: &'static str,
        /// The name of the key attribute.
        attribute: &'static str,
        /// Why.
        error: KeyError,
    },
    /// An update that cannot be carried out.
    Update(UpdateError),
    /// A condition that cannot be asked.
    Condition(ConditionError),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameRow { model } => write!(
                f,
                "two operations on one row of `{model}` in one `Writes`; only additions can be summed, make one \
                 operation of the others"
            ),
            Self::Encode { model, error } => write!(f, "a row of `{model}` {error}"),
            Self::Key { model, attribute, error } => {
                write!(f, "the key attribute `{model}.{attribute}` cannot be written: {error}")
            }
            Self::Update(error) => error.fmt(f),
            Self::Condition(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for WriteError {}
