//! Why a record is not done.

use std::error::Error;
use std::fmt;

use crate::decode::{DecodeError, EventError};
use crate::ledger::{CommitError, Committed};
use crate::panic;
use crate::subscriber::FunctionError;
use crate::transient::is_of_service;

/// The most causes of an error that are told.
const MAX_CAUSES: usize = 32;

/// Why a record is not done.
///
/// Its text says what, where and what to do, and never holds a value of the record, nor the text of a user's own error.
pub struct RecordFailure {
    failure: Failure,
    /// Whether it is told of one record, and a whole batch failed.
    is_of_batch: bool,
    attempt: Option<Attempt>,
    next: NextStep,
}

/// Which attempt of a record failed, where its attempts are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    /// The `max_attempts` of the subscriber.
    pub of: u32,
}

/// What happens to a record that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NextStep {
    /// It is delivered again.
    Retried,
    /// It is left out for good.
    Skipped,
    /// It is kept in the parking table, and so are later records of its item.
    Parked,
    /// It is delivered again, since as many items were parked in this hour as may be.
    Waits,
    /// It is delivered again, since it could not be parked: why.
    NotParked(String),
}

impl fmt::Display for NextStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Retried => f.write_str("it is delivered again"),
            Self::Skipped => f.write_str("it is skipped"),
            Self::Parked => f.write_str("it is parked, and so is every later record of its item until it is redriven"),
            Self::Waits => f.write_str(
                "it is delivered again: as many items were parked in this hour as `park_threshold` allows, and its shard waits",
            ),
            Self::NotParked(error) => write!(f, "it is delivered again, since it could not be parked: {error}"),
        }
    }
}

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
    /// Earlier records of its item are parked.
    Behind,
    /// It was called as often as it may be, and its process did not end well.
    Exhausted,
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
    /// Nothing failed: the record was done before it was to be called.
    Before(Committed),
    /// Earlier records of its item are parked.
    Behind,
    /// It was called so often, and its process did not end well.
    Exhausted(u32),
}

/// Who is to blame for a record that is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blame {
    /// The record, as often as it is tried.
    Record,
    /// The record: it fails once and for all.
    RecordForGood,
    /// The record, whose attempts have been counted before.
    RecordTried(u32),
    /// Nobody: earlier records of its item are parked.
    Behind,
    /// The service, the time, or the batch as a whole: it is tried again.
    Others,
}

/// Why writes were not committed, of no type in particular: a function without `Writes` has no code for it.
pub(super) type CommitFailure = Box<dyn NotCommitted>;

/// What is asked of a [`CommitError`].
pub(super) trait NotCommitted: fmt::Display + fmt::Debug + Send + Sync {
    /// Whether the record's writes are to blame, and not the service.
    fn is_the_records_own(&self) -> bool;

    /// Whether earlier records of the item are parked.
    fn is_parked(&self) -> bool;

    /// Whether a condition of the writes did not hold, as of a row that another item's record changes too.
    fn is_condition(&self) -> bool;
}

impl NotCommitted for CommitError {
    fn is_the_records_own(&self) -> bool {
        Self::is_the_records_own(self)
    }

    fn is_parked(&self) -> bool {
        matches!(self, Self::Parked)
    }

    fn is_condition(&self) -> bool {
        matches!(self, Self::Condition { .. })
    }
}

impl RecordFailure {
    pub(super) const fn new(failure: Failure) -> Self {
        Self { failure, is_of_batch: false, attempt: None, next: NextStep::Retried }
    }

    /// Of a batch as a whole, told of one record.
    pub(super) const fn of_batch(failure: Failure) -> Self {
        Self { failure, is_of_batch: true, attempt: None, next: NextStep::Retried }
    }

    /// The same, after so many attempts, and with what happens next.
    pub(super) fn then(self, attempt: Option<Attempt>, next: NextStep) -> Self {
        Self { attempt, next, ..self }
    }

    /// Who is to blame.
    pub(super) fn blame(&self) -> Blame {
        if self.is_of_batch { Blame::Others } else { self.failure.blame() }
    }

    /// Whether its writes were refused by the rows that were there then.
    pub(super) fn is_condition(&self) -> bool {
        matches!(&self.failure, Failure::Commit(error) if error.is_condition())
    }

    /// Whether the function had not returned in time.
    pub(super) const fn is_deadline(&self) -> bool {
        matches!(self.failure, Failure::Deadline)
    }

    /// The attribute that did not decode; `None` for any other failure, and where it is not known.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        match &self.failure {
            Failure::Decode(error) => error.path(),
            _ => None,
        }
    }

    /// Which attempt it was; `None` where attempts are not counted.
    #[must_use]
    pub const fn attempt(&self) -> Option<Attempt> {
        self.attempt
    }

    /// What happens to the record now.
    #[must_use]
    pub const fn next(&self) -> &NextStep {
        &self.next
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> FailureKind {
        match &self.failure {
            Failure::Decode(_) | Failure::Message(_) => FailureKind::Decode,
            Failure::Panic => FailureKind::Panic,
            Failure::Function(FunctionError::Returned(_)) => FailureKind::Returned,
            Failure::Function(FunctionError::Writes(_)) => FailureKind::Writes,
            Failure::NoOutcome => FailureKind::NoOutcome,
            Failure::Batch => FailureKind::Batch,
            Failure::Deadline => FailureKind::Deadline,
            Failure::CommitDeadline => FailureKind::CommitDeadline,
            Failure::Commit(error) if error.is_parked() => FailureKind::Behind,
            Failure::Commit(_) => FailureKind::Commit,
            Failure::Before(_) | Failure::Behind => FailureKind::Behind,
            Failure::Exhausted(_) => FailureKind::Exhausted,
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
            Self::Deadline | Self::CommitDeadline | Self::Before(_) | Self::Behind | Self::Exhausted(_) => false,
            Self::Commit(error) => error.is_the_records_own(),
        }
    }

    /// Who is to blame.
    pub(super) fn blame(&self) -> Blame {
        match self {
            Self::Decode(_) | Self::Message(_) => Blame::RecordForGood,
            Self::Function(FunctionError::Returned(error)) if is_of_service(&**error) => Blame::Others,
            Self::Panic | Self::Function(_) | Self::NoOutcome => Blame::Record,
            Self::Exhausted(attempts) => Blame::RecordTried(*attempts),
            Self::Behind => Blame::Behind,
            Self::Commit(error) if error.is_parked() => Blame::Behind,
            Self::Commit(error) if error.is_the_records_own() => Blame::Record,
            Self::Commit(_) | Self::Batch | Self::Deadline | Self::CommitDeadline | Self::Before(_) => Blame::Others,
        }
    }
}

impl Error for RecordFailure {
    /// The error that the function returned: the user's own.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.failure {
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
        match &self.failure {
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
            Failure::Before(_) => f.write_str("the record was done before"),
            Failure::Behind => f.write_str("earlier records of its item are parked"),
            Failure::Exhausted(attempts) => write!(
                f,
                "{attempts} attempts were begun for it, and neither succeeded nor failed: the function took too long, or its process \
                 was ended, as by too little memory"
            ),
        }
    }
}
