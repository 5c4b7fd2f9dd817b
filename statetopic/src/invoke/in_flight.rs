//! What is known of the records that the function has.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::key::canonical_bytes;
use crate::ledger::Change;
use crate::model::StateTopic;
use crate::record::{EventId, Record};
use crate::sequence::SequenceNumber;
use crate::transport::Undone;

/// What is known of a record while the function has it.
#[derive(Debug)]
pub(super) struct RecordInFlight {
    /// The lowest, where it stands for several records.
    pub(super) record: Identity,
    pub(super) source: Arc<str>,
    /// The item's key, canonical: what the ledger knows it by.
    pub(super) item: Vec<u8>,
    /// The records of a batch.
    pub(super) batch: InFlight,
}

/// Which record it is.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) event_id: EventId,
    pub(super) sequence_number: SequenceNumber,
    /// Its place in its lane, from zero.
    pub(super) place: usize,
}

/// A batch that the function has.
#[derive(Debug, Default)]
pub(super) struct InFlight {
    /// Tells outcomes of its records from others.
    pub(super) id: u64,
    /// Its records, in its order.
    pub(super) records: Vec<Identity>,
}

impl Identity {
    pub(super) fn new<T: StateTopic>(place: usize, record: &Record<T>) -> Self {
        Self { event_id: record.event_id.clone(), sequence_number: record.sequence_number, place }
    }

    /// The same as what is not done.
    pub(super) const fn undone(&self) -> Undone {
        Undone { place: self.place, lowest: self.sequence_number }
    }
}

impl RecordInFlight {
    /// As the ledger knows it.
    pub(super) fn change(&self) -> Change<'_> {
        Change { source: &self.source, item: &self.item, sequence_number: &self.record.sequence_number }
    }

    pub(super) fn new<T: StateTopic>(place: usize, record: &Record<T>) -> Self {
        Self {
            record: Identity::new(place, record),
            source: Arc::clone(&record.source),
            item: canonical_bytes(record.key()),
            batch: InFlight::default(),
        }
    }
}

impl InFlight {
    /// Records with an id that no other batch of the process has.
    pub(super) fn new(records: Vec<Identity>) -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self { id: LAST.fetch_add(1, Ordering::Relaxed) + 1, records }
    }
}
