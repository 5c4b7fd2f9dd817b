//! Why a mapping stopped.

use std::fmt;

use crate::engine::EngineError;
use crate::invoke::InvokeError;

/// Why a mapping stopped. It names the table and sequence numbers, never keys or values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingError(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Engine(EngineError),
    Blocked(Blocked),
}

/// A batch that does not get done.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Blocked {
    table: String,
    first: String,
    last: String,
    attempts: u32,
    cause: Cause,
}

/// Why a delivery failed, as a whole or in part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// The function gave no answer.
    Invocation(InvokeError),
    /// The function reported the record.
    Reported,
    /// The answer is not one that Lambda understands, or names a record that is not in the batch.
    Answer,
}

impl MappingError {
    pub(super) fn blocked(table: &str, first: &str, last: &str, attempts: u32, cause: Cause) -> Self {
        Self(Kind::Blocked(Blocked {
            table: table.to_owned(),
            first: first.to_owned(),
            last: last.to_owned(),
            attempts,
            cause,
        }))
    }

    /// Whether a batch does not get done and holds up all that comes after it.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        matches!(self.0, Kind::Blocked(_))
    }

    /// The sequence numbers of the first and the last record that are not done.
    #[must_use]
    pub fn sequence_numbers(&self) -> Option<(&str, &str)> {
        match &self.0 {
            Kind::Blocked(blocked) => Some((&blocked.first, &blocked.last)),
            Kind::Engine(_) => None,
        }
    }
}

impl From<EngineError> for MappingError {
    fn from(error: EngineError) -> Self {
        Self(Kind::Engine(error))
    }
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let blocked = match &self.0 {
            Kind::Engine(error) => return error.fmt(f),
            Kind::Blocked(blocked) => blocked,
        };
        let cause = match blocked.cause {
            Cause::Invocation(_) => "the invocation failed",
            Cause::Reported => "the function reported its first record as failed",
            Cause::Answer => {
                "the function's answer is not a batch response, or names a record that is not in the batch"
            }
        };
        write!(
            f,
            "the records {} to {} of table `{}` block its stream: {cause}, {} times in a row; mend the function, or \
             let it park what it cannot do",
            blocked.first, blocked.last, blocked.table, blocked.attempts
        )
    }
}

impl std::error::Error for MappingError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Kind::Blocked(Blocked { cause: Cause::Invocation(error), .. }) => Some(error),
            _ => None,
        }
    }
}
