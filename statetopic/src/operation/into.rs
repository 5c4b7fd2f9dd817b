//! What an operation can be written as.

use serde::Serialize;

use super::row::{Create, Delete, Put, Replace};
use crate::key::ModelKey;
use crate::model::{KeyOfModel, ReadModel};

/// What stands for the operation `O`: the operation itself, or what it is about by reference. A row stands for its [`Put`],
/// [`Create`] or [`Replace`], a key for its [`Delete`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a row, nor a key, nor a `{O}`",
    label = "expected the row or the key by reference, or the operation",
    note = "write e.g. `put(&row)` or `put(Put::new(&row).only_if(|a| a.total.lt(10)))`, and `delete(&key)` or \
            `delete(key.delete())`"
)]
pub trait IntoOperation<O> {
    /// The operation.
    #[doc(hidden)]
    fn into_operation(self) -> O;
}

mod sealed {
    use super::{Create, Delete, Put, Replace};

    pub trait Sealed {}

    impl<M> Sealed for Put<M> {}
    impl<M> Sealed for Create<M> {}
    impl<M> Sealed for Replace<M> {}
    impl<M> Sealed for Delete<M> {}
}

/// An operation on a row that is a value.
#[doc(hidden)]
pub trait Operation: sealed::Sealed {}

impl<M> Operation for Put<M> {}
impl<M> Operation for Create<M> {}
impl<M> Operation for Replace<M> {}
impl<M> Operation for Delete<M> {}

#[diagnostic::do_not_recommend]
impl<O: Operation> IntoOperation<O> for O {
    fn into_operation(self) -> O {
        self
    }
}

macro_rules! rows {
    ($($operation:ident)*) => { $(
        impl<M: ReadModel + Serialize> IntoOperation<$operation<M>> for &M {
            fn into_operation(self) -> $operation<M> {
                $operation::new(self)
            }
        }
    )* };
}

rows!(Put Create Replace);

impl<M: ReadModel<Key = K>, K: ModelKey> IntoOperation<Delete<M>> for &K {
    fn into_operation(self) -> Delete<M> {
        Delete::new(self)
    }
}

/// What `Writes` delete: a key by reference, or a [`Delete`]. A key that is that of several models names one:
/// `key.delete_of::<Order<Parcel>>()`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `Delete`",
    label = "expected a key by reference, or a `Delete`",
    note = "write `delete(&key)`, or `delete(key.delete().only_if(|a| a.total.eq(0)))`; the key of a generic model names it, as \
            in `delete(key.delete_of::<Model>())`"
)]
pub trait IntoDelete {
    /// The row's model.
    type Model: ReadModel;

    /// The operation.
    #[doc(hidden)]
    fn into_delete(self) -> Delete<Self::Model>;
}

#[diagnostic::do_not_recommend]
impl<K: KeyOfModel> IntoDelete for &K {
    type Model = K::Model;

    fn into_delete(self) -> Delete<K::Model> {
        Delete::new(self)
    }
}

impl<M: ReadModel> IntoDelete for Delete<M> {
    type Model = M;

    fn into_delete(self) -> Self {
        self
    }
}
