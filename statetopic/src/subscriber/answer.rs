//! What a subscriber may return.

use super::input::OneChange;
use super::returned::{FunctionError, Returned, ReturnedWrites};
use crate::change::Topic;
use crate::grant::Grant;
use crate::ledger::ProjectedModel;
use crate::projection::{Projection, ProjectionOf};
use crate::record::{Batch, Outcomes};
use crate::schema::TableSchema;
use crate::writes::{WriteSet, Writes};
use crate::{BoxError, Result};

/// What committing a projection takes of its table. A record that fails is looked for in the row, which alone may know it.
const PROJECTION_ACTIONS: [&str; 3] = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"];

mod sealed {
    use super::{Outcomes, Projection, Topic, Writes};

    pub trait Sealed {}

    impl Sealed for () {}
    impl<M> Sealed for Writes<M> {}
    impl<M> Sealed for Projection<M> {}
    impl<T: Topic> Sealed for Outcomes<T> {}
    impl<T: Sealed, E> Sealed for Result<T, E> {}
}

/// What a subscriber may return for its input: `()`, `Result<()>`, for one change or record also `Writes<M>`,
/// `Projection<M>` and a `Result` of them, and for a batch `Outcomes<T>` and `Result<Outcomes<T>>`.
#[diagnostic::on_unimplemented(
    message = "a subscriber of a `{Taken}` cannot return `{Self}`",
    label = "expected `()`, `Result<()>`, `Writes<M>`, `Projection<M>`, `Outcomes<T>` or a `Result` of one of them",
    note = "`Writes` and a `Projection` belong to one source item: they are returned for a `StateChange` or a `Record`, never for a \
            `Batch`",
    note = "`Outcomes<T>` are a result for each record: they are returned for a `Batch<T>` alone"
)]
pub trait Answer<Taken>: sealed::Sealed {
    /// The tables that it may write.
    #[doc(hidden)]
    const WRITES: &'static [TableSchema];

    /// What writing them takes.
    #[doc(hidden)]
    const GRANTS: &'static [Grant] = &[];

    /// The read model that it projects its source into.
    #[doc(hidden)]
    const PROJECTS: Option<ProjectedModel> = None;

    /// What there is to do about it, or why the call failed.
    #[doc(hidden)]
    fn into_returned(self) -> Result<Returned, FunctionError>;
}

/// An error that a subscriber may return: any that becomes a [`BoxError`].
#[diagnostic::on_unimplemented(
    message = "a subscriber cannot return the error `{Self}`",
    label = "`{Self}` does not become a `BoxError`",
    note = "implement `std::error::Error` for it, and make it `Send`, `Sync` and `'static`",
    note = "or return `statetopic::Result<()>`: its `?` takes any such error, and a text becomes one by `into()`"
)]
pub trait ReturnedError: Into<BoxError> {
    /// The error as it is logged.
    #[doc(hidden)]
    fn into_boxed(self) -> BoxError;
}

#[diagnostic::do_not_recommend]
impl<E: Into<BoxError>> ReturnedError for E {
    fn into_boxed(self) -> BoxError {
        self.into()
    }
}

fn returned_writes<M: WriteSet>(writes: Writes<M>) -> Result<Returned, FunctionError> {
    match writes.into_result() {
        Ok(writes) => Ok(Returned::Writes(ReturnedWrites::new(writes))),
        Err(error) => Err(FunctionError::Writes(error.into())),
    }
}

fn returned_projection<M>(projection: Projection<M>) -> Result<Returned, FunctionError> {
    match projection.into_result() {
        Ok(writes) => Ok(Returned::Writes(ReturnedWrites::new(writes))),
        Err(error) => Err(FunctionError::Writes(error.into())),
    }
}

fn returned(error: impl ReturnedError) -> FunctionError {
    FunctionError::Returned(error.into_boxed())
}

impl<I> Answer<I> for () {
    const WRITES: &'static [TableSchema] = &[];

    fn into_returned(self) -> Result<Returned, FunctionError> {
        Ok(Returned::Done)
    }
}

impl<I, E: ReturnedError> Answer<I> for Result<(), E> {
    const WRITES: &'static [TableSchema] = &[];

    fn into_returned(self) -> Result<Returned, FunctionError> {
        self.map(|()| Returned::Done).map_err(returned)
    }
}

impl<I: OneChange, M: WriteSet> Answer<I> for Writes<M> {
    const WRITES: &'static [TableSchema] = M::SCHEMAS;
    const GRANTS: &'static [Grant] = M::GRANTS;

    fn into_returned(self) -> Result<Returned, FunctionError> {
        returned_writes(self)
    }
}

impl<I: OneChange, M: WriteSet, E: ReturnedError> Answer<I> for Result<Writes<M>, E> {
    const WRITES: &'static [TableSchema] = M::SCHEMAS;
    const GRANTS: &'static [Grant] = M::GRANTS;

    fn into_returned(self) -> Result<Returned, FunctionError> {
        returned_writes(self.map_err(returned)?)
    }
}

impl<I: OneChange, M: ProjectionOf<I::Topic>> Answer<I> for Projection<M> {
    const WRITES: &'static [TableSchema] = &[M::SCHEMA];
    const GRANTS: &'static [Grant] = &[Grant::on_table::<M>(&PROJECTION_ACTIONS)];
    const PROJECTS: Option<ProjectedModel> = Some(ProjectedModel::new::<M>());

    fn into_returned(self) -> Result<Returned, FunctionError> {
        returned_projection(self)
    }
}

impl<I: OneChange, M: ProjectionOf<I::Topic>, E: ReturnedError> Answer<I> for Result<Projection<M>, E> {
    const WRITES: &'static [TableSchema] = <Projection<M> as Answer<I>>::WRITES;
    const GRANTS: &'static [Grant] = <Projection<M> as Answer<I>>::GRANTS;
    const PROJECTS: Option<ProjectedModel> = <Projection<M> as Answer<I>>::PROJECTS;

    fn into_returned(self) -> Result<Returned, FunctionError> {
        returned_projection(self.map_err(returned)?)
    }
}

impl<T: Topic> Answer<Batch<T>> for Outcomes<T> {
    const WRITES: &'static [TableSchema] = &[];

    fn into_returned(self) -> Result<Returned, FunctionError> {
        Ok(Returned::outcomes(self))
    }
}

impl<T: Topic, E: ReturnedError> Answer<Batch<T>> for Result<Outcomes<T>, E> {
    const WRITES: &'static [TableSchema] = &[];

    fn into_returned(self) -> Result<Returned, FunctionError> {
        self.map(Returned::outcomes).map_err(returned)
    }
}
