//! What became of the records of an invocation: each is settled once, and says so.

use super::event::{OutcomeEvent, RecordOutcome};
use super::head::Identity;
use super::log::Log;
use crate::panic;
use crate::transport::{Ordinal, Receipts, Undone};

/// What is told of each record.
pub(super) type Observer<'a> = &'a mut (dyn FnMut(&OutcomeEvent<'_>) + Send);

/// The records that are settled, and those among them that are not done.
pub(super) struct Settled<'a> {
    subscriber: &'static str,
    receipts: &'a Receipts,
    log: Log,
    observer: Observer<'a>,
    undone: Vec<Undone>,
}

impl<'a> Settled<'a> {
    pub(super) fn new(subscriber: &'static str, keeps: bool, receipts: &'a Receipts, observer: Observer<'a>) -> Self {
        let log = Log::new(subscriber, receipts.transport(), keeps);
        Self { subscriber, receipts, log, observer, undone: Vec::new() }
    }

    /// A record is settled.
    pub(super) fn settle(&mut self, record: &Identity, outcome: RecordOutcome) {
        self.tell(record.ordinal, Some(record), outcome);
    }

    /// A message that carries no record is settled.
    pub(super) fn settle_message(&mut self, ordinal: Ordinal, outcome: RecordOutcome) {
        self.tell(ordinal, None, outcome);
    }

    #[inline]
    fn tell(&mut self, ordinal: Ordinal, record: Option<&Identity>, outcome: RecordOutcome) {
        let event = OutcomeEvent {
            subscriber: self.subscriber,
            ordinal: ordinal as usize,
            event_id: record.map(|record| &record.event_id),
            sequence_number: record.and_then(|record| record.sequence_number.as_ref()),
            message_id: self.receipts.message_id(ordinal),
            outcome: &outcome,
        };
        self.log.write(&event);
        (self.observer)(&event);
        if !outcome.is_settled() {
            self.undone.push(Undone { ordinal, sequence_number: record.and_then(|record| record.sequence_number) });
        }
        // An error is the user's, and so is its `Drop`.
        if outcome.failure().is_some() {
            let _ = panic::catch(move || drop(outcome));
        }
    }

    /// What is not done.
    #[inline]
    pub(super) fn finish(self) -> Vec<Undone> {
        self.log.finish();
        self.undone
    }
}
