//! The read model that a function projects its source into, and what a row of it says of a change.

use serde_dynamo::Item;

use super::Committed;
use super::error::CommitError;
use crate::operation::{Found, Write};
use crate::position::Sequenced;
use crate::schema::TableSchema;

/// The read model that a function projects its source into.
#[derive(Clone, Copy, Debug)]
pub struct ProjectedModel {
    pub(crate) schema: TableSchema,
    /// The attribute with the position.
    pub(crate) sequence: &'static str,
}

impl ProjectedModel {
    /// That of this model.
    pub(crate) const fn new<M: Sequenced>() -> Self {
        Self { schema: M::SCHEMA, sequence: M::SEQUENCE }
    }
}

/// What the row that is there says of a write, which is not newer; `None` where it says nothing.
pub(super) fn of_row(write: &Write, row: Option<&Item>) -> Result<Option<Committed>, CommitError> {
    Ok(match write.found(row) {
        Some(Found::Same) => Some(Committed::Before),
        Some(Found::Later) => Some(Committed::Superseded),
        Some(Found::Unknown) => return Err(CommitError::UnknownPosition { model: write.model }),
        // Another was there a moment ago: the transaction shows what is.
        None | Some(Found::NoPosition | Found::Earlier) => None,
    })
}

/// What became of a projection's write that a transaction left out, since the row is not that of an earlier change; `None` for
/// other writes.
pub(super) fn left_out(write: &Write, row: Option<&Item>) -> Result<Option<Committed>, CommitError> {
    match write.is_projected() {
        true => Ok(of_row(write, row)?.or(Some(Committed::Superseded))),
        false => Ok(None),
    }
}
