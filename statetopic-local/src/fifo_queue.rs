//! A FIFO queue as tests hold it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use statetopic::Clock;

use crate::invoke::InvokeError;
use crate::source::{Delete, Fifo, NewMessage, Receive, Received};

/// Maximum length of the messages of a request together, and so of one, in bytes.
///
/// Source: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html>
const MAX_REQUEST: usize = 1024 * 1024;

/// An SQS FIFO queue and its dead-letter queue. Clones are the same.
///
/// While a message of a group is with the function, no other of the group is. What the function does not name as failed is
/// deleted; the rest is delivered again when its visibility time-out has passed, and goes to the dead-letter queue with all
/// that was received along with it each time: AWS counts theirs too. A message has at most 1 MiB: the Pipe cannot send a longer
/// one, and discards it after its retries. A function that needs longer than the time-out gets its
/// messages a second time while it still runs, and what it says of them then means nothing.
///
/// # Example: a message that fails once too often, and is sent again
/// ```
/// use statetopic::prelude::*;
/// use statetopic_local::Local;
/// use std::sync::atomic::{AtomicBool, Ordering};
///
/// #[read_model(table = "orders")]
/// #[state_topic(view = KEYS_ONLY)]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct Order {
///     #[partition_key]
///     pub number: u32,
/// }
///
/// static PRINTER_WORKS: AtomicBool = AtomicBool::new(false);
///
/// #[subscriber(library, via = fifo)]
/// fn print_labels(_order: StateChange<Order>) -> Result<()> {
///     if PRINTER_WORKS.load(Ordering::Relaxed) { Ok(()) } else { Err("no paper".into()) }
/// }
///
/// # async fn example() -> Result<()> {
/// let local = Local::start()?;
/// let printing = local.subscribe::<PrintLabelsSubscriber>().await?;
/// local.table::<Order>().await?.put(&Order { number: 7 }).await?;
/// assert_eq!(local.settle().await?.invocations, 5);
///
/// let queue = printing.queue().await.expect("the function is behind a queue");
/// assert_eq!(queue.dead_letters().len(), 1);
/// PRINTER_WORKS.store(true, Ordering::Relaxed);
/// queue.redrive();
/// local.settle().await?;
/// assert!(queue.is_empty() && queue.dead_letters().is_empty());
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(example()).unwrap();
/// ```
#[derive(Clone)]
pub struct FifoQueue {
    name: Arc<str>,
    clock: Clock,
    queue: Arc<Mutex<Fifo>>,
}

impl FifoQueue {
    pub(crate) fn new(name: &str, clock: Clock) -> Self {
        Self { name: name.into(), clock, queue: Arc::default() }
    }

    /// Its name, which ends in `.fifo`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Number of messages, those in flight included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.queue().len()
    }

    /// Whether it has no message.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bodies of the messages in its dead-letter queue, oldest first. A body is a stream record's JSON.
    #[must_use]
    pub fn dead_letters(&self) -> Vec<String> {
        self.queue().dead().map(|message| message.new.body.clone()).collect()
    }

    /// Moves the messages of the dead-letter queue back, as new ones: they come after what is in the queue. Returns how
    /// many there were.
    ///
    /// Source: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html>
    #[expect(clippy::must_use_candidate, reason = "what matters is that they are moved")]
    pub fn redrive(&self) -> usize {
        let now = self.clock.now();
        self.queue().redrive(now)
    }

    /// Takes the messages of one request, or none of them.
    pub(crate) fn send(&self, messages: Vec<NewMessage>, now: Duration) -> Result<(), InvokeError> {
        let bytes: usize = messages.iter().map(|message| message.body.len()).sum();
        if bytes > MAX_REQUEST {
            return Err(InvokeError::new(format!(
                "the messages of a request to SQS have {bytes} bytes, and its limit is {MAX_REQUEST}; a message is a record \
                 with its images: declare a view with one image, or keep large values elsewhere"
            )));
        }
        let mut queue = self.queue();
        for message in messages {
            queue.send(message, now);
        }
        Ok(())
    }

    pub(crate) fn receive(&self, request: Receive, now: Duration) -> Received {
        self.queue().receive(request, now)
    }

    pub(crate) fn delete(&self, request: &Delete, now: Duration) -> Vec<String> {
        self.queue().delete(request, now)
    }

    /// When the next visibility time-out passes, since 1970.
    pub(crate) fn wakes_at(&self, now: Duration) -> Option<Duration> {
        self.queue().wakes_at(now)
    }

    /// The state is whole between any two calls: a panic elsewhere does not spoil it.
    fn queue(&self) -> MutexGuard<'_, Fifo> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for FifoQueue {
    /// Without bodies and groups: they may hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FifoQueue").field("name", &self.name).field("queue", &*self.queue()).finish_non_exhaustive()
    }
}
