//! What a source asks for, and what it hears of it.

use std::fmt;
use std::time::Duration;

use super::discarded::Discarded;
use super::message::{Message, NewMessage, Receipt};
use crate::engine::Position;
use crate::invoke::InvokeError;
use crate::shards::ShardId;
use crate::stream::ShardPage;

/// Names an action of a source until it is completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ActionId(u64);

/// Gives each action of a source another id.
#[derive(Debug, Default)]
pub(super) struct ActionIds(u64);

impl ActionIds {
    pub(super) fn next(&mut self) -> ActionId {
        self.0 += 1;
        ActionId(self.0)
    }
}

/// What is to be done.
#[derive(Clone)]
pub(crate) enum Action {
    /// Read a shard of the stream. The answer is a page.
    Read(Read),
    /// Invoke the function. The answer is what it returned, or that it failed.
    Invoke(Invocation),
    /// Send messages to the FIFO queue. The answer is that it is done, or that it failed.
    Send(Vec<NewMessage>),
    /// Receive messages of the FIFO queue. The answer is what was received, once there is something.
    Receive(Receive),
    /// Delete received messages. The answer is which of them were not.
    Delete(Delete),
    /// Send to the destination what was discarded. The answer is that it is done.
    Discard(Discarded),
}

/// A read of a shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Read {
    /// The shard.
    pub(crate) shard: ShardId,
    /// The records after this position; `None` is the beginning.
    pub(crate) after: Option<Position>,
    /// Maximum number of records.
    pub(crate) limit: usize,
    /// Whether the answer waits until there is something, or the shard is closed. Otherwise a page without records says that there
    /// is nothing now.
    pub(crate) waits: bool,
}

/// An invocation of the function.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Invocation {
    /// The event's JSON.
    pub(crate) event: String,
    /// Number of its records.
    pub(crate) records: usize,
    /// When it has failed if there is no answer, since 1970; `None` is never.
    pub(crate) until: Option<Duration>,
}

/// A receive of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Receive {
    /// Maximum number of messages.
    pub(crate) limit: usize,
    /// How long nobody else receives them.
    pub(crate) visibility_timeout: Duration,
    /// Number of receives after which a message goes to the dead-letter queue instead.
    pub(crate) max_receive_count: u32,
    /// The order of the message groups; without, the oldest message is first.
    pub(crate) seed: Option<u64>,
}

/// A deletion of messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Delete {
    /// The receives that it is of.
    pub(crate) receipts: Vec<Receipt>,
    /// Flag: each message is kept the first time, so that it comes twice.
    pub(crate) twice: bool,
}

/// What came of an action.
#[derive(Clone)]
pub(crate) enum Answer {
    /// Records of the shard.
    Page(ShardPage),
    /// What the function returned.
    Returned(Vec<u8>),
    /// The function gave no answer, or nothing was sent.
    Failed(InvokeError),
    /// Messages.
    Received(Received),
    /// What was asked for is deleted, except these messages: their visibility time-out had passed.
    Deleted {
        /// The ids of those that were not deleted.
        lapsed: Vec<String>,
    },
    /// It is done.
    Done,
}

/// What a receive gives.
#[derive(Clone, Debug, Default)]
pub(crate) struct Received {
    /// The messages, in their order within each group.
    pub(crate) messages: Vec<Message>,
    /// The ids of those that went to the dead-letter queue meanwhile.
    pub(crate) dead: Vec<String>,
}

impl fmt::Debug for Invocation {
    /// Without the event: it has the records.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invocation").field("records", &self.records).field("until", &self.until).finish_non_exhaustive()
    }
}

impl fmt::Debug for Action {
    /// Without records and messages: they have keys and images.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(read) => read.fmt(f),
            Self::Invoke(invocation) => invocation.fmt(f),
            Self::Send(messages) => f.debug_struct("Send").field("messages", &messages.len()).finish_non_exhaustive(),
            Self::Receive(receive) => receive.fmt(f),
            Self::Delete(delete) => delete.fmt(f),
            Self::Discard(discarded) => discarded.fmt(f),
        }
    }
}

impl fmt::Debug for Answer {
    /// Without records, messages and the function's own words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(page) => f.debug_struct("Page").field("records", &page.records.len()).finish_non_exhaustive(),
            Self::Returned(answer) => f.debug_struct("Returned").field("bytes", &answer.len()).finish_non_exhaustive(),
            Self::Failed(_) => f.write_str("Failed"),
            Self::Received(received) => received.fmt(f),
            Self::Deleted { lapsed } => f.debug_struct("Deleted").field("lapsed", lapsed).finish(),
            Self::Done => f.write_str("Done"),
        }
    }
}
