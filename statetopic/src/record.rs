//! A change with what surrounds it, and what one invocation carries.

use std::fmt;
use std::sync::Arc;

use crate::change::{StateTopic, Topic, TopicChange};
use crate::sequence::SequenceNumber;
use crate::time::Timestamp;

mod event_id;
mod outcome;

pub use self::event_id::EventId;
pub use self::outcome::{Outcome, Outcomes, Pending};

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
pub struct Record<T: Topic> {
    /// What happened.
    pub change: T::Change,
    /// The record's identity (`eventID`), the same each time it is delivered. Empty where the record has none.
    pub event_id: EventId,
    /// The record's place in its shard.
    pub sequence_number: SequenceNumber,
    /// Roughly when the change was made; `None` where the record does not say.
    pub time: Option<Timestamp>,
    /// The size of the keys and images, in bytes; `None` where the record does not say.
    pub size_bytes: Option<u64>,
    /// The stream's ARN (`eventSourceARN`). Empty where the record has none.
    pub source: Arc<str>,
    /// Who made the change.
    pub origin: Origin,
}

impl<T: Topic> Record<T> {
    /// A change at its place in a stream, without all that a record may lack; unit tests build one.
    ///
    /// ```
    /// use statetopic::prelude::*;
    /// use statetopic::{Record, SequenceNumber, Timestamp};
    /// # #[read_model(table = "levels")]
    /// # #[state_topic(view = KEYS_ONLY)]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Level { #[partition_key] pub sku: String }
    ///
    /// let key = LevelKey { sku: "bolt".to_owned() };
    /// let change: StateChange<Level> = StateChange::Inserted { key, new: Default::default() };
    /// let first: SequenceNumber = "1".parse().unwrap();
    /// let record = Record { time: Some(Timestamp::from_epoch_millis(0)), ..Record::new(change, first) };
    /// assert!(record.event_id.is_empty());
    /// ```
    #[must_use]
    pub fn new<C>(change: C, sequence_number: SequenceNumber) -> Self
    where
        C: TopicChange<Topic = T>,
        T: Topic<Change = C>,
    {
        Self {
            change,
            event_id: EventId::default(),
            sequence_number,
            time: None,
            size_bytes: None,
            source: Arc::from(""),
            origin: Origin::Writer,
        }
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

    fn into_iter(self) -> Self::IntoIter {
        self.records.into_iter()
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
