//! Read models with the key of their source.

use crate::key::NoSortKey;
use crate::model::WholeRows;
use crate::position::Sequenced;

/// A read model that has one row for each item of the topic `Source`, with its key. Implemented by
/// `#[read_model(projection_of = Source)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a projection of `{Source}`, whose changes the subscriber listens to",
    label = "two items could share a row, and their positions do not compare",
    note = "write `#[read_model(table = \"…\", projection_of = {Source})]` on `{Self}`, or return `Writes<{Self}>`"
)]
pub trait ProjectionOf<Source>: Sequenced + WholeRows {}

/// The type of a partition key that is its source's as well.
#[diagnostic::on_unimplemented(
    message = "the partition key of the source is `{Source}`, and that of its projection is `{Self}`",
    label = "a projection has the key of its source",
    note = "give the field the type `{Source}`"
)]
pub trait PartitionKeyOfSource<Source> {}

impl<K> PartitionKeyOfSource<K> for K {}

/// The type of a sort key that is its source's as well.
#[diagnostic::on_unimplemented(
    message = "the sort key of the source is `{Source}`, and that of its projection is `{Self}`",
    label = "a projection has the key of its source",
    note = "give the field the type `{Source}`, or remove `#[sort_key]` where the source has no sort key (`NoSortKey`)"
)]
pub trait SortKeyOfSource<Source> {}

impl<K> SortKeyOfSource<K> for K {}

/// What a source without a sort key has in its place.
#[diagnostic::on_unimplemented(
    message = "the source has a sort key, `{Self}`, and its projection has none",
    label = "several items of it would share a row",
    note = "add a field with `#[sort_key]`, of the type `{Self}`"
)]
pub trait NoSortKeyOfSource {}

impl NoSortKeyOfSource for NoSortKey {}
