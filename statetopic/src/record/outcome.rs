//! A result for each record of a batch.

use std::error::Error;
use std::fmt;
use std::marker::PhantomData;

use super::{Batch, Record};
use crate::BoxError;
use crate::change::Topic;
use crate::sequence::SequenceNumber;

/// What became of each record of a [`Batch`].
///
/// A function that takes a batch may return it, or a `Result` of it. The records before the first one that failed are
/// done; that one and all after it are delivered again. A record whose outcome is missing is not done: whoever stops at a
/// failure need not speak of the rest. An error is logged once, as the function's own words.
///
/// Behind an SQS FIFO queue a batch holds the records of one group, so that a failure leaves the other groups alone.
///
/// # Example: some of the messages of one request fail
/// ```
/// use statetopic::prelude::*;
/// # #[read_model(table = "orders")]
/// # #[state_topic(view = NEW_IMAGE)]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Order { #[partition_key] pub number: u64 }
/// # async fn send_all(orders: &[Record<Order>]) -> Result<Vec<Result<(), String>>> {
/// #     Ok(orders.iter().map(|order| if order.key().number == 2 { Err("no stock".to_owned()) } else { Ok(()) }).collect())
/// # }
///
/// #[subscriber(on(Inserted), batch_size = 10)]
/// async fn forward(batch: Batch<Order>) -> Result<Outcomes<Order>> {
///     let (orders, pending): (Vec<_>, Vec<_>) = batch.into_pending().unzip();
///     // One request for all of them; an error of the request itself is an error of the whole batch.
///     let answers = send_all(&orders).await?;
///     Ok(pending.into_iter().zip(answers).map(|(order, answer)| order.settle(answer)).collect())
/// }
/// # fn main() {}
/// ```
///
/// # Example: one after another, up to the first failure
/// ```
/// use statetopic::prelude::*;
/// # #[read_model(table = "orders")]
/// # #[state_topic(view = NEW_IMAGE)]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Order { #[partition_key] pub number: u64 }
/// # fn ship(order: &Record<Order>) -> Result<()> { Ok(()) }
///
/// #[subscriber(on(Inserted))]
/// fn ship_all(batch: Batch<Order>) -> Outcomes<Order> {
///     let mut outcomes = Outcomes::new();
///     for (order, pending) in batch.into_pending() {
///         match ship(&order) {
///             Ok(()) => outcomes.push(pending.done()),
///             Err(error) => {
///                 outcomes.push(pending.failed(error));
///                 break;
///             }
///         }
///     }
///     outcomes
/// }
/// # fn main() {}
/// ```
///
/// # Limitations
/// A record or a change has one result, which is `Result<()>`:
/// ```compile_fail,E0277
/// use statetopic::prelude::*;
/// # #[read_model(table = "orders")]
/// # #[state_topic(view = NEW_IMAGE)]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Order { #[partition_key] pub number: u64 }
///
/// #[subscriber(on(Inserted))]
/// fn ship(change: StateChange<Order>) -> Outcomes<Order> {
///     Outcomes::new() // a subscriber cannot return `Outcomes<Order>` here
/// }
/// # fn main() {}
/// ```
#[must_use = "a record without an outcome is delivered again"]
pub struct Outcomes<T: Topic> {
    outcomes: Vec<Outcome<T>>,
}

/// What became of one record of a batch.
#[must_use = "a record without an outcome is delivered again"]
pub struct Outcome<T: Topic> {
    record: Pending<T>,
    error: Option<BoxError>,
}

/// The outcome of a record of a batch while it is still to be said; [`Batch::into_pending`] makes one for each.
#[must_use = "a record without an outcome is delivered again"]
pub struct Pending<T: Topic> {
    /// The batch that its record is of.
    batch: u64,
    /// The record's place in it.
    place: usize,
    sequence_number: SequenceNumber,
    topic: PhantomData<fn() -> T>,
}

impl<T: Topic> Batch<T> {
    /// The records, first to last, each with what says what becomes of it.
    ///
    /// ```
    /// use statetopic::prelude::*;
    /// # #[read_model(table = "orders")]
    /// # #[state_topic(view = NEW_IMAGE)]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Order { #[partition_key] pub number: u64 }
    ///
    /// fn ship(order: Record<Order>) -> Result<()> {
    ///     Ok(())
    /// }
    ///
    /// fn ship_all(batch: Batch<Order>) -> Outcomes<Order> {
    ///     batch.into_pending().map(|(order, pending)| pending.settle(ship(order))).collect()
    /// }
    /// ```
    #[must_use]
    pub fn into_pending(self) -> impl DoubleEndedIterator<Item = (Record<T>, Pending<T>)> + ExactSizeIterator {
        let batch = self.id;
        self.records.into_iter().enumerate().map(move |(place, record)| {
            let pending = Pending { batch, place, sequence_number: record.sequence_number, topic: PhantomData };
            (record, pending)
        })
    }
}

impl<T: Topic> Pending<T> {
    /// The record's place in its shard.
    #[must_use]
    pub const fn sequence_number(&self) -> &SequenceNumber {
        &self.sequence_number
    }

    /// The record is done.
    pub const fn done(self) -> Outcome<T> {
        Outcome { record: self, error: None }
    }

    /// The record failed. The error's text is logged, as the function's own.
    pub fn failed(self, error: impl Into<BoxError>) -> Outcome<T> {
        Outcome { record: self, error: Some(error.into()) }
    }

    /// The record is done, or it failed.
    pub fn settle<E: Into<BoxError>>(self, result: Result<(), E>) -> Outcome<T> {
        Outcome { record: self, error: result.err().map(Into::into) }
    }
}

impl<T: Topic> Outcome<T> {
    /// The record's place in its shard.
    #[must_use]
    pub const fn sequence_number(&self) -> &SequenceNumber {
        &self.record.sequence_number
    }

    /// Whether the record is done.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.error.is_none()
    }

    /// Why the record failed.
    #[must_use]
    pub fn error(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.error.as_deref()
    }

    /// The batch, the place in it, and the error.
    pub(crate) fn into_parts(self) -> (u64, usize, Option<BoxError>) {
        (self.record.batch, self.record.place, self.error)
    }
}

impl<T: Topic> Outcomes<T> {
    /// No outcome yet.
    pub const fn new() -> Self {
        Self { outcomes: Vec::new() }
    }

    /// Adds the outcome of one more record.
    pub fn push(&mut self, outcome: Outcome<T>) {
        self.outcomes.push(outcome);
    }

    /// The outcomes, in the order in which they were said.
    pub fn iter(&self) -> std::slice::Iter<'_, Outcome<T>> {
        self.outcomes.iter()
    }

    /// How many records have an outcome.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.outcomes.len()
    }

    /// Whether no record has an outcome.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.outcomes.is_empty()
    }
}

impl<T: Topic> Default for Outcomes<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Topic> Extend<Outcome<T>> for Outcomes<T> {
    fn extend<I: IntoIterator<Item = Outcome<T>>>(&mut self, outcomes: I) {
        self.outcomes.extend(outcomes);
    }
}

impl<T: Topic> FromIterator<Outcome<T>> for Outcomes<T> {
    fn from_iter<I: IntoIterator<Item = Outcome<T>>>(outcomes: I) -> Self {
        Self { outcomes: outcomes.into_iter().collect() }
    }
}

impl<T: Topic> IntoIterator for Outcomes<T> {
    type Item = Outcome<T>;
    type IntoIter = std::vec::IntoIter<Outcome<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.outcomes.into_iter()
    }
}

impl<'a, T: Topic> IntoIterator for &'a Outcomes<T> {
    type Item = &'a Outcome<T>;
    type IntoIter = std::slice::Iter<'a, Outcome<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Topic> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pending").field(&self.sequence_number).finish()
    }
}

impl<T: Topic> fmt::Debug for Outcome<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcome").field("record", &self.record).field("error", &self.error).finish()
    }
}

impl<T: Topic> fmt::Debug for Outcomes<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.outcomes).finish()
    }
}
