//! Rows that have the position of the change which they follow from.

use super::SourcePosition;
use crate::model::ReadModel;

/// A read model with a `#[sequence]`: each of its rows has the position of the change that it follows from. Implemented by
/// `#[read_model]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `#[sequence]`, by which its rows are put in the order of their source's changes",
    label = "it asks for the position of the row that is there",
    note = "add a field `#[sequence] position: SourcePosition`, or use `put`, or `put_if_newer` with a `#[version]`"
)]
pub trait Sequenced: ReadModel {
    /// The name of the attribute.
    #[doc(hidden)]
    const SEQUENCE: &'static str;
}

/// A type that a `#[sequence]` field can have: [`SourcePosition`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the position of a change",
    label = "it holds the label of a stream and a sequence number",
    note = "make the field a `SourcePosition`"
)]
pub trait SequenceAttribute {}

impl SequenceAttribute for SourcePosition {}
