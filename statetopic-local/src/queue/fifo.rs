//! An SQS FIFO queue with its dead-letter queue.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use statetopic::Clock;
use statetopic::plan::MAX_MESSAGES;

use super::message::Message;
use crate::mapping::{Delivery, QueueSettings};

/// For how long a queue takes a second message with the same deduplication id for the first one.
///
/// Source: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html>
const DEDUPLICATION: Duration = Duration::from_mins(5);

/// An SQS FIFO queue and its dead-letter queue. Clones are the same.
///
/// While a message of a group is with the function, no other of the group is. What the function does not name as failed is
/// deleted; the rest is delivered again, and goes to the dead-letter queue with all that was received along with it each
/// time: AWS counts theirs too.
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
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// Number of messages sent so far.
    sent: u64,
    /// Number of receive requests.
    asked: u64,
    groups: BTreeMap<String, VecDeque<Message>>,
    dead: VecDeque<Message>,
    deduplication: HashMap<String, Duration>,
}

impl FifoQueue {
    pub(crate) fn new(name: String, clock: Clock) -> Self {
        Self { name: name.into(), clock, state: Arc::default() }
    }

    /// Its name, which ends in `.fifo`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Number of messages, those in flight included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.state().groups.values().map(VecDeque::len).sum()
    }

    /// Whether it has no message.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.state().groups.is_empty()
    }

    /// The bodies of the messages in its dead-letter queue, oldest first. A body is a stream record's JSON.
    #[must_use]
    pub fn dead_letters(&self) -> Vec<String> {
        self.state().dead.iter().map(|message| message.body.clone()).collect()
    }

    /// Moves the messages of the dead-letter queue back, as new ones: they come after what is in the queue. Returns how
    /// many there were.
    ///
    /// Source: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html>
    #[expect(clippy::must_use_candidate, reason = "what matters is that they are moved")]
    pub fn redrive(&self) -> usize {
        let now = self.clock.now();
        let mut state = self.state();
        let dead = std::mem::take(&mut state.dead);
        let count = dead.len();
        for message in dead {
            state.push(message.group.clone(), message.id(), message.body, now);
        }
        count
    }

    /// Takes a message, unless it had one with the same deduplication id lately.
    pub(super) fn send(&self, group: &str, deduplication: &str, body: &str) {
        let now = self.clock.now();
        let mut state = self.state();
        let last = state.deduplication.get(deduplication);
        if last.is_none_or(|last| now.saturating_sub(*last) >= DEDUPLICATION) {
            state.deduplication.insert(deduplication.to_owned(), now);
            state.push(group.to_owned(), deduplication.to_owned(), body.to_owned(), now);
        }
    }

    /// Receives the next messages, which are in flight then. A group with a message in flight is skipped.
    pub(super) fn receive(&self, settings: &QueueSettings) -> Vec<Message> {
        let now = self.clock.now();
        let limit = usize::from(settings.batch_size.clamp(1, MAX_MESSAGES));
        let mut state = self.state();
        state.asked += 1;
        let mut received = Vec::new();
        for name in state.available(settings.seed) {
            let Some(mut group) = state.groups.remove(&name) else { continue };
            while group.front().is_some_and(|message| message.receives >= settings.max_receive_count.max(1)) {
                state.dead.extend(group.pop_front());
            }
            for message in group.iter_mut().take(limit - received.len()) {
                // Those behind it are not too old yet: they are when they come to the front.
                if message.receives >= settings.max_receive_count.max(1) {
                    break;
                }
                message.receives += 1;
                message.in_flight = true;
                message.first_received.get_or_insert(now);
                received.push(message.clone());
            }
            state.keep(name, group);
            if received.len() == limit {
                break;
            }
        }
        received
    }

    /// Deletes those of the messages in flight that are done; one that is to come twice is left in flight the first time.
    pub(super) fn finish(&self, done: &BTreeSet<String>, delivery: Delivery) {
        let mut state = self.state();
        state.groups.retain(|_, group| {
            group.retain_mut(|message| {
                if !message.in_flight || !done.contains(&message.id()) {
                    return true;
                }
                let again = delivery == Delivery::Twice && !message.repeated;
                message.repeated = true;
                // To come again is not a failure: it must not bring the message nearer to the dead-letter queue.
                message.receives -= u32::from(again);
                again
            });
            !group.is_empty()
        });
    }

    /// Lets the visibility time-outs pass; `false` means that nothing was in flight.
    pub(super) fn let_time_pass(&self) -> bool {
        let mut state = self.state();
        let messages = state.groups.values_mut().flatten();
        messages.map(|message| std::mem::take(&mut message.in_flight)).fold(false, |any, was| any | was)
    }

    /// The state is whole between any two calls: a panic elsewhere does not spoil it.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn push(&mut self, group: String, deduplication: String, body: String, now: Duration) {
        self.sent += 1;
        let message = Message::new(self.sent, group.clone(), deduplication, body, now);
        self.groups.entry(group).or_default().push_back(message);
    }

    fn keep(&mut self, name: String, group: VecDeque<Message>) {
        if !group.is_empty() {
            self.groups.insert(name, group);
        }
    }

    /// The groups of which nothing is in flight, in the order in which they are taken.
    fn available(&self, seed: Option<u64>) -> Vec<String> {
        let groups = self.groups.iter().filter(|(_, group)| !group.iter().any(|message| message.in_flight));
        let mut ordered: Vec<(u64, &String)> = groups
            .map(|(name, group)| {
                let oldest = group.front().map_or(0, |message| message.number);
                (seed.map_or(oldest, |seed| mixed(seed ^ mixed(self.asked) ^ mixed(oldest))), name)
            })
            .collect();
        ordered.sort_unstable();
        ordered.into_iter().map(|(_, name)| name.clone()).collect()
    }
}

/// Another number for each, which looks random: the multiplier is that of Knuth's generator.
const fn mixed(number: u64) -> u64 {
    let number = (number.wrapping_add(1)).wrapping_mul(6_364_136_223_846_793_005);
    number ^ number.rotate_left(31)
}

impl fmt::Debug for FifoQueue {
    /// Without bodies and groups: they may hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FifoQueue")
            .field("name", &self.name)
            .field("messages", &self.len())
            .field("dead", &self.state().dead.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_is_sent_twice_within_five_minutes_is_one() {
        let clock = Clock::stopped_at(Duration::from_secs(1_700_000_000));
        let queue = FifoQueue::new("orders.fifo".to_owned(), clock.clone());
        for (later, messages) in [(0, 1), (299, 1), (1, 2), (0, 2)] {
            clock.advance(Duration::from_secs(later));
            queue.send("a", "1", "{}");
            assert_eq!(queue.len(), messages, "{later}");
        }
        queue.send("a", "2", "{}");
        assert_eq!(queue.len(), 3);
    }
}
