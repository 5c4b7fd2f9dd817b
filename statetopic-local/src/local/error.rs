//! Why the local application could not do what was asked of it.

use std::error::Error;
use std::fmt;

use statetopic::ConnectError;
use statetopic::plan::PlanError;

use crate::chain::write_chain;
use crate::engine::EngineError;
use crate::schedule::Stopped;
use crate::source::{FilterError, MappingError};

/// Why the local application could not do what was asked of it. It names tables and sequence numbers, never keys or
/// values. Its `Debug`, which a test that unwraps it shows, is the text with those of its sources.
pub struct LocalError(Kind);

enum Kind {
    Engine(EngineError),
    #[cfg(feature = "engine")]
    Table {
        table: String,
        error: String,
    },
    Connect(ConnectError),
    Mapping(MappingError),
    Filter {
        subscriber: String,
        error: FilterError,
    },
    Plan(PlanError),
    Subscribed {
        subscriber: String,
    },
    Readers {
        table: String,
        there: Vec<String>,
        another: String,
    },
    Unsettled {
        rounds: usize,
        busy: Vec<String>,
    },
}

impl LocalError {
    /// The table could not be made.
    #[cfg(feature = "engine")]
    pub(super) fn table(table: &str, error: String) -> Self {
        Self(Kind::Table { table: table.to_owned(), error })
    }

    /// Lambda would refuse a filter pattern of the subscriber's.
    pub(super) fn filter(subscriber: &str, error: FilterError) -> Self {
        Self(Kind::Filter { subscriber: subscriber.to_owned(), error })
    }

    /// The subscriber has a subscription.
    pub(super) fn subscribed(subscriber: &str) -> Self {
        Self(Kind::Subscribed { subscriber: subscriber.to_owned() })
    }

    /// The stream of a table has as many readers as it may have.
    pub(super) fn readers(table: &str, there: Vec<String>, another: String) -> Self {
        Self(Kind::Readers { table: table.to_owned(), there, another })
    }

    /// The mapping that stopped, where that is the reason.
    #[must_use]
    pub fn mapping(&self) -> Option<&MappingError> {
        match &self.0 {
            Kind::Mapping(error) => Some(error),
            _ => None,
        }
    }

    /// Whether the subscribers keep each other going.
    #[must_use]
    pub fn is_unsettled(&self) -> bool {
        matches!(self.0, Kind::Unsettled { .. })
    }
}

impl fmt::Display for LocalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Engine(error) => error.fmt(f),
            #[cfg(feature = "engine")]
            Kind::Table { table, error } => {
                write!(f, "the local engine refuses the table `{table}` ({error}); mend the schema of its read model")
            }
            Kind::Connect(error) => error.fmt(f),
            Kind::Mapping(error) => error.fmt(f),
            Kind::Filter { subscriber, error } => {
                write!(f, "Lambda would refuse the filters that the arms of `{subscriber}` became: {error}")
            }
            Kind::Plan(error) => error.fmt(f),
            Kind::Subscribed { subscriber } => write!(
                f,
                "`{subscriber}` is subscribed already; keep what `subscribe` returned and `restart` it where a new process \
                 is to go on, or give each of two functions with one name an `id = \"…\"` of its own"
            ),
            Kind::Readers { table, there, another } => write!(
                f,
                "the stream of `{table}` has {} readers ({}) and a shard allows no more: Lambda would throttle {another}; put \
                 two into one function, a `#[subscriber]` with the arms of both that calls both as plain functions, or \
                 call `Local::set_max_readers` first where a test is to have more",
                there.len(),
                there.join(", ")
            ),
            Kind::Unsettled { rounds, busy } => write!(
                f,
                "there were still changes after {rounds} rounds, for {}; look for one whose writes bring about the \
                 changes that it subscribes to",
                busy.join(", ")
            ),
        }
    }
}

impl fmt::Debug for LocalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_chain(self, f)
    }
}

impl Error for LocalError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        // The text of what is inside stands in the message already: what follows is its source.
        match &self.0 {
            Kind::Engine(error) => error.source(),
            Kind::Connect(error) => error.source(),
            Kind::Mapping(error) => error.source(),
            Kind::Filter { error, .. } => error.source(),
            #[cfg(feature = "engine")]
            Kind::Table { .. } => None,
            Kind::Plan(_) | Kind::Subscribed { .. } | Kind::Readers { .. } | Kind::Unsettled { .. } => None,
        }
    }
}

impl From<EngineError> for LocalError {
    fn from(error: EngineError) -> Self {
        Self(Kind::Engine(error))
    }
}

impl From<PlanError> for LocalError {
    fn from(error: PlanError) -> Self {
        Self(Kind::Plan(error))
    }
}

impl From<ConnectError> for LocalError {
    fn from(error: ConnectError) -> Self {
        Self(Kind::Connect(error))
    }
}

impl From<Stopped> for LocalError {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Mapping(error) => Self(Kind::Mapping(error)),
            Stopped::Unsettled(rounds, busy) => Self(Kind::Unsettled { rounds, busy }),
        }
    }
}

impl From<MappingError> for LocalError {
    fn from(error: MappingError) -> Self {
        Self(Kind::Mapping(error))
    }
}
