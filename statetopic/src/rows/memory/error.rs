//! Why tables in memory refuse an operation.

use std::fmt;

use crate::decode::RowError;
use crate::rows::error::RowsError;

/// An operation that tables in memory refuse, as DynamoDB would. Says why, and never what a row or a key holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoryError {
    code: &'static str,
    message: String,
}

impl MemoryError {
    /// An operation that cannot be, whatever the rows are, or not with the row that is there.
    pub(super) fn validation(message: impl Into<String>) -> Self {
        Self { code: "ValidationException", message: message.into() }
    }

    pub(super) fn no_table(table: &str) -> Self {
        let message = format!("there is no table `{table}` in memory; create it first");
        Self { code: "ResourceNotFoundException", message }
    }

    /// A row that cannot be read into its model.
    pub(super) fn unreadable(table: &str, error: &RowError) -> Self {
        let message = match error {
            RowError::Decode(error) => format!("a row of `{table}` cannot be read: {error}"),
            RowError::Missing(error) => format!("a row of `{table}` cannot be read: {error}"),
        };
        Self { code: "SerializationException", message }
    }

    /// A token that was used for other operations.
    pub(super) fn token() -> Self {
        let message = "the request token was used for other operations".to_owned();
        Self { code: "IdempotentParameterMismatchException", message }
    }

    /// DynamoDB's code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }
}

impl From<MemoryError> for RowsError {
    fn from(error: MemoryError) -> Self {
        Self::Service { code: error.code.to_owned(), request_id: None, is_fault: false }
    }
}

impl fmt::Display for MemoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for MemoryError {}
