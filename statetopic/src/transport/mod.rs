//! What brings records to a function: how they stand in an event, which of them are in order, and what is answered for
//! those that are not done.
//!
//! An event's first record tells its transport; a function is the same behind each. [`read`] makes lanes of the event,
//! whose records are in order among themselves. The [`Receipts`] of a lane turn what is not done of it into the failures
//! of the answer, in the transport's own terms.

mod fifo;
mod response;

use crate::decode::{self, Delivered, EventError};
use crate::model::StateTopic;
use crate::sequence::SequenceNumber;
use crate::subscriber::Transport;

pub use self::response::{BatchItemFailure, BatchResponse};

/// Records that are in order among themselves.
pub(crate) struct Lane<T: StateTopic> {
    pub(crate) records: Vec<Delivered<T>>,
    pub(crate) receipts: Receipts,
}

/// What the records of a lane are known by to what brought them.
pub(crate) enum Receipts {
    /// Their sequence numbers. The answer names the lowest that is not done, and the stream begins there again.
    Stream,
    /// Their messages. The answer names each that is to stay in the queue.
    Fifo(fifo::Group),
}

/// What of a lane is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Undone {
    /// The first place.
    pub(crate) place: usize,
    /// The lowest sequence number, which need not be that of the first place.
    pub(crate) lowest: SequenceNumber,
}

impl Undone {
    /// Both together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self { place: self.place.min(other.place), lowest: self.lowest.min(other.lowest) }
    }
}

/// Takes an event apart into lanes.
pub(crate) fn read<T: StateTopic>(event: &[u8]) -> Result<Vec<Lane<T>>, EventError> {
    let event = decode::text(event)?;
    match transport(decode::first_source(event).as_deref()) {
        Transport::Stream => Ok(vec![Lane { records: decode::read_event(event)?, receipts: Receipts::Stream }]),
        Transport::Fifo => Ok(fifo::lanes(decode::read_messages(event)?)),
    }
}

/// The transport whose records name this source. An unknown source is an error of the records themselves.
fn transport(source: Option<&str>) -> Transport {
    match source {
        Some("aws:sqs") => Transport::Fifo,
        _ => Transport::Stream,
    }
}

impl Receipts {
    pub(crate) const fn transport(&self) -> Transport {
        match self {
            Self::Stream => Transport::Stream,
            Self::Fifo(_) => Transport::Fifo,
        }
    }

    /// The failures to answer with, where `undone` is what is left of the lane's records.
    pub(crate) fn failures(self, subscriber: &'static str, undone: Option<&Undone>) -> Vec<BatchItemFailure> {
        match self {
            Self::Stream => undone.map(|undone| BatchItemFailure::new(undone.lowest.as_str())).into_iter().collect(),
            Self::Fifo(group) => group.failures(subscriber, undone),
        }
    }
}
