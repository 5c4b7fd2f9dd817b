//! The records of a batch as a stream, one by one or in chunks.

use std::iter::Peekable;
use std::num::{NonZeroU64, NonZeroUsize};

use futures_util::Stream;
use futures_util::stream::iter;

use super::{Batch, Pending, Record};
use crate::change::Topic;

/// How much is in a chunk of a batch: what a request to another service takes.
///
/// ```
/// use std::num::NonZeroU64;
/// use statetopic::ChunkLimits;
///
/// // What `PutRecords` of Kinesis takes.
/// let limits = ChunkLimits::records(500.try_into()?).with_bytes(NonZeroU64::new(5 * 1024 * 1024).unwrap());
/// # let _ = limits;
/// # Ok::<(), std::num::TryFromIntError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChunkLimits {
    records: NonZeroUsize,
    bytes: Option<NonZeroU64>,
}

impl ChunkLimits {
    /// At most so many records, of any size.
    #[must_use]
    pub const fn records(records: NonZeroUsize) -> Self {
        Self { records, bytes: None }
    }

    /// The same with at most so many bytes, as [`Record::size_bytes`] counts them: keys and images as DynamoDB sizes them, not what
    /// you make of them. A record that is larger is alone in its chunk; one whose size is not known counts for nothing.
    #[must_use]
    pub const fn with_bytes(self, bytes: NonZeroU64) -> Self {
        Self { bytes: Some(bytes), ..self }
    }
}

impl<T: Topic> Batch<T> {
    /// The records as a stream, first to last, each with what says what becomes of it: for the combinators of the crate `futures` or `futures_util`.
    ///
    /// Records that are worked on at once may be of one item: take them one after another, or in chunks, where the order of an
    /// item's changes matters.
    ///
    /// # Example: three requests at once
    /// ```
    /// use futures_util::StreamExt as _;
    /// use statetopic::prelude::*;
    /// # #[read_model(table = "orders")]
    /// # #[state_topic(view = NEW_IMAGE)]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Order { #[partition_key] pub number: u64 }
    /// # async fn send(order: &Record<Order>) -> Result<()> {
    /// #     if order.key().number == 2 { Err("no stock".into()) } else { Ok(()) }
    /// # }
    ///
    /// #[subscriber(library, on(Inserted), batch_size = 100)]
    /// async fn send_orders(batch: Batch<Order>) -> Outcomes<Order> {
    ///     let sent = batch.into_stream().map(|(order, pending)| async move { pending.settle(send(&order).await) });
    ///     sent.buffered(3).collect().await
    /// }
    ///
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// let order = |number| Record::new(StateChange::Inserted { key: OrderKey { number }, new: OrderNewImage { number } });
    /// let outcomes = send_orders(Batch::new(vec![order(1), order(2), order(3)])).await;
    /// assert_eq!(outcomes.iter().map(|outcome| outcome.is_done()).collect::<Vec<_>>(), [true, false, true]);
    /// # });
    /// ```
    pub fn into_stream(self) -> impl Stream<Item = (Record<T>, Pending<T>)> + Unpin {
        iter(self.into_pending())
    }

    /// The records as a stream of chunks, for requests that take several. The records keep their order, and each its own outcome.
    ///
    /// # Example: one request for up to 25 records
    /// ```
    /// use std::num::NonZeroU64;
    /// use futures_util::StreamExt as _;
    /// use statetopic::ChunkLimits;
    /// use statetopic::prelude::*;
    /// # #[read_model(table = "orders")]
    /// # #[state_topic(view = NEW_IMAGE)]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Order { #[partition_key] pub number: u64 }
    /// # async fn send_all(orders: &[Record<Order>]) -> Result<Vec<Result<(), String>>> {
    /// #     Ok(orders.iter().map(|order| if order.key().number == 2 { Err("no stock".to_owned()) } else { Ok(()) }).collect())
    /// # }
    ///
    /// #[subscriber(library, on(Inserted), batch_size = 100)]
    /// async fn send_orders(batch: Batch<Order>) -> Result<Outcomes<Order>> {
    ///     let limits = ChunkLimits::records(25.try_into()?).with_bytes(NonZeroU64::new(256 * 1024).unwrap());
    ///     let mut chunks = batch.into_chunks(limits);
    ///     let mut outcomes = Outcomes::new();
    ///     while let Some(chunk) = chunks.next().await {
    ///         let (orders, pending): (Vec<_>, Vec<_>) = chunk.into_iter().unzip();
    ///         let answers = send_all(&orders).await?;
    ///         outcomes.extend(pending.into_iter().zip(answers).map(|(order, answer)| order.settle(answer)));
    ///     }
    ///     Ok(outcomes)
    /// }
    ///
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// let order = |number| Record::new(StateChange::Inserted { key: OrderKey { number }, new: OrderNewImage { number } });
    /// let outcomes = send_orders(Batch::new((0..60).map(order).collect())).await.unwrap();
    /// assert_eq!(outcomes.iter().filter(|outcome| outcome.is_done()).count(), 59);
    /// # });
    /// ```
    pub fn into_chunks(self, limits: ChunkLimits) -> impl Stream<Item = Vec<(Record<T>, Pending<T>)>> + Unpin {
        let mut records = self.into_pending().peekable();
        iter(std::iter::from_fn(move || chunk(&mut records, limits)))
    }
}

/// The next records that are within the limits, at least one; `None` at the end of the batch.
fn chunk<T: Topic>(
    records: &mut Peekable<impl Iterator<Item = (Record<T>, Pending<T>)>>,
    limits: ChunkLimits,
) -> Option<Vec<(Record<T>, Pending<T>)>> {
    let first = records.next()?;
    let mut bytes = size(&first);
    let mut chunk = vec![first];
    while chunk.len() < limits.records.get() {
        let fits = |next: &(Record<T>, Pending<T>)| {
            limits.bytes.is_none_or(|most| bytes.saturating_add(size(next)) <= most.get())
        };
        let Some(next) = records.next_if(fits) else { break };
        bytes = bytes.saturating_add(size(&next));
        chunk.push(next);
    }
    Some(chunk)
}

fn size<T: Topic>((record, _): &(Record<T>, Pending<T>)) -> u64 {
    record.size_bytes().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt as _;

    use super::*;
    use crate::prelude::*;

    #[crate::read_model(table = "orders")]
    #[crate::state_topic(view = KEYS_ONLY)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Order {
        #[partition_key]
        number: u32,
    }

    /// The chunks of records of these sizes, where zero is one that is not known.
    fn chunks(sizes: &[u64], limits: ChunkLimits) -> Vec<Vec<u32>> {
        let records = sizes.iter().zip(0..).map(|(size, number)| {
            let change = StateChange::Inserted { key: OrderKey { number }, new: crate::view::NotCaptured::default() };
            let record: Record<Order> = Record::new(change);
            if *size == 0 { record } else { record.with_size_bytes(*size) }
        });
        let chunks = Batch::new(records.collect()).into_chunks(limits);
        let numbers = chunks.map(|chunk| chunk.iter().map(|(record, _)| record.key().number).collect());
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(numbers.collect())
    }

    fn limits(records: usize) -> ChunkLimits {
        ChunkLimits::records(records.try_into().unwrap())
    }

    #[test]
    fn a_chunk_has_no_more_records_and_bytes_than_its_limits_say() {
        let bytes = |most: u64| limits(3).with_bytes(most.try_into().unwrap());
        assert_eq!(chunks(&[9; 7], limits(3)), [vec![0, 1, 2], vec![3, 4, 5], vec![6]]);
        assert_eq!(chunks(&[4, 6, 1, 0, 9, 1], bytes(10)), [vec![0, 1], vec![2, 3, 4], vec![5]]);
        assert_eq!(chunks(&[u64::MAX, u64::MAX, 1], bytes(10)), [vec![0], vec![1], vec![2]], "larger ones are alone");
        assert_eq!(chunks(&[0; 4], bytes(1)), [vec![0, 1, 2], vec![3]], "of no known size");
        assert!(chunks(&[], limits(1)).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn chunks_are_the_records_in_their_order(sizes in proptest::collection::vec(0_u64..30, 0..40), records in 1_usize..9, most in 1_u64..60) {
            let limits = limits(records).with_bytes(most.try_into().unwrap());
            let chunks = chunks(&sizes, limits);
            let all: Vec<u32> = chunks.concat();
            assert_eq!(all, (0..u32::try_from(sizes.len()).unwrap()).collect::<Vec<_>>());
            let size = |chunk: &[u32]| chunk.iter().map(|number| sizes[*number as usize]).sum::<u64>();
            for chunk in &chunks {
                assert!((1..=records).contains(&chunk.len()) && (chunk.len() == 1 || size(chunk) <= most));
            }
            for pair in chunks.windows(2) {
                assert!(pair[0].len() == records || size(&pair[0]) + size(&pair[1][..1]) > most, "{pair:?} could be fewer");
            }
        }
    }
}
