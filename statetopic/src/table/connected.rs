//! Rows that are connected to a table, and what its requests share.

use std::fmt;

use serde_dynamo::Item;

use super::error::TableError;
use super::in_order::OrderedPut;
use crate::decode::read_row;
use crate::index::QueryRow;
use crate::operation::{Found, OperationError, Write, Written};
use crate::rows::{RowOperation, Rows, RowsError};
use crate::update::{UpdateError, check_ranges};

/// Rows and a table's physical name.
#[derive(Clone)]
pub(crate) struct Connected {
    pub(super) rows: Rows,
    table: String,
}

impl Connected {
    pub(super) const fn new(rows: Rows, table: String) -> Self {
        Self { rows, table }
    }

    pub(super) fn name(&self) -> &str {
        &self.table
    }

    /// Carries out an operation.
    pub(super) async fn write(&self, write: Result<Write, OperationError>) -> Result<Written, TableError> {
        match write {
            Ok(write) => self.carry_out(write).await,
            Err(OperationError::Encode { error, .. }) => Err(TableError::encode("PutItem", &self.table, error)),
            Err(OperationError::Key { invalid, operation, .. }) => {
                Err(TableError::key(operation, &self.table, invalid))
            }
            Err(OperationError::Condition(error)) => Err(TableError::unasked(&self.table, error)),
        }
    }

    /// Puts a row in the order of its source's changes; `None` is one that follows from a change without a position.
    pub(super) async fn put_in_order(
        &self,
        write: Option<Result<Write, OperationError>>,
    ) -> Result<OrderedPut, TableError> {
        let Some(write) = write else { return Err(TableError::no_position(&self.table)) };
        let Ok(write) = write else { return self.write(write).await.map(|_| OrderedPut::Written) };
        let (operation, condition) = (write.operation(), write.condition());
        let (key_names, key, change) = (write.key_names, write.key.clone(), write.change.clone());
        let row = RowOperation { table: &self.table, key_names, key, change, condition };
        let old = match self.rows.write(row).await {
            Ok(()) | Err(RowsError::Repeated { is_put: true, .. }) => return Ok(OrderedPut::Written),
            Err(RowsError::Condition(old) | RowsError::Repeated { old, .. }) => old,
            Err(error) => return Err(TableError::of(operation, &self.table, error)),
        };
        match write.found(old.as_ref()) {
            Some(Found::Same) => Ok(OrderedPut::Duplicate),
            Some(Found::Unknown) => Err(TableError::condition(operation, &self.table, write.asked(), old)),
            None | Some(Found::NoPosition | Found::Earlier | Found::Later) => Ok(OrderedPut::Superseded),
        }
    }

    /// Carries out an update.
    pub(super) async fn update(
        &self,
        update: Result<Result<Write, OperationError>, UpdateError>,
    ) -> Result<Written, TableError> {
        let checked = update.and_then(|write| write.iter().try_for_each(check_ranges).map(|()| write));
        match checked {
            Ok(write) => self.write(write).await,
            Err(error) => Err(TableError::update(&self.table, error)),
        }
    }

    async fn carry_out(&self, write: Write) -> Result<Written, TableError> {
        write.check().map_err(|error| TableError::unasked(&self.table, error))?;
        let (operation, asked, condition) = (write.operation(), write.asked(), write.condition());
        let Write { key_names, key, change, guard, .. } = write;
        let row = RowOperation { table: &self.table, key_names, key, change, condition };
        match self.rows.write(row).await {
            Ok(()) => Ok(Written::Done),
            Err(RowsError::Condition(_)) if guard.or_skip => Ok(Written::Skipped),
            Err(RowsError::Condition(old)) => Err(TableError::condition(operation, &self.table, asked, old)),
            // Whoever put this row there, no older one is.
            Err(RowsError::Repeated { is_put: true, .. }) if guard.is_of_version() => Ok(Written::Done),
            Err(RowsError::Repeated { .. }) if guard.is_of_version() && guard.or_skip => Ok(Written::Skipped),
            Err(RowsError::Repeated { old, .. }) if guard.is_of_version() => {
                Err(TableError::condition(operation, &self.table, asked, old))
            }
            Err(RowsError::Repeated { old, .. }) => Err(TableError::repeated(operation, &self.table, asked, old)),
            Err(error) => Err(TableError::of(operation, &self.table, error)),
        }
    }
}

impl fmt::Debug for Connected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Connected").field(&self.table).finish()
    }
}

/// An item, read into the model, or into what an index has of it.
pub(super) fn to_row<R: QueryRow>(operation: &'static str, table: &str, item: &Item) -> Result<R, TableError> {
    read_row(item).map_err(|error| TableError::row(operation, table, error))
}
