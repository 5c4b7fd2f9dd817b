//! Why writes were not committed.

use std::fmt;
use std::sync::Arc;

use crate::operation::Asked;
use crate::table::TableError;

/// The most operations of one transaction, the ledger rows among them.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>
pub(crate) const MAX_OPERATIONS: usize = 100;

/// The most writes of one record: beside them a transaction has its ledger rows, and what else a record may need of it.
pub(super) const MAX_WRITES: usize = 90;

/// How often a transaction is tried that met another one on the same row.
pub(super) const CONFLICT_ATTEMPTS: u32 = 6;

/// Why a record's writes were not committed. Names models, tables and attributes; never a value or a key.
#[derive(Clone, Debug)]
pub(crate) enum CommitError {
    TooMany {
        operations: usize,
    },
    /// The ledger tells a change of an item from those before it by its number.
    NoSequenceNumber,
    /// A condition of a write does not hold.
    Condition {
        model: &'static str,
        asked: Asked,
    },
    /// DynamoDB refused a write: an item too large, a key of the wrong type.
    Refused {
        model: &'static str,
        code: String,
    },
    /// A projection's row has another key than the item that it follows from.
    OtherRow {
        model: &'static str,
    },
    /// What is there in place of a row's position is not one.
    UnknownPosition {
        model: &'static str,
    },
    /// DynamoDB refused the transaction without saying for which write.
    Invalid,
    /// Other transactions were on the same rows each time.
    Conflict,
    /// The ledger's row is not of a format that this code knows.
    UnknownRow,
    /// Earlier records of the item are parked.
    Parked,
    Service(Arc<TableError>),
}

impl CommitError {
    /// Whether the record's writes are to blame, and not the service.
    pub(crate) const fn is_the_records_own(&self) -> bool {
        !matches!(self, Self::Conflict | Self::UnknownRow | Self::Parked | Self::Service(_))
    }

    /// Whether the service is to blame, so that others may meet the same: a row that is not known is one item's.
    pub(super) const fn is_of_service(&self) -> bool {
        matches!(self, Self::Conflict | Self::Service(_))
    }

    /// Whether the writes may have been committed all the same.
    pub(super) fn is_outcome_unknown(&self) -> bool {
        matches!(self, Self::Service(error) if error.is_outcome_unknown())
    }

    /// Whether the ledger had its say: it has not where DynamoDB was not asked, or refused the transaction as a whole.
    pub(super) fn is_of_ledger(&self) -> bool {
        match self {
            Self::Invalid | Self::TooMany { .. } | Self::OtherRow { .. } => false,
            Self::Service(error) => error.code() != Some("TransactionCanceledException"),
            Self::NoSequenceNumber
            | Self::Condition { .. }
            | Self::Refused { .. }
            | Self::UnknownPosition { .. }
            | Self::Conflict
            | Self::UnknownRow
            | Self::Parked => true,
        }
    }
}

impl fmt::Display for CommitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooMany { operations } => write!(
                f,
                "cannot commit {operations} writes for one record; it can have {MAX_WRITES}, in one transaction with the ledger"
            ),
            Self::NoSequenceNumber => f.write_str(
                "cannot commit: the record has no sequence number; `Writes` and a `Projection` need the records of a DynamoDB stream",
            ),
            Self::Condition { model, asked } => write!(f, "cannot commit: {}", asked.failed(Some(model))),
            Self::Refused { model, code } => write!(f, "cannot commit: DynamoDB refused a write to `{model}`: {code}"),
            Self::OtherRow { model } => write!(
                f,
                "cannot commit: the row of `{model}` has another key than the item that it is a projection of; give it the values \
                 of the item's key, or return `Writes`"
            ),
            Self::UnknownPosition { model } => write!(
                f,
                "cannot commit: a row of `{model}` has something else than a position in its `#[sequence]` attribute; remove the \
                 attribute from the row"
            ),
            Self::Invalid => f.write_str(
                "cannot commit: DynamoDB refused the record's writes as invalid (ValidationException): an empty or too long key, or \
                 a row of more than 400 KB, or more than 4 MB in one transaction",
            ),
            Self::Conflict => write!(
                f,
                "cannot commit: other transactions were on the same rows or the tables were throttled, \
                 {CONFLICT_ATTEMPTS} times"
            ),
            Self::UnknownRow => f.write_str(
                "cannot commit: the ledger has a row of the item that a newer version of statetopic wrote, and this one cannot read; \
                 deploy the newer version again, which goes on where the ledger is",
            ),
            Self::Parked => f.write_str(
                "cannot commit: earlier records of the item are parked; redrive or discard them, or set `on_error = park`, \
                 which keeps this one behind them",
            ),
            Self::Service(error) => error.fmt(f),
        }
    }
}
