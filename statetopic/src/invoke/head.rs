//! What is known of the records that the function has.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::ledger::{Brought, Change};
use crate::record::EventId;
use crate::sequence::SequenceNumber;
use crate::subscriber::Transport;
use crate::transport::Ordinal;

/// What is known of a call's records while the function has them: of one, or of a batch.
#[derive(Debug)]
pub(super) struct Head {
    /// The record, or of a batch the one with the lowest sequence number.
    pub(super) lowest: Identity,
    /// The last in its lane that had its turn with it.
    pub(super) last: Ordinal,
    /// The records of a batch.
    pub(super) batch: Option<InFlight>,
    /// The records among a batch's that no arm takes.
    pub(super) passed: Vec<Identity>,
}

/// The records that something runs for.
pub(super) struct Subject {
    pub(super) head: Head,
    /// Where a ledger knows the records.
    pub(super) item: Option<Arc<SourceItem>>,
    /// Whether their lane has gone on without waiting for their commit.
    pub(super) is_ahead: bool,
}

/// Which record it is.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) ordinal: Ordinal,
    pub(super) event_id: EventId,
    pub(super) sequence_number: Option<SequenceNumber>,
}

/// A batch that the function has.
#[derive(Debug)]
pub(super) struct InFlight {
    /// Tells outcomes of its records from others.
    pub(super) id: u64,
    /// Its records, in its order.
    pub(super) records: Vec<Identity>,
    /// The identity of each record's item; empty where it is not asked for.
    pub(super) items: Vec<Vec<u8>>,
}

/// What the ledger knows an item by. It is never shown: it holds the item's key.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct SourceItem {
    /// The stream's ARN.
    pub(super) source: Arc<str>,
    /// The item's identity.
    pub(super) key: Vec<u8>,
    pub(super) brought: Brought,
}

impl Head {
    /// Of one record.
    pub(super) const fn alone(ordinal: Ordinal, event_id: EventId, sequence_number: Option<SequenceNumber>) -> Self {
        Self { lowest: Identity { ordinal, event_id, sequence_number }, last: ordinal, batch: None, passed: Vec::new() }
    }

    /// Of a batch of these records, at least one, up to the `last` that had its turn.
    pub(super) fn batch(records: Vec<Identity>, items: Vec<Vec<u8>>, passed: Vec<Identity>, last: Ordinal) -> Self {
        let mut lowest = records[0].clone();
        for record in &records {
            if record.sequence_number < lowest.sequence_number {
                lowest = record.clone();
            }
        }
        Self { lowest, last, batch: Some(InFlight::new(records, items)), passed }
    }

    /// All its records, in their order.
    pub(super) fn records(&self) -> &[Identity] {
        match &self.batch {
            Some(batch) => &batch.records,
            None => std::slice::from_ref(&self.lowest),
        }
    }
}

impl InFlight {
    /// Records with an id that no other batch of the process has.
    fn new(records: Vec<Identity>, items: Vec<Vec<u8>>) -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self { id: LAST.fetch_add(1, Ordering::Relaxed) + 1, records, items }
    }
}

/// What brings the changes of an item.
pub(super) const fn brought(transport: Transport) -> Brought {
    match transport {
        Transport::Stream => Brought::ByStream,
        Transport::Fifo => Brought::ByQueue,
    }
}

impl SourceItem {
    /// A change of it, as the ledger knows it.
    pub(super) fn change<'a>(&'a self, sequence_number: &'a SequenceNumber) -> Change<'a> {
        Change { source: &self.source, item: &self.key, sequence_number, brought: self.brought }
    }
}
