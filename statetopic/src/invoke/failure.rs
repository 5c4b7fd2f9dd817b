//! Why a record is not done.

use std::error::Error;
use std::fmt;

use crate::decode::{DecodeError, EventError};
use crate::ledger::CommitError;
use crate::panic;
use crate::subscriber::FunctionError;

/// The most causes of an error that are told.
const MAX_CAUSES: usize = 32;

/// Why a record is not done.
///
/// Its text says what, where and what to do, and never holds a value of the record, nor the text of a user's own error.
pub struct RecordFailure(Failure);

/// The kind of a [`RecordFailure`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureKind {
    /// The record, or the message that brings it, does not decode.
    Decode,
    /// The function, or a guard of `on(…)`, panicked.
    Panic,
    /// The function returned an error.
    Returned,
    /// The function returned `Writes` that cannot be carried out as they were built.
    Writes,
    /// The function's `Outcomes` have none for the record.
    NoOutcome,
    /// Another record of its batch failed, or the batch as a whole did.
    Batch,
    /// The function had not returned when the answer was due.
    Deadline,
    /// It was not known when the answer was due whether its writes had been committed.
    CommitDeadline,
    /// Its writes cannot be committed.
    Commit,
}

/// Why a record is not done.
#[derive(Debug)]
pub(super) enum Failure {
    Decode(DecodeError),
    /// The message that brings it carries no record.
    Message(EventError),
    /// The function, or a guard of `on(…)`, panicked. The panic's text has been written by the panic hook.
    Panic,
    Function(FunctionError),
    /// The function's `Outcomes` have none for the record.
    NoOutcome,
    /// Its batch has failed, which is said of the batch's lowest record, or at an earlier record.
    Batch,
    /// The function had not returned when the answer was due.
    Deadline,
    /// The writes were on their way when the answer was due.
    CommitDeadline,
    Commit(CommitFailure),
}

/// Why writes were not committed, of no type in particular: a function without `Writes` has no code for it.
pub(super) type CommitFailure = Box<dyn NotCommitted>;

/// What is asked of a [`CommitError`].
pub(super) trait NotCommitted: fmt::Display + fmt::Debug + Send + Sync {
    /// Whether the record's writes are to blame, and not the service.
    fn is_the_records_own(&self) -> bool;
}

impl NotCommitted for CommitError {
    fn is_the_records_own(&self) -> bool {
        Self::is_the_records_own(self)
    }
}

impl RecordFailure {
    pub(super) const fn new(failure: Failure) -> Self {
        Self(failure)
    }

    /// What kind of failure it is.
    #[must_use]
    pub const fn kind(&self) -> FailureKind {
        match &self.0 {
            Failure::Decode(_) | Failure::Message(_) => FailureKind::Decode,
            Failure::Panic => FailureKind::Panic,
            Failure::Function(FunctionError::Returned(_)) => FailureKind::Returned,
            Failure::Function(FunctionError::Writes(_)) => FailureKind::Writes,
            Failure::NoOutcome => FailureKind::NoOutcome,
            Failure::Batch => FailureKind::Batch,
            Failure::Deadline => FailureKind::Deadline,
            Failure::CommitDeadline => FailureKind::CommitDeadline,
            Failure::Commit(_) => FailureKind::Commit,
        }
    }

    /// The texts of the error that the function returned and of its causes, the outermost first; none for any other failure.
    ///
    /// They are the user's own and may hold anything. The log has them once, as theirs.
    #[must_use]
    pub fn user_texts(&self) -> Vec<String> {
        let texts = || {
            // An error may be its own cause.
            let causes = std::iter::successors(self.source(), |error| (*error).source());
            causes.take(MAX_CAUSES).map(ToString::to_string).collect()
        };
        // They come of the user's code, which may panic.
        panic::catch(texts).unwrap_or_default()
    }
}

impl Failure {
    /// Whether the record itself is to blame, and not the time or the service.
    pub(super) fn is_the_records_own(&self) -> bool {
        match self {
            Self::Decode(_) | Self::Message(_) | Self::Panic | Self::Function(_) | Self::NoOutcome | Self::Batch => {
                true
            }
            Self::Deadline | Self::CommitDeadline => false,
            Self::Commit(error) => error.is_the_records_own(),
        }
    }
}

impl Error for RecordFailure {
    /// The error that the function returned: the user's own.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            Failure::Function(FunctionError::Returned(error)) => Some(&**error),
            _ => None,
        }
    }
}

impl fmt::Debug for RecordFailure {
    /// Without the function's own error, which may hold anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RecordFailure").field(&self.kind()).finish()
    }
}

impl fmt::Display for RecordFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Failure::Decode(error) => error.fmt(f),
            Failure::Message(error) => error.fmt(f),
            Failure::Panic => f.write_str("the function panicked"),
            Failure::Function(FunctionError::Returned(_)) => f.write_str("the function returned an error"),
            Failure::Function(FunctionError::Writes(error)) => error.fmt(f),
            Failure::NoOutcome => {
                f.write_str("the function's `Outcomes` have none for the record; settle every record up to a failure")
            }
            Failure::Batch => f.write_str("its batch failed at another record, or as a whole"),
            Failure::Deadline => {
                f.write_str("the function had not returned when the answer was due; raise its time-out")
            }
            Failure::CommitDeadline => {
                f.write_str("its writes were not known to be committed when the answer was due; raise the time-out")
            }
            Failure::Commit(error) => error.fmt(f),
        }
    }
}
