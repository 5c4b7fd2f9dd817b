//! A change with what surrounds it, and what one invocation carries.

use std::fmt;
use std::sync::Arc;

use crate::change::{StateTopic, Topic, TopicChange};
use crate::panic;
use crate::position::SourcePosition;
use crate::sequence::SequenceNumber;
use crate::time::Timestamp;

mod event_id;
mod outcome;
mod stream;

pub use self::event_id::EventId;
pub use self::outcome::{Outcome, Outcomes, Pending};
pub use self::stream::ChunkLimits;

/// Who made a change, as far as the record tells.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Identity.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// Somebody who may write to the table. The record does not say who.
    Writer,
    /// DynamoDB itself, because the item's TTL passed.
    TimeToLive,
    /// Another AWS service or principal that the record names.
    Service,
}

/// A change of an item of the topic `T`, with its place in the stream.
///
/// # Example: a record for a unit test
/// ```
/// use statetopic::prelude::*;
/// use statetopic::{Record, Timestamp};
/// # #[read_model(table = "levels")]
/// # #[state_topic(view = KEYS_ONLY)]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Level { #[partition_key] pub sku: String }
///
/// let key = LevelKey { sku: "bolt".to_owned() };
/// let change: StateChange<Level> = StateChange::Inserted { key, new: Default::default() };
/// let record = Record::new(change)
///     .with_sequence_number("17".parse().unwrap())
///     .with_time(Timestamp::from_epoch_millis(1_500));
/// assert_eq!(record.key().sku, "bolt");
/// assert_eq!(record.time().unwrap().to_string(), "1970-01-01T00:00:01.500Z");
/// assert!(record.event_id().is_empty());
/// ```
pub struct Record<T: Topic> {
    pub(crate) change: T::Change,
    pub(crate) event_id: EventId,
    pub(crate) sequence_number: Option<SequenceNumber>,
    pub(crate) time: Option<Timestamp>,
    pub(crate) size_bytes: Option<u64>,
    pub(crate) source: Arc<str>,
    pub(crate) origin: Origin,
}

impl<T: Topic> Record<T> {
    /// A change of which nothing else is known, made by a writer.
    #[must_use]
    pub fn new<C>(change: C) -> Self
    where
        C: TopicChange<Topic = T>,
        T: Topic<Change = C>,
    {
        Self {
            change,
            event_id: EventId::default(),
            sequence_number: None,
            time: None,
            size_bytes: None,
            source: Arc::from(""),
            origin: Origin::Writer,
        }
    }

    /// The same with another identity.
    #[must_use]
    pub fn with_event_id(mut self, event_id: impl Into<EventId>) -> Self {
        self.event_id = event_id.into();
        self
    }

    /// The same with another place in its shard.
    #[must_use]
    pub fn with_sequence_number(mut self, sequence_number: SequenceNumber) -> Self {
        self.sequence_number = Some(sequence_number);
        self
    }

    /// The same with another time.
    #[must_use]
    pub fn with_time(mut self, time: Timestamp) -> Self {
        self.time = Some(time);
        self
    }

    /// The same with another size.
    #[must_use]
    pub fn with_size_bytes(mut self, size_bytes: u64) -> Self {
        self.size_bytes = Some(size_bytes);
        self
    }

    /// The same of another stream, by its ARN.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Arc<str>>) -> Self {
        self.source = source.into();
        self
    }

    /// The same made by another.
    #[must_use]
    pub fn with_origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// What happened.
    #[must_use]
    pub const fn change(&self) -> &T::Change {
        &self.change
    }

    /// What happened, without what surrounds it.
    #[must_use]
    pub fn into_change(self) -> T::Change {
        self.change
    }

    /// The record's identity (`eventID`), the same each time it is delivered. Empty where the record has none.
    #[must_use]
    pub const fn event_id(&self) -> &EventId {
        &self.event_id
    }

    /// The record's place in its shard: what changes of an item are ordered by. `None` for a record that comes from no shard of
    /// the table's stream.
    #[must_use]
    pub const fn sequence_number(&self) -> Option<&SequenceNumber> {
        self.sequence_number.as_ref()
    }

    /// Roughly when the change was made; `None` where the record does not say.
    #[must_use]
    pub const fn time(&self) -> Option<Timestamp> {
        self.time
    }

    /// The size of the keys and images, in bytes; `None` where the record does not say.
    #[must_use]
    pub const fn size_bytes(&self) -> Option<u64> {
        self.size_bytes
    }

    /// The stream's ARN (`eventSourceARN`). Empty where the record has none.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The record's place among all changes of its item: that of its stream, and in it. `None` where it has no sequence number.
    #[must_use]
    pub fn position(&self) -> Option<SourcePosition> {
        self.sequence_number.as_ref().map(|number| SourcePosition::new(&self.source, number))
    }

    /// Who made the change.
    #[must_use]
    pub const fn origin(&self) -> Origin {
        self.origin
    }
}

impl<T: StateTopic> Record<T> {
    /// The item's key.
    #[must_use]
    pub const fn key(&self) -> &T::Key {
        self.change.key()
    }
}

impl<T: Topic> Clone for Record<T>
where
    T::Change: Clone,
{
    fn clone(&self) -> Self {
        Self {
            change: self.change.clone(),
            event_id: self.event_id.clone(),
            sequence_number: self.sequence_number,
            time: self.time,
            size_bytes: self.size_bytes,
            source: Arc::clone(&self.source),
            origin: self.origin,
        }
    }
}

impl<T: Topic> fmt::Debug for Record<T>
where
    T::Change: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("change", &self.change)
            .field("event_id", &self.event_id)
            .field("sequence_number", &self.sequence_number)
            .field("time", &self.time)
            .field("size_bytes", &self.size_bytes)
            .field("source", &self.source)
            .field("origin", &self.origin)
            .finish()
    }
}

impl<T: Topic> PartialEq for Record<T>
where
    T::Change: PartialEq,
{
    fn eq(&self, other: &Self) -> bool {
        self.change == other.change
            && self.event_id == other.event_id
            && self.sequence_number == other.sequence_number
            && self.time == other.time
            && self.size_bytes == other.size_bytes
            && self.source == other.source
            && self.origin == other.origin
    }
}

/// The records of one invocation that the subscriber takes, in the stream's order. Never empty.
///
/// Behind an SQS FIFO queue they are those of one message group: each group has a batch of its own.
pub struct Batch<T: Topic> {
    records: Vec<Record<T>>,
    /// Tells its records' outcomes from those of another batch; zero for one that the runtime did not make.
    id: u64,
}

impl<T: Topic> Batch<T> {
    /// A batch of these records; unit tests build one.
    ///
    /// To the runtime, [`Outcomes`] of it say nothing about the batch that a function was handed.
    #[must_use]
    pub const fn new(records: Vec<Record<T>>) -> Self {
        Self { records, id: 0 }
    }

    /// A batch that the runtime hands over.
    pub(crate) const fn with_id(records: Vec<Record<T>>, id: u64) -> Self {
        Self { records, id }
    }

    /// The records, first to last.
    pub fn iter(&self) -> std::slice::Iter<'_, Record<T>> {
        self.records.iter()
    }

    /// How many records there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
}

impl<T: Topic> Drop for Batch<T> {
    /// Drops one record after another. The fields are of the user's types, whose `Drop` may panic: two panics at once would end
    /// the process, so there is one at the end.
    fn drop(&mut self) {
        let mut has_panicked = false;
        for record in std::mem::take(&mut self.records) {
            has_panicked |= panic::catch(move || drop(record)).is_err();
        }
        if has_panicked && !std::thread::panicking() {
            std::panic::resume_unwind(Box::new("a record's `Drop` panicked"));
        }
    }
}

/// For several functions: the [`Outcomes`] of a clone are about the same records, and [`Outcomes::and`] joins them.
impl<T: Topic> Clone for Batch<T>
where
    Record<T>: Clone,
{
    fn clone(&self) -> Self {
        Self { records: self.records.clone(), id: self.id }
    }
}

impl<T: Topic> IntoIterator for Batch<T> {
    type Item = Record<T>;
    type IntoIter = std::vec::IntoIter<Record<T>>;

    fn into_iter(mut self) -> Self::IntoIter {
        std::mem::take(&mut self.records).into_iter()
    }
}

impl<'a, T: Topic> IntoIterator for &'a Batch<T> {
    type Item = &'a Record<T>;
    type IntoIter = std::slice::Iter<'a, Record<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Topic> fmt::Debug for Batch<T>
where
    Record<T>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.records).finish()
    }
}
