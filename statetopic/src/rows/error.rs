//! Why rows were not read or written.

use serde_dynamo::Item;

/// Why rows were not read or written. Says what happened and never what a row holds, but for the rows that a failed condition
/// returns.
pub(crate) enum RowsError {
    /// A write's condition does not hold of the row, which is there as it was.
    Condition(#[allow(dead_code, reason = "an untyped condition is told without its row")] Option<Item>),
    /// A transaction was not carried out: a reason for each operation, in their order.
    Cancelled {
        reasons: Vec<CancellationReason>,
        request_id: Option<String>,
    },
    /// The same transaction is being carried out.
    InProgress,
    /// A write was sent again since no answer came to the first request, and now its condition does not hold: perhaps because
    /// the first was carried out.
    Repeated {
        /// The row as it is now.
        old: Option<Item>,
        /// Whether it is the row that was to be put.
        is_put: bool,
    },
    /// Any other error of the service's.
    Service {
        code: String,
        request_id: Option<String>,
        /// Whether the service failed, and may have carried out the request all the same.
        is_fault: bool,
    },
    /// The request did not get there.
    Unreachable,
    /// No answer came back.
    NoAnswer {
        /// Whether trying again may help.
        passes: bool,
    },
    TimedOut,
    /// The request could not be made.
    Build,
}

impl RowsError {
    /// Whether a write may have been carried out.
    pub(crate) const fn is_outcome_unknown(&self) -> bool {
        match self {
            Self::Repeated { .. } | Self::NoAnswer { .. } | Self::TimedOut => true,
            Self::Service { is_fault, .. } => *is_fault,
            Self::Condition(_) | Self::Cancelled { .. } | Self::InProgress | Self::Unreachable | Self::Build => false,
        }
    }

    /// Whether the same request may be answered when it is sent again, though this one may have been carried out.
    pub(super) const fn is_worth_repeating(&self) -> bool {
        match self {
            Self::NoAnswer { passes } => *passes,
            error => error.is_outcome_unknown(),
        }
    }
}

/// What one operation has to do with a cancelled transaction.
pub(crate) struct CancellationReason {
    pub(crate) code: CancellationCode,
    /// Where its condition failed: the row as it was.
    pub(crate) old: Option<Item>,
}

/// Why an operation cancelled its transaction.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CancellationCode {
    /// It did not.
    None,
    ConditionFailed,
    /// Another request was on the same row.
    Conflict,
    /// There were too many requests.
    Throttled,
    /// The operation cannot be carried out, whatever the row is: its code.
    Refused(String),
    Other,
}

impl CancellationCode {
    /// The reason that DynamoDB writes like this.
    pub(crate) fn parse(code: Option<&str>) -> Self {
        match code {
            None | Some("None") => Self::None,
            Some("ConditionalCheckFailed") => Self::ConditionFailed,
            Some("TransactionConflict") => Self::Conflict,
            Some("ThrottlingError" | "ProvisionedThroughputExceeded") => Self::Throttled,
            Some(code @ ("ValidationError" | "ItemCollectionSizeLimitExceeded")) => Self::Refused(code.to_owned()),
            Some(_) => Self::Other,
        }
    }

    /// Whether trying again helps.
    pub(crate) const fn passes(&self) -> bool {
        matches!(self, Self::Conflict | Self::Throttled)
    }
}
