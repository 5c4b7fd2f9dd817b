//! What `#[subscriber]` implements, and the traits that say what a function may take and return.

use crate::change::StateChange;
use crate::connections::{ConnectError, Connections};
use crate::grant::Grant;
use crate::model::StateTopic;
use crate::record::{Batch, Outcomes, Record};
use crate::runtime::{Carried, FunctionError, Returned};
use crate::schema::TableSchema;
use crate::writes::{WriteSet, Writes};
use crate::{BoxError, Result};

mod definition;
mod source;

pub use self::definition::{
    Architecture, Destination, FunctionSettings, MappingSettings, StartingPosition, SubscriberDefinition, Transport,
};
#[cfg(feature = "manifest")]
#[doc(hidden)]
pub use self::source::ResourceParameter;
#[doc(hidden)]
pub use self::source::Source;

/// A listener of a topic; implemented by `#[subscriber]` for the type that it generates.
pub trait Subscriber: Sized + Send + Sync + 'static {
    /// The topic that it listens to.
    type Topic: StateTopic;
    /// What the function takes: a [`StateChange`], a [`Record`] or a [`Batch`].
    type Input: Input<Topic = Self::Topic>;
    /// What the function returns.
    type Answer: Answer<<Self::Input as Input>::Carried>;

    /// Its id and what its event source mapping and its function are made with.
    const DEFINITION: SubscriberDefinition;

    /// Where it stands in the source.
    #[doc(hidden)]
    const SOURCE: Source = Source::UNKNOWN;

    /// Connects the resources.
    ///
    /// # Errors
    /// [`ConnectError`] where one cannot be connected.
    fn connect(connections: &Connections) -> impl Future<Output = Result<Self, ConnectError>> + Send;

    /// Whether an arm of `on(…)` takes the change.
    fn takes(change: &StateChange<Self::Topic>) -> bool;

    /// The arms, for the filter patterns of a mapping.
    #[cfg(feature = "manifest")]
    #[doc(hidden)]
    #[must_use]
    fn arms() -> Vec<crate::manifest::filter::Arm> {
        crate::manifest::filter::Arm::all()
    }

    /// Whether it reads new and old images, as far as its source tells.
    #[cfg(feature = "manifest")]
    #[doc(hidden)]
    #[must_use]
    fn reads() -> (bool, bool) {
        (true, true)
    }

    /// The parameters after the first.
    #[cfg(feature = "manifest")]
    #[doc(hidden)]
    #[must_use]
    fn resources() -> Vec<ResourceParameter> {
        Vec::new()
    }

    /// Calls the function.
    fn call(&self, input: Self::Input) -> impl Future<Output = Self::Answer> + Send;
}

/// What a subscriber's first parameter may be: `StateChange<T>`, `Record<T>` or `Batch<T>` of a topic `T`.
#[diagnostic::on_unimplemented(
    message = "a subscriber cannot listen to `{Self}`",
    label = "expected `StateChange<T>`, `Record<T>` or `Batch<T>`",
    note = "the first parameter is what the subscriber listens to, e.g. `change: StateChange<Model>`"
)]
pub trait Input: Send + 'static {
    /// The topic.
    type Topic: StateTopic;
    /// What is handed over in one call.
    #[doc(hidden)]
    type Carried: Carried<Self::Topic>;

    /// What it is called in a manifest.
    #[doc(hidden)]
    const KIND: &'static str;

    /// Makes the parameter of what is handed over.
    #[doc(hidden)]
    fn of(carried: Self::Carried) -> Self;
}

impl<T: StateTopic> Input for StateChange<T> {
    type Topic = T;
    type Carried = Record<T>;

    const KIND: &'static str = "changes";

    fn of(record: Record<T>) -> Self {
        record.change
    }
}

impl<T: StateTopic> Input for Record<T> {
    type Topic = T;
    type Carried = Self;

    const KIND: &'static str = "records";

    fn of(record: Self) -> Self {
        record
    }
}

impl<T: StateTopic> Input for Batch<T> {
    type Topic = T;
    type Carried = Self;

    const KIND: &'static str = "batches";

    fn of(batch: Self) -> Self {
        batch
    }
}

/// What a subscriber may return for what it was handed: `()`, `Result<()>`, for one change or record also `Writes<M>`
/// and `Result<Writes<M>>`, and for a batch `Outcomes<T>` and `Result<Outcomes<T>>`.
#[diagnostic::on_unimplemented(
    message = "a subscriber cannot return `{Self}` here",
    label = "expected `()`, `Result<()>`, `Writes<M>`, `Outcomes<T>` or a `Result` of one of them",
    note = "`Writes` belong to one source item: they are returned for a `StateChange` or a `Record`, never for a `Batch`",
    note = "`Outcomes<T>` are a result for each record: they are returned for a `Batch<T>` alone"
)]
pub trait Answer<Carried> {
    /// The tables that it may write.
    #[doc(hidden)]
    const WRITES: &'static [TableSchema];

    /// What writing them takes.
    #[doc(hidden)]
    const GRANTS: &'static [Grant] = &[];

    /// What there is to do about it, or why the call failed.
    #[doc(hidden)]
    fn into_returned(self) -> Result<Returned, FunctionError>;
}

impl<C> Answer<C> for () {
    const WRITES: &'static [TableSchema] = &[];

    fn into_returned(self) -> Result<Returned, FunctionError> {
        Ok(Returned::Done)
    }
}

impl<C, E: Into<BoxError>> Answer<C> for Result<(), E> {
    const WRITES: &'static [TableSchema] = &[];

    fn into_returned(self) -> Result<Returned, FunctionError> {
        self.map(|()| Returned::Done).map_err(FunctionError::returned)
    }
}

impl<T: StateTopic, M: WriteSet> Answer<Record<T>> for Writes<M> {
    const WRITES: &'static [TableSchema] = M::SCHEMAS;
    const GRANTS: &'static [Grant] = M::GRANTS;

    fn into_returned(self) -> Result<Returned, FunctionError> {
        self.into_result().map(Returned::Writes).map_err(FunctionError::Writes)
    }
}

impl<T: StateTopic, M: WriteSet, E: Into<BoxError>> Answer<Record<T>> for Result<Writes<M>, E> {
    const WRITES: &'static [TableSchema] = M::SCHEMAS;
    const GRANTS: &'static [Grant] = M::GRANTS;

    fn into_returned(self) -> Result<Returned, FunctionError> {
        self.map_err(FunctionError::returned)?.into_result().map(Returned::Writes).map_err(FunctionError::Writes)
    }
}

impl<T: StateTopic> Answer<Batch<T>> for Outcomes<T> {
    const WRITES: &'static [TableSchema] = &[];

    fn into_returned(self) -> Result<Returned, FunctionError> {
        Ok(Returned::outcomes(self))
    }
}

impl<T: StateTopic, E: Into<BoxError>> Answer<Batch<T>> for Result<Outcomes<T>, E> {
    const WRITES: &'static [TableSchema] = &[];

    fn into_returned(self) -> Result<Returned, FunctionError> {
        self.map(Returned::outcomes).map_err(FunctionError::returned)
    }
}
