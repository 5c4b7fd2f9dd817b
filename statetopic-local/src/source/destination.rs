//! Where discarded records go.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use statetopic::subscriber::Destination;

use super::discarded::Discarded;

/// An on-failure destination: a queue, a notification topic or a bucket, with what it got of discarded records.
/// Clones are the same.
///
/// # Example: a record that no retry helps
/// ```
/// use statetopic::prelude::*;
/// use statetopic_local::{DiscardReason, Local};
///
/// #[read_model(table = "orders")]
/// #[state_topic(view = KEYS_ONLY)]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct Order {
///     #[partition_key]
///     pub number: u32,
/// }
///
/// #[subscriber(library, max_retries = 2, bisect, on_failure = s3("unprinted-orders"))]
/// fn print_labels(order: StateChange<Order>) -> Result<()> {
///     if order.key().number == 7 { Err("no paper".into()) } else { Ok(()) }
/// }
///
/// # async fn example() -> Result<()> {
/// let local = Local::start()?;
/// let printing = local.subscribe::<PrintLabelsSubscriber>().await?;
/// for number in 5..9 {
///     local.table::<Order>().await?.put(&Order { number }).await?;
/// }
/// assert_eq!(local.settle().await?.discarded, 1);
///
/// let bucket = printing.destination().await.expect("the mapping discards");
/// let discarded = &bucket.discarded()[0];
/// assert_eq!((discarded.records(), discarded.reason()), (1, DiscardReason::RetryAttemptsExhausted));
/// assert!(discarded.payload().is_some_and(|event| event.contains(r#""Keys":{"number":{"N":"7"}}"#)));
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(example()).unwrap();
/// ```
#[derive(Clone)]
pub struct FailureDestination {
    target: Arc<Destination<String>>,
    discarded: Arc<Mutex<Vec<Discarded>>>,
}

impl FailureDestination {
    /// One that has got nothing yet.
    ///
    /// ```
    /// use statetopic::subscriber::Destination;
    /// use statetopic_local::FailureDestination;
    ///
    /// let queue = FailureDestination::new(Destination::Sqs("unprinted-orders".to_owned()));
    /// assert!(queue.is_empty());
    /// ```
    #[must_use]
    pub fn new(target: Destination<String>) -> Self {
        Self { target: Arc::new(target), discarded: Arc::default() }
    }

    /// What it is.
    #[must_use]
    pub fn target(&self) -> &Destination<String> {
        &self.target
    }

    /// What it got, oldest first.
    #[must_use]
    pub fn discarded(&self) -> Vec<Discarded> {
        self.lock().clone()
    }

    /// Number of times that it got something.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether it got nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Whether it gets the records themselves.
    pub(super) fn takes_payload(&self) -> bool {
        match *self.target {
            Destination::S3(_) => true,
            Destination::Sqs(_) | Destination::Sns(_) => false,
        }
    }

    pub(crate) fn push(&self, discarded: Discarded) {
        self.lock().push(discarded);
    }

    /// What is in it is whole between any two calls: a panic elsewhere does not spoil it.
    fn lock(&self) -> MutexGuard<'_, Vec<Discarded>> {
        self.discarded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for FailureDestination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FailureDestination").field("target", &self.target).field("discarded", &*self.lock()).finish()
    }
}
