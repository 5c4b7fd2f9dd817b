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
    Architecture, Destination, FunctionSettings, InputKind, MappingSettings, NumberSetting, StartingPosition,
    SubscriberDefinition, Transport,
};
#[cfg(feature = "manifest")]
#[doc(hidden)]
pub use self::source::ResourceParameter;
#[doc(hidden)]
pub use self::source::Source;

/// A listener of a topic; implemented by `#[subscriber]` for the type that it generates.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no subscriber",
    label = "not a subscriber",
    note = "`#[subscriber]` generates one beside the function: `LowStockAlertsSubscriber` for `low_stock_alerts`"
)]
pub trait Subscriber: Sized + Send + Sync + 'static {
    /// The topic that it listens to.
    type Topic: StateTopic;
    /// What the function takes: a [`StateChange`], a [`Record`] or a [`Batch`].
    type Input: Input<Topic = Self::Topic>;
    /// What the function returns.
    type Answer: Answer<Self::Input>;

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
    const KIND: InputKind;

    /// Makes the parameter of what is handed over.
    #[doc(hidden)]
    fn of(carried: Self::Carried) -> Self;
}

impl<T: StateTopic> Input for StateChange<T> {
    type Topic = T;
    type Carried = Record<T>;

    const KIND: InputKind = InputKind::Changes;

    fn of(record: Record<T>) -> Self {
        record.change
    }
}

impl<T: StateTopic> Input for Record<T> {
    type Topic = T;
    type Carried = Self;

    const KIND: InputKind = InputKind::Records;

    fn of(record: Self) -> Self {
        record
    }
}

impl<T: StateTopic> Input for Batch<T> {
    type Topic = T;
    type Carried = Self;

    const KIND: InputKind = InputKind::Batches;

    fn of(batch: Self) -> Self {
        batch
    }
}

/// An input that is one change of one item: `StateChange<T>` or `Record<T>`. `Writes` belong to it.
#[diagnostic::on_unimplemented(
    message = "a subscriber of a `{Self}` cannot return `Writes`",
    label = "`Writes` belong to one source item, and this is more than one",
    note = "take a `StateChange<T>` or a `Record<T>`, or return `()`, `Outcomes<T>` or a `Result` of one of them"
)]
pub trait OneChange: Input {}

impl<T: StateTopic> OneChange for StateChange<T> {}
impl<T: StateTopic> OneChange for Record<T> {}

/// What a subscriber may return for its input: `()`, `Result<()>`, for one change or record also `Writes<M>` and
/// `Result<Writes<M>>`, and for a batch `Outcomes<T>` and `Result<Outcomes<T>>`.
#[diagnostic::on_unimplemented(
    message = "a subscriber of a `{Taken}` cannot return `{Self}`",
    label = "expected `()`, `Result<()>`, `Writes<M>`, `Outcomes<T>` or a `Result` of one of them",
    note = "`Writes` belong to one source item: they are returned for a `StateChange` or a `Record`, never for a `Batch`",
    note = "`Outcomes<T>` are a result for each record: they are returned for a `Batch<T>` alone"
)]
pub trait Answer<Taken> {
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

/// An error that a subscriber may return: any that becomes a [`BoxError`].
#[diagnostic::on_unimplemented(
    message = "a subscriber cannot return the error `{Self}`",
    label = "`{Self}` does not become a `BoxError`",
    note = "implement `std::error::Error` for it, and make it `Send`, `Sync` and `'static`",
    note = "or return `statetopic::Result<()>`: its `?` takes any such error, and a text becomes one by `into()`"
)]
pub trait ReturnedError {
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
        self.into_result().map(Returned::Writes).map_err(FunctionError::Writes)
    }
}

impl<I: OneChange, M: WriteSet, E: ReturnedError> Answer<I> for Result<Writes<M>, E> {
    const WRITES: &'static [TableSchema] = M::SCHEMAS;
    const GRANTS: &'static [Grant] = M::GRANTS;

    fn into_returned(self) -> Result<Returned, FunctionError> {
        self.map_err(returned)?.into_result().map(Returned::Writes).map_err(FunctionError::Writes)
    }
}

impl<T: StateTopic> Answer<Batch<T>> for Outcomes<T> {
    const WRITES: &'static [TableSchema] = &[];

    fn into_returned(self) -> Result<Returned, FunctionError> {
        Ok(Returned::outcomes(self))
    }
}

impl<T: StateTopic, E: ReturnedError> Answer<Batch<T>> for Result<Outcomes<T>, E> {
    const WRITES: &'static [TableSchema] = &[];

    fn into_returned(self) -> Result<Returned, FunctionError> {
        self.map(Returned::outcomes).map_err(returned)
    }
}
