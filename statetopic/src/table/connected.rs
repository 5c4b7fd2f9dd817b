//! A client that is connected to a table, and what its requests share.

use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_dynamo::Item;

use super::error::TableError;
use crate::decode::read_row;
use crate::index::QueryRow;

/// A client and a table's physical name.
#[derive(Clone)]
pub(crate) struct Connected {
    pub(super) client: Client,
    table: String,
}

impl Connected {
    pub(super) const fn new(client: Client, table: String) -> Self {
        Self { client, table }
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

/// Boxes a request's future: the SDK's nest so deeply that a user's own could not be laid out around them.
pub(crate) fn boxed<F: Future>(request: F) -> Pin<Box<F>> {
    Box::pin(request)
}

/// A row of the SDK's, read into the model, or into what an index has of it.
pub(super) fn to_row<R: QueryRow>(
    operation: &'static str,
    table: &str,
    item: HashMap<String, AttributeValue>,
) -> Result<R, TableError> {
    read_row(&Item::from(item)).map_err(|error| TableError::row(operation, table, error))
}
