//! Typed indexes: what a query of a secondary index is asked by, and what it reads.

use std::fmt;
use std::marker::PhantomData;

use crate::key::NoSortKey;
use crate::model::{MissingAttribute, ReadModel, RowShape};

/// A read model with secondary indexes; implemented by `#[read_model]` where a field has `#[index]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no indexes",
    label = "no field of it is the key of an index",
    note = "write e.g. `#[index(\"by-name\", partition)]` on a field of the read model"
)]
pub trait Indexed: ReadModel {
    /// The typed indexes: `…Indexes`.
    type Indexes;

    /// The typed indexes, by their names in snake case: `InventoryLevel::INDEXES.by_sku`.
    const INDEXES: Self::Indexes;
}

/// A secondary index of the model `M`, whose rows are read as `R`; the fields of the generated `…Indexes`.
///
/// `P` is a tuple of the types of the fields that are its partition key, and `S` of those that are its sort key, or
/// [`NoSortKey`]: at most four each.
pub struct Index<M, P, S = NoSortKey, R = M, Scope = Global> {
    name: &'static str,
    partition: &'static [&'static str],
    sort: &'static [&'static str],
    #[expect(clippy::type_complexity, reason = "it has none of them")]
    marker: PhantomData<fn() -> (M, P, S, R, Scope)>,
}

impl<M, P, S, R, Scope> Index<M, P, S, R, Scope> {
    /// The index called `name` over these attributes; for generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str, partition: &'static [&'static str], sort: &'static [&'static str]) -> Self {
        Self { name, partition, sort, marker: PhantomData }
    }

    /// The name in the table.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The attributes of its partition key.
    #[must_use]
    pub const fn partition_key(&self) -> &'static [&'static str] {
        self.partition
    }

    /// The attributes of its sort key, in their order; none where it has no sort key.
    #[must_use]
    pub const fn sort_key(&self) -> &'static [&'static str] {
        self.sort
    }
}

impl<M, P, S, R, Scope> Clone for Index<M, P, S, R, Scope> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, P, S, R, Scope> Copy for Index<M, P, S, R, Scope> {}

impl<M, P, S, R, Scope> fmt::Debug for Index<M, P, S, R, Scope> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Index").field(&self.name).finish()
    }
}

/// What a query reads that is sent to the table itself.
#[derive(Debug)]
pub enum Base {}

/// An index with partitions of its own, which DynamoDB fills after the table.
#[derive(Debug)]
pub enum Global {}

/// An index that is in the table's partitions.
#[derive(Debug)]
pub enum Local {}

mod sealed {
    pub trait Sealed {}

    impl Sealed for super::Base {}
    impl Sealed for super::Local {}
}

/// What can be read as the latest writes left it: a table and its local indexes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no consistent reads: a global index",
    label = "DynamoDB fills it a moment after the table",
    note = "leave `consistent` out, or query the table or a local index"
)]
pub trait ConsistentRead: sealed::Sealed {}

impl ConsistentRead for Base {}
impl ConsistentRead for Local {}

/// A row that a query reads: a read model, or what an index has of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of a table or of an index",
    label = "a query cannot read it",
    note = "a query reads a struct with `#[read_model]`, or the one that it generates for an index"
)]
pub trait QueryRow: Sized {
    /// The shape in which it is read.
    #[doc(hidden)]
    type Shape: RowShape;

    /// The name of the struct, for errors.
    #[doc(hidden)]
    const STRUCT: &'static str;

    /// The attribute names that the struct declares.
    #[doc(hidden)]
    const NAMES: &'static [&'static str];

    /// Turns what was read into the row.
    #[doc(hidden)]
    fn from_shape(shape: Self::Shape) -> Result<Self, MissingAttribute>;
}

impl<M: ReadModel> QueryRow for M {
    type Shape = M::Row;

    const STRUCT: &'static str = M::NAME;
    const NAMES: &'static [&'static str] = M::DECLARED;

    fn from_shape(shape: M::Row) -> Result<Self, MissingAttribute> {
        M::from_row(shape)
    }
}
