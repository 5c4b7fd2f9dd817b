//! What can go wrong with a table.

use std::fmt;

use serde_dynamo::Item;

use crate::condition::ConditionError;
use crate::decode::{DecodeError, read_row};
use crate::encode::EncodeError;
use crate::key::InvalidKey;
use crate::model::{MissingAttribute, ReadModel};
use crate::operation::Asked;
use crate::rows::RowsError;
use crate::update::UpdateError;

/// An operation on a table that failed. Says which operation and table, and DynamoDB's error code; never the service's
/// message, which may quote a key or a value.
pub struct TableError {
    operation: &'static str,
    table: String,
    /// Whether it may have been carried out.
    unknown: bool,
    /// Boxed: results carry it, and it is large.
    kind: Box<Kind>,
}

enum Kind {
    /// DynamoDB answered with an error.
    Service {
        code: String,
        request_id: Option<String>,
    },
    /// The request did not get there, or no answer came back.
    Unreachable,
    TimedOut,
    /// What was asked of the row, and the row as it was.
    Condition(Asked, Option<Item>),
    /// The same, of a request that was sent again since no answer came to the first.
    Repeated(Asked, Option<Item>),
    Build,
    Key(InvalidKey),
    /// The cursor of another query.
    Cursor,
    Encode(EncodeError),
    Unasked(ConditionError),
    Update(UpdateError),
    /// The record that a row follows from has no sequence number.
    NoPosition,
    Decode(DecodeError),
    Missing(MissingAttribute),
}

impl TableError {
    fn new(operation: &'static str, table: &str, kind: Kind) -> Self {
        Self { operation, table: table.to_owned(), unknown: false, kind: Box::new(kind) }
    }

    /// What became of an operation on rows.
    pub(crate) fn of(operation: &'static str, table: &str, error: RowsError) -> Self {
        let unknown = error.is_outcome_unknown();
        let kind = match error {
            RowsError::Condition(old) => Kind::Condition(Asked::default(), old),
            RowsError::Repeated { old, .. } => Kind::Repeated(Asked::default(), old),
            RowsError::Cancelled { request_id, .. } => {
                Kind::Service { code: "TransactionCanceledException".to_owned(), request_id }
            }
            RowsError::InProgress => {
                Kind::Service { code: "TransactionInProgressException".to_owned(), request_id: None }
            }
            RowsError::Service { code, request_id, .. } => Kind::Service { code, request_id },
            RowsError::Unreachable | RowsError::NoAnswer { .. } => Kind::Unreachable,
            RowsError::TimedOut => Kind::TimedOut,
            RowsError::Build => Kind::Build,
        };
        Self { unknown, ..Self::new(operation, table, kind) }
    }

    pub(crate) fn key(operation: &'static str, table: &str, error: InvalidKey) -> Self {
        Self::new(operation, table, Kind::Key(error))
    }

    pub(crate) fn cursor(operation: &'static str, table: &str) -> Self {
        Self::new(operation, table, Kind::Cursor)
    }

    pub(crate) fn encode(operation: &'static str, table: &str, error: EncodeError) -> Self {
        Self::new(operation, table, Kind::Encode(error))
    }

    /// A condition that did not hold.
    pub(super) fn condition(operation: &'static str, table: &str, asked: Asked, old: Option<Item>) -> Self {
        Self::new(operation, table, Kind::Condition(asked.of_row(old.as_ref()), old))
    }

    /// A condition that did not hold of a request that was sent again.
    pub(super) fn repeated(operation: &'static str, table: &str, asked: Asked, old: Option<Item>) -> Self {
        let kind = Kind::Repeated(asked.of_row(old.as_ref()), old);
        Self { unknown: true, ..Self::new(operation, table, kind) }
    }

    /// A row that follows from a record without a sequence number.
    pub(super) fn no_position(table: &str) -> Self {
        Self::new("PutItem", table, Kind::NoPosition)
    }

    /// A condition that could not be asked.
    pub(super) fn unasked(table: &str, error: ConditionError) -> Self {
        Self::new("a condition", table, Kind::Unasked(error))
    }

    pub(crate) fn update(table: &str, error: UpdateError) -> Self {
        Self::new("UpdateItem", table, Kind::Update(error))
    }

    pub(crate) fn row(operation: &'static str, table: &str, error: crate::decode::RowError) -> Self {
        let kind = match error {
            crate::decode::RowError::Decode(error) => Kind::Decode(error),
            crate::decode::RowError::Missing(error) => Kind::Missing(error),
        };
        Self::new(operation, table, kind)
    }

    /// Whether a row was there that could not be read into the model.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(*self.kind, Kind::Decode(_) | Kind::Missing(_))
    }

    /// Whether a key cannot be written, in which case nothing was sent: it is empty, it is longer than DynamoDB takes, or its type
    /// refuses it.
    #[must_use]
    pub fn is_invalid_key(&self) -> bool {
        match &*self.kind {
            Kind::Key(_) => true,
            Kind::Encode(error) => error.is_invalid_key(),
            _ => false,
        }
    }

    /// Whether a condition did not hold: one of `only_if`, a row that is not there or is there already, an addition that would
    /// have left its field's range, a nested attribute whose map or list is not there, or an element of a list that is not there
    /// to be added to or removed.
    #[must_use]
    pub fn is_condition(&self) -> bool {
        matches!(*self.kind, Kind::Condition(..))
    }

    /// Whether a write may have been carried out all the same: no answer came to it, or the service failed on it.
    ///
    /// What the table sends again after that, and what it does not, is on the page of each operation. A read never is. Where a
    /// request was sent again and its condition does not hold then, [`old_row`](Self::old_row) is the row that tells.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        self.unknown && matches!(self.operation, "PutItem" | "UpdateItem" | "DeleteItem" | "TransactWriteItems")
    }

    /// The row of which a condition did not hold, as it was then; `None` where there was none, and of other errors.
    ///
    /// # Errors
    /// [`TableError`]: `is_decode` where the row does not fit the model.
    pub fn old_row<M: ReadModel>(&self) -> Result<Option<M>, Self> {
        let (Kind::Condition(_, Some(row)) | Kind::Repeated(_, Some(row))) = &*self.kind else { return Ok(None) };
        read_row(row).map(Some).map_err(|error| Self::row(self.operation, &self.table, error))
    }

    /// Whether a query was to go on from the [`Cursor`](super::Cursor) of another query.
    #[must_use]
    pub const fn is_cursor(&self) -> bool {
        matches!(&*self.kind, Kind::Cursor)
    }

    /// Whether DynamoDB could not be reached, or did not answer in time.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        matches!(*self.kind, Kind::Unreachable | Kind::TimedOut)
    }

    /// Whether the table, or an index of it, does not exist.
    #[must_use]
    pub fn is_missing_table(&self) -> bool {
        self.code() == Some("ResourceNotFoundException")
    }

    /// Whether DynamoDB turned the request away because there were too many.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        matches!(
            self.code(),
            Some("ThrottlingException" | "ProvisionedThroughputExceededException" | "RequestLimitExceeded")
        )
    }

    /// Whether the service is to blame, and not what was asked of it: it could not be reached, had too many requests or failed, the
    /// table does not exist, or the credentials do not allow the request.
    #[must_use]
    pub fn is_of_service(&self) -> bool {
        match &*self.kind {
            Kind::Service { code, .. } => is_code_of_service(code),
            Kind::Unreachable | Kind::TimedOut | Kind::Repeated(..) | Kind::Build => true,
            _ => false,
        }
    }

    /// DynamoDB's error code, where it answered with one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match &*self.kind {
            Kind::Service { code, .. } => Some(code),
            _ => None,
        }
    }
}

impl TableError {
    fn write_outcome(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_outcome_unknown() {
            true => f.write_str("; it may have been carried out: read the row before you write again"),
            false => Ok(()),
        }
    }
}

/// Whether an answer is of the service's, and not about what was asked: all that DynamoDB does not list as the request's own.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>
pub(crate) fn is_code_of_service(code: &str) -> bool {
    !matches!(
        code,
        "ValidationException"
            | "ConditionalCheckFailedException"
            | "ItemCollectionSizeLimitExceededException"
            | "TransactionCanceledException"
            | "IdempotentParameterMismatchException"
            | "DuplicateItemException"
            | "SerializationException"
    )
}

/// What there is to do about an error code.
fn advice(code: &str) -> &'static str {
    match code {
        "ResourceNotFoundException" => {
            "; there is no such table or index in this account and Region, compare the variables `STATETOPIC_TABLE_…` with its tables"
        }
        "ValidationException" => {
            "; DynamoDB does not take this request, compare the model's keys, their types and its indexes with those of the table"
        }
        _ => "",
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.operation)?;
        if !self.table.is_empty() {
            write!(f, " on `{}`", self.table)?;
        }
        match &*self.kind {
            Kind::Service { code, request_id } => {
                write!(f, " failed: {code}")?;
                if let Some(id) = request_id {
                    write!(f, " (request {id})")?;
                }
                f.write_str(advice(code))?;
                self.write_outcome(f)
            }
            Kind::Unreachable => {
                f.write_str(" failed: no answer from the endpoint; is the network or the address right?")?;
                self.write_outcome(f)
            }
            Kind::TimedOut => {
                f.write_str(" failed: no answer in time")?;
                self.write_outcome(f)
            }
            Kind::Repeated(asked, _) => {
                write!(f, " failed: no answer came to it, and when it was sent again, {}", asked.failed(None))?;
                self.write_outcome(f)
            }
            Kind::Condition(asked, _) => write!(f, " failed: {}", asked.failed(None)),
            Kind::Build => f.write_str(" failed: the request could not be made; are region and credentials set?"),
            Kind::Key(error) => write!(f, " failed: {error}"),
            Kind::Cursor => f.write_str(
                " failed: the cursor is that of another query; use it with the same conditions, in the same order of rows",
            ),
            Kind::NoPosition => f.write_str(
                " failed: the record has no sequence number, by which it could be put in order; `put_in_order` needs the records of a \
                 DynamoDB stream",
            ),
            Kind::Encode(error) => write!(f, " failed: the row {error}"),
            Kind::Unasked(error) => write!(f, " failed: {error}"),
            Kind::Update(error) => write!(f, " failed: {error}"),
            Kind::Decode(error) => write!(f, " failed: {error}"),
            Kind::Missing(error) => write!(f, " failed: {error}"),
        }
    }
}

impl std::error::Error for TableError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.kind {
            Kind::Key(InvalidKey { error, .. }) => Some(error),
            Kind::Encode(error) => Some(error),
            Kind::Unasked(error) => Some(error),
            Kind::Update(error) => Some(error),
            Kind::Decode(error) => Some(error),
            Kind::Missing(error) => Some(error),
            _ => None,
        }
    }
}

impl fmt::Debug for TableError {
    /// As it is shown: a row that it has is not.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TableError({self})")
    }
}
