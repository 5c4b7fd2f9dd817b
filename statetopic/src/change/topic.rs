//! What a subscriber listens to, and what decoding asks of it.

use super::Removal;
use crate::key::{InvalidKey, KeyAttribute as _, KeyValue, ModelKey};
use crate::model::ReadModel;
use crate::schema::TableSchema;
use crate::view::StreamView;

/// The stream of a table, with records of one type of change: what a subscriber listens to.
///
/// `#[state_topic(view = …)]` implements it for a read model, whose changes are [`StateChange`](crate::StateChange)s; such a topic
/// is a [`StateTopic`](crate::StateTopic). What is generic over all topics, as [`Record`](crate::Record),
/// [`Batch`](crate::Batch) and [`decode()`](crate::decode()) are, needs no more than this.
///
/// ```
/// use statetopic::prelude::*;
/// use statetopic::{EventError, Topic};
///
/// fn count<T: Topic>(event: &[u8]) -> Result<usize, EventError> {
///     Ok(statetopic::decode::<T>(event)?.len())
/// }
/// # #[read_model(table = "levels")]
/// # #[state_topic(view = KEYS_ONLY)]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Level { #[partition_key] pub sku: String }
/// # assert_eq!(count::<Level>(br#"{"Records": []}"#), Ok(0));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a topic",
    label = "its changes are not published",
    note = "write `#[state_topic(view = NEW_AND_OLD_IMAGES)]` (or a narrower view) on the read model's struct"
)]
pub trait Topic: Sized + Send + Sync + 'static {
    /// What a record tells: [`StateChange<Self>`](crate::StateChange) for a [`StateTopic`](crate::StateTopic).
    type Change: Send + 'static;

    /// The key of the item that a record is about, which is known where the change itself cannot be read.
    type ItemKey: Send + 'static;

    /// What a record is read into.
    #[doc(hidden)]
    type Parts: ChangeParts<Change = Self::Change, Key = Self::ItemKey>;

    /// Which images the stream carries.
    const VIEW: StreamView = Self::Parts::VIEW;

    /// Whether the table has its stream: not with `enabled = false`.
    const ENABLED: bool = true;

    /// The table.
    const TABLE: TopicTable = Self::Parts::TABLE;
}

/// The table whose stream a topic is.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TopicTable {
    /// The name of the struct, for errors.
    pub name: &'static str,
    /// The file and the line of its attribute.
    #[cfg_attr(not(feature = "manifest"), expect(dead_code, reason = "only the manifest reads it"))]
    pub(crate) location: (&'static str, u32),
    /// Keys, indexes and settings.
    pub schema: TableSchema,
    /// Whether each partition key can name a message group of a FIFO queue.
    pub fits_group_id: bool,
}

impl TopicTable {
    /// That of a read model.
    #[must_use]
    pub const fn of<M: ReadModel>() -> Self {
        Self {
            name: M::NAME,
            location: M::LOCATION,
            schema: M::SCHEMA,
            fits_group_id: <M::Key as ModelKey>::Partition::FITS_GROUP_ID,
        }
    }
}

/// A change of an item, which names the topic that it is of.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a change of a topic",
    label = "not a change",
    note = "the change of a read model `Order` with `#[state_topic]` is a `StateChange<Order>`"
)]
pub trait TopicChange: Sized + Send + 'static {
    /// The topic.
    type Topic: Topic<Change = Self>;
}

/// What has been read of a change: decoding hands over the values of the key and the images, in the order in which a record has
/// them.
#[doc(hidden)]
pub trait ChangeParts: Sized {
    type Change;
    type Key;

    /// Those of the topic: a model's are said here once, and are not compiled with every model.
    const VIEW: StreamView;
    const TABLE: TopicTable;

    /// Nothing has been read.
    fn new() -> Self;

    /// Reads the key, once.
    ///
    /// # Errors
    /// Where its types cannot read the values, or would write others.
    fn read_key(&mut self, partition: &KeyValue<'_>, sort: Option<&KeyValue<'_>>) -> Result<(), InvalidKey>;

    /// Reads the item after the change.
    fn read_new<S: ImageSource>(&mut self, source: S) -> S::Read;

    /// Reads the item before the change.
    fn read_old<S: ImageSource>(&mut self, source: S) -> S::Read;

    /// The key; `None` where none has been read.
    fn take_key(&mut self) -> Option<Self::Key>;

    /// Puts the change together and hands it to `keep` with what surrounds it, so that nothing is moved further than it must be.
    ///
    /// # Errors
    /// Which image the event lacks, with what was handed over.
    fn finish<C, R>(
        &mut self,
        key: Self::Key,
        event: ItemEvent,
        context: C,
        keep: impl FnOnce(Self::Change, C) -> R,
    ) -> Result<R, (Self::Key, C, MissingImage)>;
}

/// An image that has not been read.
#[doc(hidden)]
pub trait ImageSource {
    /// What reading it leads to: faults are the source's.
    type Read;

    /// Reads it in the shape of the model's rows, and hands it to `keep` if it can be read.
    fn read<M: ReadModel>(self, keep: impl FnOnce(M::Row)) -> Self::Read;
}

/// What happened to an item, by the name that DynamoDB gives it.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemEvent {
    Insert,
    Modify,
    Remove(Removal),
}

/// An image that an event has and a record lacks.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingImage {
    New,
    Old,
}
