//! A record that is not done, as it was delivered.

use std::borrow::Cow;
use std::sync::Arc;

use crate::decode::{self, Identified};
use crate::ledger::{Brought, Change};
use crate::panic;
use crate::parking::{Payload, Reason};
use crate::record::EventId;
use crate::sequence::SequenceNumber;
use crate::subscriber::Subscriber;
use crate::transport::Ordinal;

/// A record as it was delivered.
pub(super) struct Raw<'a> {
    pub(super) ordinal: Ordinal,
    pub(super) json: Cow<'a, str>,
    item: Vec<u8>,
    source: Arc<str>,
    number: SequenceNumber,
    brought: Brought,
    pub(super) event_id: EventId,
    /// Whether an arm of `on(…)` takes it; one that does not decode may be taken.
    pub(super) is_taken: bool,
}

impl Raw<'_> {
    pub(super) fn change(&self) -> Change<'_> {
        Change { source: &self.source, item: &self.item, sequence_number: &self.number, brought: self.brought }
    }

    /// It, to be kept for this reason.
    pub(super) fn payload<'a>(&'a self, reason: Option<&'a Reason>) -> Payload<'a> {
        Payload { change: self.change(), event_id: &self.event_id, json: &self.json, reason }
    }
}

/// Reads a record; the fields of its images are of the user's types, whose `Drop` may panic.
pub(super) fn read<S: Subscriber>(ordinal: Ordinal, json: Cow<'_, str>, brought: Brought) -> Option<Raw<'_>> {
    let Identified { item, record } = decode::read_alone::<S::Topic>(&json).ok()?;
    let (event_id, number, source, is_taken) = match record {
        Ok(record) => {
            let known = (record.event_id.clone(), record.sequence_number, Arc::clone(&record.source));
            // A guard that panics is for the call to tell.
            let is_taken = panic::catch(|| S::takes(&record.change)) != Ok(false);
            let _ = panic::catch(move || drop(record));
            (known.0, known.1, known.2, is_taken)
        }
        Err(undecoded) => {
            let known = (undecoded.event_id.clone(), undecoded.sequence_number, Arc::clone(&undecoded.source));
            let _ = panic::catch(move || drop(undecoded));
            (known.0, known.1, known.2, true)
        }
    };
    Some(Raw { ordinal, json, item, source, number: number?, brought, event_id, is_taken })
}
