//! What brings records to a function: how they stand in an event, which of them are in order, and what is answered for
//! those that are not done.
//!
//! An event's first record tells its transport; a function is the same behind each. [`read`] turns the event into
//! [`Arrivals`]: records by their ordinals, each in a lane, in which order is kept. The [`Receipts`] turn the ordinals that
//! are not done into the failures of the answer, in the transport's own terms.

mod arrival;
mod fifo;
mod response;

use crate::change::Topic;
use crate::decode::{self, EventError};
use crate::subscriber::Transport;

pub(crate) use self::arrival::{Arrival, Arrivals, LaneOf, Ordinal, Undone};
pub use self::response::{BatchItemFailure, BatchResponse};

/// What the records of an event are known by to what brought them.
pub(crate) enum Receipts {
    /// Their sequence numbers. The answer names the lowest that is not done, and the stream begins there again.
    Stream,
    /// The ids of their messages. The answer names each that is to stay in the queue.
    Fifo {
        ids: Vec<Box<str>>,
        /// Whether any of them was received before.
        was_received: bool,
    },
}

/// What is asked of the items of a stream's records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Items {
    /// Nothing.
    Unknown,
    /// That they are identified.
    Identified,
    /// That each has a lane, whether several run at once or not.
    Lanes,
}

/// Takes an event apart, for so many lanes at once. A stream's records are in one lane, or with more than one at once, or where that
/// is asked, in a lane for each item; behind a queue all groups run at once, if nothing else is said.
pub(crate) fn read<T: Topic>(
    event: &[u8],
    concurrency: Option<usize>,
    items: Items,
) -> Result<Arrivals<T>, EventError> {
    let event = decode::text(event)?;
    match transport(decode::first_source(event).as_deref()) {
        Transport::Stream => {
            let concurrency = concurrency.unwrap_or(1);
            let has_lanes = items == Items::Lanes || concurrency > 1;
            let records: Vec<Arrival<T>> = decode::read_event(event, items != Items::Unknown || concurrency > 1)?;
            let lane_of = if has_lanes { LaneOf::items(&records) } else { LaneOf::One(records.len()) };
            Ok(Arrivals { records, lane_of, concurrency, receipts: Receipts::Stream })
        }
        Transport::Fifo => Ok(fifo::arrivals(decode::read_messages(event, items != Items::Unknown)?, concurrency)),
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
            Self::Fifo { .. } => Transport::Fifo,
        }
    }

    /// Whether a queue has delivered any of the records before; of a stream that is not known.
    pub(crate) const fn were_received_before(&self) -> bool {
        match self {
            Self::Stream => false,
            Self::Fifo { was_received, .. } => *was_received,
        }
    }

    /// The id of the message that brought a record, where one did.
    pub(crate) fn message_id(&self, ordinal: Ordinal) -> Option<&str> {
        match self {
            Self::Stream => None,
            Self::Fifo { ids, .. } => ids.get(ordinal as usize).map(|id| &**id),
        }
    }

    /// The failures to answer with.
    #[inline]
    pub(crate) fn failures(&self, lane_of: &LaneOf, undone: &[Undone]) -> Vec<BatchItemFailure> {
        match self {
            Self::Stream => {
                let lowest = undone.iter().filter_map(|undone| undone.sequence_number).min();
                lowest.map(|lowest| BatchItemFailure::new(lowest.as_str())).into_iter().collect()
            }
            Self::Fifo { ids, .. } => fifo::failures(ids, lane_of, undone),
        }
    }
}
