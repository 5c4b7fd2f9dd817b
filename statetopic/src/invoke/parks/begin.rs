//! The beginning of an invocation: its first record is marked.

use std::sync::Arc;
use std::time::Duration;

use super::{Marked, Parks, Source, Undone};
use crate::decode::Identified;
use crate::invoke::blocked::{self, Blocked, ByItem};
use crate::invoke::head::brought;
use crate::parking::Parking;
use crate::subscriber::{Input as _, InputKind, Subscriber, Transport};
use crate::transport::{Arrival, Receipts};

/// What is known before the first call.
#[derive(Default)]
pub(in crate::invoke) struct Begun<'a> {
    /// Where attempts are counted.
    pub(in crate::invoke) parks: Option<Box<dyn Parks<'a> + 'a>>,
    /// The records that a function of a batch may not have.
    pub(in crate::invoke) blocked: Blocked,
    /// Whether its records run one at a time, each attempt being counted before it begins.
    pub(in crate::invoke) is_careful: bool,
}

/// What an invocation begins with.
pub(in crate::invoke) struct Event<'a> {
    source: Source<'a>,
    /// What the first record of a stream's event is marked by.
    first: Option<Marked>,
    /// The items that are asked for before a function of a batch is called.
    items: Option<ByItem>,
    /// Whether a queue has delivered one of its messages before.
    was_received_before: bool,
}

impl<'a> Event<'a> {
    pub(in crate::invoke) fn new<S: Subscriber>(
        event: &'a [u8],
        records: &[Arrival<S::Topic>],
        receipts: &Receipts,
    ) -> Self {
        let parks = S::DEFINITION.errors.parks();
        let transport = receipts.transport();
        Self {
            // It was read as a text before.
            source: Source { event: std::str::from_utf8(event).unwrap_or_default(), transport },
            first: if parks && transport == Transport::Stream { first::<S>(records) } else { None },
            items: (parks && S::Input::KIND == InputKind::Batches)
                .then(|| blocked::by_item::<S>(records, brought(transport))),
            was_received_before: parks && receipts.were_received_before(),
        }
    }
}

/// Begins an invocation: marks its first record, and finds out whether that was marked before, and what a batch may not have.
pub(in crate::invoke) async fn begin<'a, S: Subscriber>(
    subscriber: &'a S,
    parking: Parking<'a>,
    event: Event<'a>,
    within: Duration,
) -> Begun<'a> {
    let Event { source, first, items, was_received_before } = event;
    let is_careful = match &first {
        None => was_received_before,
        Some(first) => is_marked(parking, first, within).await,
    };
    let blocked = match items {
        None => Blocked::default(),
        Some(items) => blocked::blocked(parking, items, within).await,
    };
    let parks = Undone::new(subscriber, parking, source, first, is_careful);
    Begun { parks: Some(Box::new(parks)), blocked, is_careful }
}

/// What the first record of an event is marked by.
fn first<S: Subscriber>(records: &[Arrival<S::Topic>]) -> Option<Marked> {
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
