//! Why a mapping stopped.

use std::fmt;

use statetopic::FailureKind;

use crate::chain::{Chain, write_chain};
use crate::engine::EngineError;
use crate::invoke::{FailedRecord, InvokeError};

/// Why a mapping stopped. It names the subscriber, the table and sequence numbers, never keys or values.
///
/// The error that a function returned is its [`source`](std::error::Error::source), or what the runtime says of a record that
/// failed otherwise. Its `Debug` shows it with its sources.
#[derive(Clone, PartialEq, Eq)]
pub struct MappingError(Kind);

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    Engine(EngineError),
    Blocked(Box<Blocked>),
}

/// A batch that does not get done.
#[derive(Clone, PartialEq, Eq)]
struct Blocked {
    subscriber: Option<&'static str>,
    table: String,
    first: String,
    last: String,
    attempts: u32,
    cause: Cause,
    /// What is known of the first record's failure.
    failed: Option<(FailedRecord, Chain)>,
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
    /// The answer has no `state`, which a tumbling window needs.
    State,
}

impl MappingError {
    pub(super) fn blocked(table: &str, first: &str, last: &str, attempts: u32, cause: Cause) -> Self {
        Self(Kind::Blocked(Box::new(Blocked {
            subscriber: None,
            table: table.to_owned(),
            first: first.to_owned(),
            last: last.to_owned(),
            attempts,
            cause,
            failed: None,
        })))
    }

    /// The same of this subscriber, whose function said this of the first record.
    pub(crate) fn of(mut self, subscriber: Option<&'static str>, failed: Option<&FailedRecord>) -> Self {
        if let Kind::Blocked(blocked) = &mut self.0 {
            blocked.subscriber = subscriber;
            blocked.failed = failed
                .filter(|_| blocked.cause == Cause::Reported)
                .and_then(|failed| Some((failed.clone(), Chain::new(failed.texts())?)));
        }
        self
    }

    fn as_blocked(&self) -> Option<&Blocked> {
        match &self.0 {
            Kind::Blocked(blocked) => Some(blocked),
            Kind::Engine(_) => None,
        }
    }

    /// Whether a batch does not get done and holds up all that comes after it.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.as_blocked().is_some()
    }

    /// The sequence numbers of the first and the last record that are not done.
    #[must_use]
    pub fn sequence_numbers(&self) -> Option<(&str, &str)> {
        self.as_blocked().map(|blocked| (blocked.first.as_str(), blocked.last.as_str()))
    }

    /// The id of the subscriber that the batch is for; `None` for any other function.
    #[must_use]
    pub fn subscriber(&self) -> Option<&'static str> {
        self.as_blocked()?.subscriber
    }

    /// How the function failed on the first record that is not done; `None` where it gave no answer at all, or does not tell.
    #[must_use]
    pub fn failure_kind(&self) -> Option<FailureKind> {
        self.as_blocked()?.failed.as_ref().map(|(failed, _)| failed.kind())
    }
}

impl From<EngineError> for MappingError {
    fn from(error: EngineError) -> Self {
        Self(Kind::Engine(error))
    }
}

impl Blocked {
    /// What happened to the first record, or to all.
    fn write_what(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, last, cause, .. } = self;
        let records = fmt::from_fn(|f| match first == last {
            true => write!(f, "record {first}"),
            false => write!(f, "the records {first} to {last}"),
        });
        match (&self.failed, cause) {
            (Some((failed, _)), _) => {
                let what = phrase(failed.kind());
                let event_id = fmt::from_fn(|f| match failed.event_id() {
                    Some(id) => write!(f, " (event {id})"),
                    None => Ok(()),
                });
                write!(f, "{what} record {first}{event_id}")
            }
            (None, Cause::Reported) => write!(f, "the function reported record {first} as failed"),
            (None, Cause::Invocation(_)) => write!(f, "the invocation failed for {records}"),
            (None, Cause::State) => {
                write!(f, "the function's answer has no `state`, which a tumbling window needs, for {records}")
            }
            (None, Cause::Answer) => write!(
                f,
                "the function's answer is not a batch response, or names a record that is not in the batch, for {records}"
            ),
        }
    }
}

/// What is said before the record.
const fn phrase(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Decode => "cannot decode",
        FailureKind::Panic => "the function, or a guard of it, panicked on",
        FailureKind::Returned => "the function returned an error for",
        FailureKind::Writes | FailureKind::Commit => "cannot commit the writes for",
        FailureKind::NoOutcome => "the function returned no outcome for",
        FailureKind::Deadline | FailureKind::CommitDeadline => "the time-out passed on",
        _ => "the function failed on",
    }
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let blocked = match &self.0 {
            Kind::Engine(error) => return error.fmt(f),
            Kind::Blocked(blocked) => blocked,
        };
        match blocked.subscriber {
            Some(id) => write!(f, "subscriber `{id}` blocks")?,
            None => f.write_str("a function blocks")?,
        }
        write!(f, " the stream of table `{}`: ", blocked.table)?;
        blocked.write_what(f)?;
        write!(
            f,
            ", {} times in a row; mend the function or what it was given, and what waits behind is delivered then",
            blocked.attempts
        )
    }
}

impl fmt::Debug for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_chain(self, f)
    }
}

impl std::error::Error for MappingError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.as_blocked()? {
            Blocked { cause: Cause::Invocation(error), .. } => Some(error),
            Blocked { failed: Some((_, chain)), .. } => Some(chain),
            Blocked { .. } => None,
        }
    }
}
