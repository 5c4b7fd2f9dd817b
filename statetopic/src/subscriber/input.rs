//! What a subscriber's first parameter may be.

use super::definition::InputKind;
use crate::change::{StateChange, StateTopic, Topic};
use crate::record::{Batch, Record};

mod sealed {
    use super::{Batch, Record, StateChange, StateTopic, Topic};

    pub trait Sealed {}

    impl<T: StateTopic> Sealed for StateChange<T> {}
    impl<T: Topic> Sealed for Record<T> {}
    impl<T: Topic> Sealed for Batch<T> {}
}

/// What a subscriber's first parameter may be: `StateChange<T>`, `Record<T>` or `Batch<T>` of a topic `T`.
#[diagnostic::on_unimplemented(
    message = "a subscriber cannot listen to `{Self}`",
    label = "expected `StateChange<T>`, `Record<T>` or `Batch<T>`",
    note = "the first parameter is what the subscriber listens to, e.g. `change: StateChange<Model>`"
)]
pub trait Input: sealed::Sealed + Send + 'static {
    /// The topic.
    type Topic: Topic;

    /// What it is called in a manifest.
    #[doc(hidden)]
    const KIND: InputKind;

    /// Makes the parameter of a record. A batch takes the records after it too, by `batch`.
    #[doc(hidden)]
    fn from_records(first: Record<Self::Topic>, batch: impl FnOnce(Record<Self::Topic>) -> Batch<Self::Topic>) -> Self;
}

impl<T: StateTopic> Input for StateChange<T> {
    type Topic = T;

    const KIND: InputKind = InputKind::Changes;

    fn from_records(record: Record<T>, _: impl FnOnce(Record<T>) -> Batch<T>) -> Self {
        record.change
    }
}

impl<T: Topic> Input for Record<T> {
    type Topic = T;

    const KIND: InputKind = InputKind::Records;

    fn from_records(record: Self, _: impl FnOnce(Self) -> Batch<T>) -> Self {
        record
    }
}

impl<T: Topic> Input for Batch<T> {
    type Topic = T;

    const KIND: InputKind = InputKind::Batches;

    fn from_records(first: Record<T>, batch: impl FnOnce(Record<T>) -> Self) -> Self {
        batch(first)
    }
}

/// An input that is one change of one item: `StateChange<T>` or `Record<T>`. `Writes` and a `Projection` belong to it.
#[diagnostic::on_unimplemented(
    message = "a subscriber of a `{Self}` cannot return `Writes`, nor a `Projection`",
    label = "they belong to one source item, and this is more than one",
    note = "take a `StateChange<T>` or a `Record<T>`, or return `()`, `Outcomes<T>` or a `Result` of one of them"
)]
pub trait OneChange: Input {}

/// An input of which a function may have several at once: `StateChange<T>` or `Record<T>`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a subscriber of a `{Self}` has no `concurrency`",
    label = "a batch has all records of its invocation",
    note = "take a `StateChange<T>` or a `Record<T>`, or remove `concurrency`"
)]
pub trait Concurrent: Input {}

impl<T: StateTopic> Concurrent for StateChange<T> {}
impl<T: Topic> Concurrent for Record<T> {}

impl<T: StateTopic> OneChange for StateChange<T> {}
impl<T: Topic> OneChange for Record<T> {}
