//! A FIFO queue and its dead-letter queue.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::fmt;
use std::time::Duration;

use crate::source::action::{Delete, Receive, Received};
use crate::source::message::{Message, NewMessage, Receipt};

/// For how long a queue takes a second message with the same deduplication id for the first one.
///
/// Source: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html>
const DEDUPLICATION: Duration = Duration::from_mins(5);

/// A FIFO queue and its dead-letter queue. The time of each request is its caller's.
#[derive(Default)]
pub(crate) struct Fifo {
    /// Number of messages sent so far.
    sent: u64,
    /// Number of receives that gave something.
    receives: u64,
    groups: BTreeMap<String, VecDeque<Message>>,
    dead: VecDeque<Message>,
    deduplication: HashMap<String, Duration>,
}

impl Fifo {
    /// Number of messages, those in flight included.
    pub(crate) fn len(&self) -> usize {
        self.groups.values().map(VecDeque::len).sum()
    }

    /// What is in the dead-letter queue, oldest first.
    pub(crate) fn dead(&self) -> impl ExactSizeIterator<Item = &Message> {
        self.dead.iter()
    }

    /// Takes a message, unless it had one with the same deduplication id lately.
    pub(crate) fn send(&mut self, message: NewMessage, now: Duration) {
        let last = self.deduplication.get(&message.deduplication);
        if last.is_none_or(|last| now.saturating_sub(*last) >= DEDUPLICATION) {
            self.deduplication.insert(message.deduplication.clone(), now);
            self.push(message, now);
        }
    }

    /// Moves the messages of the dead-letter queue back, as new ones: they come after what is in the queue.
    ///
    /// Source: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html>
    pub(crate) fn redrive(&mut self, now: Duration) -> usize {
        let dead = std::mem::take(&mut self.dead);
        let count = dead.len();
        for message in dead {
            let deduplication = message.id();
            self.push(NewMessage { deduplication, ..message.new }, now);
        }
        count
    }

    /// Receives the next messages, which are in flight then. A group with a message in flight is skipped.
    pub(crate) fn receive(&mut self, request: Receive, now: Duration) -> Received {
        let max_receive_count = request.max_receive_count.max(1);
        let mut received = Received::default();
        for name in self.available(request.seed, now) {
            if received.messages.len() >= request.limit {
                break;
            }
            let Some(mut group) = self.groups.remove(&name) else { continue };
            while let Some(dead) = group.pop_front_if(|message| message.receives >= max_receive_count) {
                received.dead.push(dead.id());
                self.dead.push_back(dead);
            }
            for message in group.iter_mut().take(request.limit - received.messages.len()) {
                // Those behind it are not too old yet: they are when they come to the front.
                if message.receives >= max_receive_count {
                    break;
                }
                message.receives += 1;
                message.receive += 1;
                message.visible_at = Some(now.saturating_add(request.visibility_timeout));
                message.first_received.get_or_insert(now);
                received.messages.push(message.clone());
            }
            self.keep(name, group);
        }
        self.receives += u64::from(!received.messages.is_empty());
        received
    }

    /// Deletes messages by their receipts, and returns the ids of those that it did not delete: their visibility time-out had
    /// passed. One that is to come twice is left in flight the first time.
    ///
    /// Source: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html>
    pub(crate) fn delete(&mut self, request: &Delete, now: Duration) -> Vec<String> {
        let mut lapsed: BTreeSet<Receipt> = request.receipts.iter().copied().collect();
        self.groups.retain(|_, group| {
            group.retain_mut(|message| {
                if !message.is_in_flight(now) || !lapsed.remove(&message.receipt()) {
                    return true;
                }
                let again = request.twice && !message.repeated;
                message.repeated = true;
                // To come again is not a failure: it must not bring the message nearer to the dead-letter queue.
                message.receives -= u32::from(again);
                again
            });
            !group.is_empty()
        });
        lapsed.into_iter().map(Receipt::message_id).collect()
    }

    /// When the next visibility time-out passes.
    pub(crate) fn wakes_at(&self, now: Duration) -> Option<Duration> {
        let in_flight = self.groups.values().flatten().filter(|message| message.is_in_flight(now));
        in_flight.filter_map(|message| message.visible_at).min()
    }

    fn push(&mut self, message: NewMessage, now: Duration) {
        self.sent += 1;
        let group = message.group.clone();
        self.groups.entry(group).or_default().push_back(Message::new(self.sent, message, now));
    }

    fn keep(&mut self, name: String, group: VecDeque<Message>) {
        if !group.is_empty() {
            self.groups.insert(name, group);
        }
    }

    /// The groups of which nothing is in flight, in the order in which they are taken.
    fn available(&self, seed: Option<u64>, now: Duration) -> Vec<String> {
        let groups = self.groups.iter().filter(|(_, group)| !group.iter().any(|message| message.is_in_flight(now)));
        let mut ordered: Vec<(u64, &String)> = groups
            .map(|(name, group)| {
                let oldest = group.front().map_or(0, |message| message.number);
                (seed.map_or(oldest, |seed| mixed(seed ^ mixed(self.receives) ^ mixed(oldest))), name)
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

impl fmt::Debug for Fifo {
    /// Without bodies and groups: they may hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fifo").field("messages", &self.len()).field("dead", &self.dead.len()).finish_non_exhaustive()
    }
}
