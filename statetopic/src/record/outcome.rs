//! A result for each record of a batch.

use std::collections::BTreeMap;
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
/// failure need not speak of the rest. Where a record has two, a failure counts. An error is logged once, as the function's own words.
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
    sequence_number: Option<SequenceNumber>,
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
        self.into_iter().enumerate().map(move |(place, record)| {
            let pending = Pending { batch, place, sequence_number: record.sequence_number, topic: PhantomData };
            (record, pending)
        })
    }
}

impl<T: Topic> Pending<T> {
    /// The record's place in its shard; `None` for a record that comes from no shard of the table's stream.
    #[must_use]
    pub const fn sequence_number(&self) -> Option<&SequenceNumber> {
        self.sequence_number.as_ref()
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
    /// The record's place in its shard; `None` for a record that comes from no shard of the table's stream.
    #[must_use]
    pub const fn sequence_number(&self) -> Option<&SequenceNumber> {
        self.record.sequence_number()
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

    /// These outcomes and those of another function that was handed the same batch: a record is done where both say so, failed
    /// where one does, and without an outcome where one has none. Of two errors the first is kept.
    ///
    /// Outcomes of another batch say nothing of this one's records.
    ///
    /// ```
    /// use statetopic::prelude::*;
    /// # #[read_model(table = "orders")]
    /// # #[state_topic(view = NEW_IMAGE)]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Order { #[partition_key] pub number: u64 }
    /// # async fn send(batch: Batch<Order>) -> Result<Outcomes<Order>> {
    /// #     Ok(batch.into_pending().map(|(_, pending)| pending.done()).collect())
    /// # }
    /// # fn count(batch: Batch<Order>) -> Outcomes<Order> {
    /// #     batch.into_pending().map(|(_, pending)| pending.done()).collect()
    /// # }
    ///
    /// #[subscriber(on(Inserted), batch_size = 10)]
    /// async fn send_and_count(batch: Batch<Order>) -> Result<Outcomes<Order>> {
    ///     let counted = count(batch.clone());
    ///     Ok(send(batch).await?.and(counted))
    /// }
    /// # fn main() {}
    /// ```
    pub fn and(self, other: Self) -> Self {
        let (mut first, mut second) = (by_record(self), by_record(other));
        let both = first.iter_mut().filter_map(|(record, one)| {
            let other = second.get_mut(record)?.take();
            let one = one.take();
            match (one, other) {
                (Some(Outcome { error: None, .. }), other) => other,
                (one, _) => one,
            }
        });
        let mut both: Vec<Outcome<T>> = both.collect();
        // One of them has said nothing of these, so at most their failures are known.
        let alone = first.into_values().chain(second.into_values()).flatten();
        both.extend(alone.filter(|outcome| outcome.error.is_some()));
        Self { outcomes: both }
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

/// The outcomes by batch and place. Of two of a record, a failure counts.
fn by_record<T: Topic>(outcomes: Outcomes<T>) -> BTreeMap<(u64, usize), Option<Outcome<T>>> {
    let mut by_record: BTreeMap<_, Option<Outcome<T>>> = BTreeMap::new();
    for outcome in outcomes.outcomes {
        let said = by_record.entry((outcome.record.batch, outcome.record.place)).or_default();
        if said.as_ref().is_none_or(Outcome::is_done) {
            *said = Some(outcome);
        }
    }
    by_record
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    #[crate::read_model(table = "orders")]
    #[crate::state_topic(view = KEYS_ONLY)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Order {
        #[partition_key]
        number: u32,
    }

    fn batch(id: u64) -> Batch<Order> {
        let record = |number: u32| {
            let change = StateChange::Inserted { key: OrderKey { number }, new: crate::view::NotCaptured::default() };
            Record::new(change).with_sequence_number(number.to_string().parse().unwrap())
        };
        Batch::with_id((1..5).map(record).collect(), id)
    }

    /// What a function says of each record: `+` that it is done, nothing, or its error.
    fn said(batch: Batch<Order>, said: [&str; 4]) -> Outcomes<Order> {
        let said = batch.into_pending().zip(said).filter_map(|((_, pending), said)| match said {
            "" => None,
            "+" => Some(pending.done()),
            error => Some(pending.failed(error)),
        });
        said.collect()
    }

    fn shown(outcomes: &Outcomes<Order>) -> Vec<(String, String)> {
        let error = |outcome: &Outcome<Order>| outcome.error().map_or("+".to_owned(), ToString::to_string);
        outcomes.iter().map(|outcome| (outcome.sequence_number().unwrap().to_string(), error(outcome))).collect()
    }

    #[test]
    fn a_record_is_done_where_both_functions_say_so() {
        let batch = batch(7);
        let first = said(batch.clone(), ["+", "a", "+", "+"]);
        let second = said(batch, ["+", "b", "c", ""]);
        let both = shown(&first.and(second));
        let expected = [("1", "+"), ("2", "a"), ("3", "c")];
        assert_eq!(both, expected.map(|(number, said)| (number.to_owned(), said.to_owned())));
    }

    #[test]
    fn a_failure_is_kept_where_the_other_function_says_nothing() {
        let batch = batch(7);
        let both = said(batch.clone(), ["+", "", "a", ""]).and(said(batch, ["+", "b", "", "+"]));
        let expected = [("1", "+"), ("2", "b"), ("3", "a")];
        let mut shown = shown(&both);
        shown.sort();
        assert_eq!(shown, expected.map(|(number, said)| (number.to_owned(), said.to_owned())));
    }

    #[test]
    fn outcomes_of_another_batch_do_not_make_a_record_done() {
        let both = said(batch(7), ["+"; 4]).and(said(batch(8), ["+"; 4]));
        assert!(both.is_empty());
    }
}
