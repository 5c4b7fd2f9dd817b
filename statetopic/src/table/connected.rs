//! Rows that are connected to a table, and what its requests share.

use std::fmt;

use serde_dynamo::Item;

use super::error::TableError;
use crate::decode::read_row;
use crate::index::QueryRow;
use crate::rows::Rows;

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
