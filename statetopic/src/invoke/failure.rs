//! Why a record is not done.

use std::fmt;

use crate::decode::DecodeError;
use crate::ledger::CommitError;
use crate::subscriber::FunctionError;

/// Why a record is not done.
#[derive(Debug)]
pub(crate) enum Failure {
    Decode(DecodeError),
    /// The function, or a guard of `on(…)`, panicked. The panic's text has been written by the panic hook.
    Panic,
    Function(FunctionError),
    /// The function's `Outcomes` have none for the record.
    NoOutcome,
    /// The function had not returned when the answer was due.
    Deadline,
    Commit(CommitError),
}

impl Failure {
    /// Whether the record itself is to blame, and not the time or the service.
    pub(crate) const fn is_the_records_own(&self) -> bool {
        match self {
            Self::Decode(_) | Self::Panic | Self::Function(_) | Self::NoOutcome => true,
            Self::Deadline => false,
            Self::Commit(error) => error.is_the_records_own(),
        }
    }

    /// The user's own text, if there is one: the whole chain of causes.
    pub(crate) fn user_text(&self) -> Option<String> {
        let Self::Function(FunctionError::Returned(error)) = self else { return None };
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        Some(text)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decode(error) => error.fmt(f),
            Self::Panic => f.write_str("the function panicked"),
            Self::Function(FunctionError::Returned(_)) => f.write_str("the function returned an error"),
            Self::Function(FunctionError::Writes(error)) => error.fmt(f),
            Self::NoOutcome => {
                f.write_str("the function's `Outcomes` have none for the record; settle every record up to a failure")
            }
            Self::Deadline => f.write_str("the function had not returned when the answer was due; raise its time-out"),
            Self::Commit(error) => error.fmt(f),
        }
    }
}
