//! A call on tables in memory, and how it can be made to fail.

use std::time::Duration;

use crate::rows::error::{CancellationCode, CancellationReason, RowsError};
use crate::rows::operation::Retries;

/// A call on tables in memory, as a fault policy sees it.
#[derive(Debug)]
#[non_exhaustive]
pub struct MemoryCall<'a> {
    /// The operation, such as `TransactWriteItems`.
    pub operation: &'static str,
    /// Which attempt at the operation this is: 1, then 2 and 3 where it is tried again.
    pub attempt: u32,
    /// What it reads or writes: one, or as many as a transaction has operations.
    pub targets: &'a [MemoryTarget<'a>],
}

/// What a call reads or writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemoryTarget<'a> {
    /// `Get`, `Query`, `Put`, `Update` or `Delete`.
    pub action: &'static str,
    /// The table's physical name.
    pub table: &'a str,
    /// The index that is queried.
    pub index: Option<&'a str>,
}

/// What is to become of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum MemoryFault {
    /// It is carried out, and its answer arrives.
    #[default]
    None,
    /// It is never carried out.
    Before(MemoryFailure),
    /// It is carried out, but its answer is lost.
    After(MemoryFailure),
    /// Its caller waits for an answer that never comes. A write is carried out so much later, whether its caller still waits or
    /// is gone; `None` is never.
    Unanswered(Option<Duration>),
}

/// How a call fails, as its caller sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MemoryFailure {
    /// There were too many; it is tried again.
    Throttled,
    /// The service failed; it is tried again where that does no more than one call.
    ServerError,
    /// The caller may not do it.
    AccessDenied,
    /// Another transaction is on the row, or on that of a transaction's first operation.
    Conflict,
    /// The connection broke; it is tried again where that does no more than one call.
    Unreachable,
    /// No answer came in time; it is tried again where that does no more than one call.
    TimedOut,
    /// The caller is gone, and tries nothing again.
    Gone,
}

impl MemoryFailure {
    /// The most attempts at a call, as the AWS SDK makes them.
    pub(super) const MAX_ATTEMPTS: u32 = 3;

    pub(super) const fn is_tried_again(self) -> bool {
        matches!(self, Self::Throttled | Self::ServerError | Self::Unreachable | Self::TimedOut)
    }

    /// Whether a call is tried again that fails like this.
    pub(super) const fn is_retried(self, retries: Retries) -> bool {
        match retries {
            Retries::All => self.is_tried_again(),
            Retries::Certain => matches!(self, Self::Throttled),
        }
    }

    /// The error of a call of that many operations; `None` of one that is not a transaction.
    pub(super) fn error(self, operations: Option<usize>) -> RowsError {
        let service = |code: &str, is_fault| RowsError::Service { code: code.to_owned(), request_id: None, is_fault };
        match self {
            Self::Throttled => service("ThrottlingException", false),
            Self::ServerError => service("InternalServerError", true),
            Self::AccessDenied => service("AccessDeniedException", false),
            Self::Conflict => match operations {
                None => service("TransactionConflictException", false),
                Some(operations) => {
                    let code = |place| if place == 0 { CancellationCode::Conflict } else { CancellationCode::None };
                    let reasons = (0..operations).map(|place| CancellationReason { code: code(place), old: None });
                    RowsError::Cancelled { reasons: reasons.collect(), request_id: None }
                }
            },
            Self::Unreachable | Self::Gone => RowsError::NoAnswer { passes: self.is_tried_again() },
            Self::TimedOut => RowsError::TimedOut,
        }
    }
}

/// Decides what becomes of each call.
pub(super) type Policy = dyn Fn(&MemoryCall<'_>) -> MemoryFault + Send + Sync;

/// How long each call takes.
pub(super) type Latency = dyn Fn(&MemoryCall<'_>) -> Duration + Send + Sync;
