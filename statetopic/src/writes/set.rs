//! Which read models `Writes` may write, and how: the policy in a function's return type.

use std::marker::PhantomData;

use crate::access;
use crate::grant::Grant;
use crate::model::ReadModel;
use crate::schema::TableSchema;

/// The read models that a [`Writes`](super::Writes) may write: one, or a tuple of up to eight.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a read model nor a tuple of read models",
    label = "`Writes` names the read models that it writes",
    note = "write `Writes<Model>` or `Writes<(First, Second)>`; up to eight, each with `#[read_model]`"
)]
pub trait WriteSet: Send + 'static {
    /// The tables.
    #[doc(hidden)]
    const SCHEMAS: &'static [TableSchema];

    /// What writing them takes.
    #[doc(hidden)]
    const GRANTS: &'static [Grant];
}

/// One read model, and what may be done to its rows.
#[doc(hidden)]
pub trait WriteEntry: Send + 'static {
    /// Its table.
    const SCHEMA: TableSchema;
    /// What writing it takes.
    const GRANT: Grant;
}

/// Only `put` and `put_if_newer`: `Writes<Puts<Model>>`.
///
/// ```
/// use statetopic::prelude::*;
/// use statetopic::writes::{Deletes, Updates};
/// # #[read_model(table = "totals")]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Totals { #[partition_key] pub id: String, #[serde(default)] pub sum: u32 }
///
/// /// Its role allows `UpdateItem` and `DeleteItem` on the table, and no `PutItem`.
/// fn close(key: TotalsKey, other: &TotalsKey) -> Writes<(Updates<Totals>, Deletes<Totals>)> {
///     Writes::new().update(key.update().add(|a| a.sum, 1)).delete(other)
/// }
/// ```
#[derive(Debug)]
pub struct Puts<M>(PhantomData<fn() -> M>);

/// Only `update`: `Writes<Updates<Model>>`; see [`Puts`].
#[derive(Debug)]
pub struct Updates<M>(PhantomData<fn() -> M>);

/// Only `delete`: `Writes<Deletes<Model>>`; see [`Puts`].
#[derive(Debug)]
pub struct Deletes<M>(PhantomData<fn() -> M>);

impl<M: ReadModel> WriteEntry for M {
    const SCHEMA: TableSchema = M::SCHEMA;
    const GRANT: Grant = Grant::on_table::<M>(&["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]);
}

/// A set of read models that includes `R` for an operation, at the place `At` (which is inferred).
#[diagnostic::on_unimplemented(
    message = "`Writes<{Self}>` may not write `{R}` like this",
    label = "the return type does not allow it",
    note = "the return type is the function's policy; add what it should write too: the read model, \
            `Writes<(.., {R})>`, or one operation on it, `Puts<{R}>`, `Updates<{R}>` or `Deletes<{R}>`"
)]
pub trait Includes<R, At, Operation>: WriteSet {}

/// The place of the only read model.
#[derive(Debug)]
pub enum Only {}

/// The place of a read model in a tuple.
#[derive(Debug)]
pub struct Place<const N: usize, At>(PhantomData<fn() -> At>);

/// What can be done to rows in `Writes`.
#[doc(hidden)]
pub trait WriteOperation {}

macro_rules! narrowed {
    ($($set:ident $operation:ident $action:literal;)*) => {$(
        impl WriteOperation for access::$operation {}

        impl<M: ReadModel> WriteEntry for $set<M> {
            const SCHEMA: TableSchema = M::SCHEMA;
            const GRANT: Grant = Grant::on_table::<M>(&[$action]);
        }

        #[diagnostic::do_not_recommend]
        impl<M: ReadModel> Includes<M, Only, access::$operation> for $set<M> {}
    )*};
}

narrowed! {
    Puts Put "dynamodb:PutItem";
    Updates Update "dynamodb:UpdateItem";
    Deletes Delete "dynamodb:DeleteItem";
}

#[diagnostic::do_not_recommend]
impl<E: WriteEntry> WriteSet for E {
    const SCHEMAS: &'static [TableSchema] = &[E::SCHEMA];
    const GRANTS: &'static [Grant] = &[E::GRANT];
}

impl<M: ReadModel, Operation: WriteOperation> Includes<M, Only, Operation> for M {}

macro_rules! write_sets {
    (@set ($($entry:ident $place:literal),*)) => {
        impl<$($entry: WriteEntry),*> WriteSet for ($($entry,)*) {
            const SCHEMAS: &'static [TableSchema] = &[$($entry::SCHEMA),*];
            const GRANTS: &'static [Grant] = &[$($entry::GRANT),*];
        }
        write_sets!(@each [$($entry)*] $($entry $place)*);
    };
    (@each $all:tt $($entry:ident $place:literal)*) => { $( write_sets!(@include $all $entry $place); )* };
    (@include [$($all:ident)*] $entry:ident $place:literal) => {
        #[diagnostic::do_not_recommend]
        impl<R, At, Operation, $($all: WriteEntry),*> Includes<R, Place<$place, At>, Operation> for ($($all,)*)
        where
            $entry: Includes<R, At, Operation>,
        {
        }
    };
    ($($sets:tt)*) => { $( write_sets!(@set $sets); )* };
}

write_sets! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
}
