//! Projections: the row that one source item has in a derived read model, as the value that a function returns.

mod model;

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;

pub use self::model::{NoSortKeyOfSource, PartitionKeyOfSource, ProjectionOf, SortKeyOfSource};
use crate::operation::{Put, Write};
use crate::position::Sequenced;
use crate::writes::WriteError;

/// What one source item's row in the read model `M` is after a change: the row, none, or what it was. For models that have one row
/// for each source item, with its key.
///
/// A subscriber of a `StateChange` or a `Record` returns it. The runtime writes the position of the change into the row's
/// `#[sequence]` field, and a row that follows from an older change never replaces one that follows from a newer one. A change of
/// a row that is there is **one write**, without a transaction and without a row of the ledger: the row itself tells a duplicate
/// by its position. The first row of an item and every `absent` are committed together with the item's row in the ledger, since
/// there is nothing else then that a late, older change could be told by.
///
/// `#[read_model(projection_of = Source)]` gives `M` the key of all key fields of its source, so that two items never share a
/// row: their positions could not be compared. A row with another key than the changed item's fails its record.
///
/// ```
/// use statetopic::prelude::*;
///
/// #[read_model(table = "products")]
/// #[state_topic(view = NEW_IMAGE)]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct Product {
///     #[partition_key]
///     pub sku: String,
///     pub title: String,
///     pub is_hidden: bool,
/// }
///
/// #[read_model(table = "product-cards", projection_of = Product)]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct ProductCard {
///     #[partition_key]
///     pub sku: String,
///     pub title: String,
///     #[sequence]
///     pub position: SourcePosition,
/// }
///
/// #[subscriber(on(Inserted, Modified, Removed))]
/// fn product_cards(change: StateChange<Product>) -> Projection<ProductCard> {
///     match change.new() {
///         Some(new) if !new.is_hidden => Projection::row(&ProductCard {
///             sku: new.sku.clone(),
///             title: new.title.to_uppercase(),
///             position: SourcePosition::unset(),
///         }),
///         Some(_) | None => Projection::absent(),
///     }
/// }
///
/// // A unit test compares what the function returns: no AWS call is in sight.
/// let key = ProductKey { sku: "7".to_owned() };
/// let new = ProductNewImage { sku: "7".to_owned(), title: "bolt".to_owned(), is_hidden: true };
/// assert_eq!(product_cards(StateChange::Inserted { key, new }), Projection::absent());
/// ```
#[must_use = "a projection is committed when the subscriber returns it"]
pub struct Projection<M> {
    written: Option<Result<Write, WriteError>>,
    model: PhantomData<fn() -> M>,
}

impl<M: Sequenced> Projection<M> {
    /// The item's row is this one. Its `#[sequence]` field is overwritten with the position of the change.
    pub fn row(row: &M) -> Self
    where
        M: Serialize,
    {
        let built = Put::new(row).into_write().map_err(WriteError::from);
        Self::of(Some(built.map(Write::into_projected::<M>)))
    }

    /// The item has no row.
    pub fn absent() -> Self {
        Self::of(Some(Ok(Write::absent::<M>())))
    }

    /// The change does not matter to the row, which stays as it is, or stays away.
    pub const fn unchanged() -> Self {
        Self::of(None)
    }
}

impl<M> Projection<M> {
    const fn of(written: Option<Result<Write, WriteError>>) -> Self {
        Self { written, model: PhantomData }
    }

    /// Whether the row stays as it is.
    #[must_use]
    pub const fn is_unchanged(&self) -> bool {
        self.written.is_none()
    }

    /// The write, where there is one, or why the row cannot be written.
    pub(crate) fn into_result(self) -> Result<Vec<Write>, WriteError> {
        self.written.into_iter().collect()
    }
}

impl<M> Clone for Projection<M> {
    fn clone(&self) -> Self {
        Self::of(self.written.clone())
    }
}

impl<M> PartialEq for Projection<M> {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl<M> fmt::Debug for Projection<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Projection").field(&self.written).finish()
    }
}
