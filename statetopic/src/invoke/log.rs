//! The log of an invocation, written from what became of its records. Never a value or a key.

use super::event::{OutcomeEvent, RecordOutcome};
use super::failure::{FailureKind, RecordFailure};
use crate::parking::KEPT;
use crate::subscriber::Transport;

/// Writes the log of an invocation.
#[derive(Debug)]
pub(super) struct Log {
    subscriber: &'static str,
    transport: Transport,
    /// Whether what is superseded is kept beside parked records.
    keeps: bool,
    handed_back: usize,
}

impl Log {
    pub(super) const fn new(subscriber: &'static str, transport: Transport, keeps: bool) -> Self {
        Self { subscriber, transport, keeps, handed_back: 0 }
    }

    #[inline]
    pub(super) fn write(&mut self, event: &OutcomeEvent<'_>) {
        match event.outcome {
            RecordOutcome::Failed(failure) | RecordOutcome::Skipped(failure) | RecordOutcome::Parked(Some(failure)) => {
                failed(event, failure);
            }
            RecordOutcome::Parked(None) => tracing::warn!(
                subscriber = event.subscriber,
                event_id = event.event_id.map(|id| &**id),
                sequence_number = event.sequence_number.map(crate::SequenceNumber::as_str),
                "record parked: earlier records of its item are; redrive or discard them"
            ),
            RecordOutcome::Superseded => self.superseded(event),
            RecordOutcome::HandedBack => self.handed_back += 1,
            RecordOutcome::Duplicate => tracing::debug!(
                subscriber = event.subscriber,
                event_id = event.event_id.map(|id| &**id),
                "the record was done before"
            ),
            // The many that went as they should, and those that the log has a word for already.
            RecordOutcome::Done | RecordOutcome::NotTaken | RecordOutcome::Foreign | RecordOutcome::NotStarted => {}
        }
    }

    /// A record comes after a later change of its item. Where nothing is parked and the mapping may discard, what a stream brings
    /// late is mostly a duplicate; a queue brings others too, when its dead letters are sent to it again.
    fn superseded(&self, event: &OutcomeEvent<'_>) {
        let (subscriber, event_id) = (event.subscriber, event.event_id.map(|id| &**id));
        let sequence_number = event.sequence_number.map(crate::SequenceNumber::as_str);
        match self.transport {
            _ if self.keeps => tracing::warn!(
                subscriber,
                event_id,
                sequence_number,
                "record superseded: a later change of its item was applied before it came; {KEPT}"
            ),
            Transport::Stream => {
                tracing::debug!(
                    subscriber,
                    event_id,
                    sequence_number,
                    "a later change of the item was committed before"
                );
            }
            Transport::Fifo => tracing::warn!(
                subscriber,
                event_id,
                sequence_number,
                "record superseded: a later change of its item was committed before it came, late or again; its writes \
                 are not applied now"
            ),
        }
    }

    /// What is said of the invocation as a whole.
    #[inline]
    pub(super) fn finish(self) {
        if self.handed_back > 0 {
            tracing::warn!(
                subscriber = self.subscriber,
                records = self.handed_back,
                "the deadline is near; records that were not started are handed back"
            );
        }
    }
}

/// Says what, where, and the user's own text once, as theirs.
fn failed(event: &OutcomeEvent<'_>, failure: &RecordFailure) {
    let (subscriber, event_id, message_id) = (event.subscriber, event.event_id.map(|id| &**id), event.message_id);
    let sequence_number = event.sequence_number.map(crate::SequenceNumber::as_str);
    // The batch's failure is logged with the record that it is about.
    if failure.kind() == FailureKind::Batch {
        return;
    }
    let what = if event.event_id.is_some() { "record" } else { "message" };
    let texts = failure.user_texts();
    let text = (!texts.is_empty()).then(|| texts.join(": "));
    let (attempt, of) = failure.attempt().map(|attempt| (attempt.number, attempt.of)).unzip();
    let (path, next) = (failure.path(), failure.next());
    match attempt {
        None => {
            tracing::error!(
                subscriber,
                event_id,
                sequence_number,
                message_id,
                error = text,
                "{what} failed: {failure}"
            );
        }
        Some(attempt) => tracing::error!(
            subscriber,
            event_id,
            sequence_number,
            message_id,
            path,
            attempt,
            max_attempts = of,
            error = text,
            "{what} failed: {failure}; {next}"
        ),
    }
}
