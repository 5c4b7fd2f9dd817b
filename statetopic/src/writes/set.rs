//! Which read models `Writes` may write, and how: the policy in a function's return type.

use std::marker::PhantomData;

use crate::access::{self, Access, Granted};
use crate::grant::Grant;
use crate::model::ReadModel;
use crate::schema::TableSchema;

mod sealed {
    use super::{Only, ReadModel, WriteAccess, access};

    /// What may be written, and what can be done to it, is for the library to say: grants follow from it.
    pub trait Sealed {}

    impl<M: ReadModel, A: WriteAccess> Sealed for Only<M, A> {}
    impl<M: ReadModel> Sealed for M {}
    impl Sealed for access::Put {}
    impl Sealed for access::Update {}
    impl Sealed for access::Delete {}

    /// Nobody else can name it, and so nobody else can say what a set of read models may write.
    #[derive(Debug)]
    pub struct Token;
}

pub(super) use self::sealed::Token;

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

    #[doc(hidden)]
    const SEALED: Token;
}

/// One read model, and what may be done to its rows.
#[doc(hidden)]
pub trait WriteEntry: sealed::Sealed + Send + 'static {
    /// Its table.
    const SCHEMA: TableSchema;
    /// What writing it takes.
    const GRANT: Grant;
}

/// A read model and what may be done to its rows: `Writes<Only<Totals, access::Update>>`, by the operations of
/// [`access`](crate::access).
///
/// ```
/// use statetopic::prelude::*;
/// # #[read_model(table = "totals")]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Totals { #[partition_key] pub id: String, #[serde(default)] pub sum: u32 }
///
/// /// Its role allows `UpdateItem` and `DeleteItem` on the table, and no `PutItem`.
/// fn close(key: TotalsKey, other: &TotalsKey) -> Writes<Only<Totals, (access::Update, access::Delete)>> {
///     Writes::new().update(key.update().add(|a| a.sum, 1)).delete(other)
/// }
/// ```
#[derive(Debug)]
pub struct Only<M, A: WriteAccess>(PhantomData<fn() -> (M, A)>);

/// An [`Access`] that only writes, as `Writes` do.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an access that `Writes` can have",
    label = "expected `access::Put`, `access::Update`, `access::Delete` or a tuple of them",
    note = "`Writes` read nothing; a function reads by a parameter, such as `&Table<Model, access::Read>`"
)]
pub trait WriteAccess: Access {}

impl WriteAccess for access::Put {}
impl WriteAccess for access::Update {}
impl WriteAccess for access::Delete {}
impl<A: WriteAccess, B: WriteAccess> WriteAccess for (A, B) {}
impl<A: WriteAccess, B: WriteAccess, C: WriteAccess> WriteAccess for (A, B, C) {}

impl<M: ReadModel, A: WriteAccess> WriteEntry for Only<M, A> {
    const SCHEMA: TableSchema = M::SCHEMA;
    const GRANT: Grant = Grant::on_table::<M>(A::ACTIONS);
}

impl<M: ReadModel> WriteEntry for M {
    const SCHEMA: TableSchema = M::SCHEMA;
    const GRANT: Grant = Grant::on_table::<M>(&["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]);
}

/// A set of read models that includes `R` for an operation, at the place `At` (which is inferred).
#[diagnostic::on_unimplemented(
    message = "`Writes<{Self}>` may not write `{R}` like this",
    label = "the return type does not allow it",
    note = "the return type is the function's policy; add what it should write too: the read model, \
            `Writes<(.., {R})>`, or some operations on it, such as `Only<{R}, access::Put>`"
)]
pub trait Includes<R, At, Operation>: WriteSet {
    #[doc(hidden)]
    const INCLUDED: Token;
}

/// The place of the only read model.
#[derive(Debug)]
pub enum Itself {}

/// The place of a read model in a tuple.
#[derive(Debug)]
pub struct Place<const N: usize, At>(PhantomData<fn() -> At>);

/// What can be done to rows in `Writes`.
#[doc(hidden)]
pub trait WriteOperation: sealed::Sealed {}

macro_rules! write_operations {
    ($($operation:ident)*) => {$(
        impl WriteOperation for access::$operation {}

        #[diagnostic::do_not_recommend]
        impl<M: ReadModel, A: WriteAccess> Includes<M, Itself, access::$operation> for Only<M, A>
        where
            A::$operation: Granted,
        {
            const INCLUDED: Token = Token;
        }
    )*};
}

write_operations!(Put Update Delete);

#[diagnostic::do_not_recommend]
impl<E: WriteEntry> WriteSet for E {
    const SCHEMAS: &'static [TableSchema] = &[E::SCHEMA];
    const GRANTS: &'static [Grant] = &[E::GRANT];
    const SEALED: Token = Token;
}

impl<M: ReadModel, Operation: WriteOperation> Includes<M, Itself, Operation> for M {
    const INCLUDED: Token = Token;
}

macro_rules! write_sets {
    (@set ($($entry:ident $place:literal),*)) => {
        impl<$($entry: WriteEntry),*> WriteSet for ($($entry,)*) {
            const SCHEMAS: &'static [TableSchema] = &[$($entry::SCHEMA),*];
            const GRANTS: &'static [Grant] = &[$($entry::GRANT),*];
            const SEALED: Token = Token;
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
            const INCLUDED: Token = Token;
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
