//! The beginning of an invocation: its first record is marked.

use std::sync::Arc;
use std::time::Duration;

use super::{Marked, Parks, Source, Undone};
use crate::decode::Identified;
use crate::parking::Parking;
use crate::subscriber::{Subscriber, Transport};
use crate::transport::{Arrival, Receipts};

/// What is known as an invocation begins.
pub(in crate::invoke) struct Begun<'a> {
    pub(in crate::invoke) parks: Box<dyn Parks<'a> + 'a>,
    /// Whether its records run one at a time, each attempt being counted before it begins.
    pub(in crate::invoke) is_careful: bool,
}

/// Begins an invocation: marks its [`first`] record, and finds out whether that was marked before.
pub(in crate::invoke) async fn begin<'a, S: Subscriber>(
    subscriber: &'a S,
    parking: Parking<'a>,
    event: &'a [u8],
    first: Option<Marked>,
    receipts: &Receipts,
    within: Duration,
) -> Begun<'a> {
    // It was read as a text before.
    let event = std::str::from_utf8(event).unwrap_or_default();
    let transport = receipts.transport();
    let parks = parking.settings().parks();
    let (marked, is_careful) = match transport {
        _ if !parks => (None, false),
        Transport::Fifo => (None, receipts.were_received_before()),
        Transport::Stream => {
            let is_careful = match &first {
                None => false,
                Some(first) => is_marked(parking, first, within).await,
            };
            (first, is_careful)
        }
    };
    let undone = Undone::new(subscriber, parking, Source { event, transport }, marked, is_careful);
    Begun { parks: Box::new(undone), is_careful }
}

/// What the first record of an event is marked by.
pub(in crate::invoke) fn first<S: Subscriber>(records: &[Arrival<S::Topic>]) -> Option<Marked> {
    match records.first()? {
        Arrival::Delivered(Identified { record: Ok(record), .. }) => {
            Some(Marked { source: Arc::clone(&record.source), number: record.sequence_number? })
        }
        Arrival::Delivered(Identified { record: Err(undecoded), .. }) => {
            Some(Marked { source: Arc::clone(&undecoded.source), number: undecoded.sequence_number? })
        }
        Arrival::Unreadable(_) | Arrival::Taken => None,
    }
}

/// Whether the batch was begun before and did not end. Where that cannot be known it is run as usual: what then hangs is found out by
/// the next mark.
async fn is_marked(parking: Parking<'_>, marked: &Marked, within: Duration) -> bool {
    match tokio::time::timeout(within, parking.mark(marked.change())).await {
        Ok(Ok(is_marked)) => is_marked,
        Ok(Err(error)) => {
            tracing::warn!("a batch could not be marked as begun: {error}");
            false
        }
        Err(_) => {
            tracing::warn!("a batch could not be marked as begun: no answer in time");
            false
        }
    }
}
