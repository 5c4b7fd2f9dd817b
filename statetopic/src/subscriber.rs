//! What `#[subscriber]` implements, and the traits that say what a function may take and return.

use crate::change::Topic;
use crate::connections::{ConnectError, Connections};

mod answer;
mod definition;
#[cfg(feature = "manifest")]
pub(crate) mod filter;
mod input;
mod returned;
pub(crate) mod source;

pub use self::answer::{Answer, ReturnedError};
pub use self::definition::{
    Architecture, Destination, ErrorSettings, FunctionSettings, InputKind, MappingSettings, NumberSetting, OnError,
    StartingPosition, SubscriberDefinition, Transport,
};
pub use self::input::{Concurrent, Input, OneChange};
pub(crate) use self::returned::{FunctionError, RecordResult, Returned, ReturnedWrites};
#[cfg(feature = "manifest")]
use self::source::ResourceParameter;
use self::source::Source;

/// A listener of a topic; implemented by `#[subscriber]` for the type that it generates.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a subscriber",
    label = "not a subscriber",
    note = "`#[subscriber]` generates one beside the function: `LowStockAlertsSubscriber` for `low_stock_alerts`"
)]
pub trait Subscriber: Sized + Send + Sync + 'static {
    /// The topic that it listens to.
    type Topic: Topic;
    /// What the function takes: a [`StateChange`](crate::StateChange), a [`Record`](crate::Record) or a [`Batch`](crate::Batch).
    type Input: Input<Topic = Self::Topic>;
    /// What the function returns.
    type Answer: Answer<Self::Input>;

    /// Its id and what its event source mapping and its function are made with.
    const DEFINITION: SubscriberDefinition;

    /// Whether the function has no parameter beside its input. Then it returns the same for a record each time; else what it
    /// reads may have changed, and a record that it returned no writes for must not lead to some later.
    #[doc(hidden)]
    const READS_NOTHING: bool = false;

    /// Where it stands in the source.
    #[doc(hidden)]
    const SOURCE: Source = Source::UNKNOWN;

    /// Connects the resources.
    ///
    /// # Errors
    /// [`ConnectError`] where one cannot be connected.
    fn connect(connections: &Connections) -> impl Future<Output = Result<Self, ConnectError>> + Send;

    /// Whether an arm of `on(…)` takes the change.
    fn takes(change: &<Self::Topic as Topic>::Change) -> bool;

    /// The arms, for the filter patterns of a mapping.
    #[cfg(feature = "manifest")]
    #[doc(hidden)]
    #[must_use]
    fn arms() -> Vec<filter::Arm> {
        filter::Arm::all()
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
