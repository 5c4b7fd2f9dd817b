//! Records in order, until the first failure or the nearing deadline.

use super::deadline::{Late, TimeBudget};
use super::failure::Failure;
use super::in_flight::{Identity, RecordInFlight};
use super::outcomes;
use super::queue::Queue;
use crate::ledger::{Committed, Committer};
use crate::panic::{self, Panicked};
use crate::subscriber::{Answer, RecordOutcome, Returned, Subscriber, Transport};
use crate::transport::Undone;

/// What the lanes of an invocation share.
pub(crate) struct Invocation<'a, S> {
    pub(crate) subscriber: &'a S,
    pub(crate) committer: Option<&'a Committer>,
    pub(crate) budget: TimeBudget,
}

impl<S: Subscriber> Invocation<'_, S> {
    /// Does what can be done of the queue and returns what is not; `None` where all is done.
    pub(crate) async fn run(&self, mut queue: Queue<S::Topic>, transport: Transport) -> Option<Undone> {
        loop {
            if !queue.is_empty() && !self.budget.allows_start() {
                tracing::warn!(
                    subscriber = S::DEFINITION.id,
                    records = queue.len(),
                    "the deadline is near; records that were not started are handed back"
                );
                return queue.undone();
            }
            let next = queue.next::<S::Input>()?;
            self.budget.start();
            let (head, result) = match next {
                Err((failure, head)) => (head, Err(failure)),
                Ok((input, head)) => {
                    let result = self.call_and_commit(input, &head, transport).await;
                    (head, result)
                }
            };
            let undone = match result {
                Ok(None) => None,
                Ok(Some(outcomes)) => undone_of::<S>(outcomes, &head),
                Err(failure) if self.was_committed(&failure, &head, transport).await => None,
                Err(failure) => {
                    report::<S>(failure, &head.record);
                    Some(head.record.undone())
                }
            };
            if let Some(undone) = undone {
                return Some(queue.undone().map_or(undone, |rest| undone.and(rest)));
            }
        }
    }

    /// Calls the function and commits what it returned. Where it speaks of each record of a batch, that is returned.
    async fn call_and_commit(
        &self,
        input: S::Input,
        head: &RecordInFlight,
        transport: Transport,
    ) -> Result<Option<Vec<RecordOutcome>>, Failure> {
        let call = async || self.subscriber.call(input).await.into_returned();
        let mut done = Box::pin(async {
            // What turns the answer into writes is the user's too: the conversion of an error, the `Drop` of a result.
            let returned = panic::catch_future(call).await.map_err(|Panicked| Failure::Panic)?;
            match (returned.map_err(Failure::Function)?, self.committer) {
                (Returned::Outcomes(outcomes), _) => return Ok(Some(outcomes)),
                (Returned::Writes(writes), Some(committer)) => {
                    match committer.commit(head.change(), writes).await.map_err(Failure::Commit)? {
                        Committed::Now => {}
                        Committed::Before => tracing::debug!(
                            subscriber = S::DEFINITION.id,
                            event_id = &*head.record.event_id,
                            "the record's writes were committed before"
                        ),
                        Committed::Superseded => report_superseded::<S>(&head.record, transport),
                    }
                }
                // Whatever returns `Writes` was connected with a committer.
                (Returned::Writes(_) | Returned::Done, _) => {}
            }
            Ok(None)
        });
        if let Ok(result) = self.budget.in_time(done.as_mut()).await {
            return result;
        }
        // The record is delivered again; a commit that was under way is then found in the ledger. What the
        // function holds is dropped, and a `Drop` that panics ends with it.
        let _ = panic::catch(move || drop(done));
        Err(Failure::Deadline)
    }

    /// Whether a record that fails was done before: what is delivered again may find a world in which its function, or
    /// its decoding, no longer succeeds, and must not stop its lane for that.
    async fn was_committed(&self, failure: &Failure, head: &RecordInFlight, transport: Transport) -> bool {
        let Some(committer) = self.committer.filter(|_| failure.is_the_records_own()) else { return false };
        // What cannot be looked up is delivered again, and looked up then.
        match self.budget.in_time(committer.applied(head.change())).await {
            Ok(Ok(Some(Committed::Superseded))) => report_superseded::<S>(&head.record, transport),
            Ok(Ok(Some(_))) => tracing::debug!(
                subscriber = S::DEFINITION.id,
                event_id = &*head.record.event_id,
                "the record fails now, and its writes were committed before: it is done"
            ),
            Ok(Ok(None) | Err(_)) | Err(Late) => return false,
        }
        true
    }
}

/// What of a batch is not done, as the function says of each record. Every failure is logged once.
fn undone_of<S: Subscriber>(outcomes: Vec<RecordOutcome>, head: &RecordInFlight) -> Option<Undone> {
    let undone = outcomes::undone(outcomes, &head.batch).into_iter().map(|(record, failure)| {
        if let Some(failure) = failure {
            report::<S>(failure, record);
        }
        record.undone()
    });
    undone.reduce(Undone::and)
}

/// Says that a record comes after a later change of its item. A stream delivers nothing late, so there it is a duplicate;
/// a queue does, when its dead letters are sent to it again.
fn report_superseded<S: Subscriber>(record: &Identity, transport: Transport) {
    let (subscriber, event_id) = (S::DEFINITION.id, &*record.event_id);
    let sequence_number = record.sequence_number.as_str();
    match transport {
        Transport::Stream => {
            tracing::debug!(subscriber, event_id, sequence_number, "a later change of the item was committed before");
        }
        Transport::Fifo => tracing::warn!(
            subscriber,
            event_id,
            sequence_number,
            "record superseded: a later change of its item was committed before it came, late or again; its writes are \
             not applied now"
        ),
    }
}

/// Logs a failure: what, where, and the user's own text once, as theirs. Never a value or a key.
fn report<S: Subscriber>(failure: Failure, record: &Identity) {
    let (subscriber, event_id) = (S::DEFINITION.id, &*record.event_id);
    let sequence_number = record.sequence_number.as_str();
    match panic::catch(|| failure.user_text()).ok().flatten() {
        Some(text) => {
            tracing::error!(subscriber, event_id, sequence_number, error = text, "record failed: {failure}");
        }
        None => tracing::error!(subscriber, event_id, sequence_number, "record failed: {failure}"),
    }
    // The error is the user's, and so is its `Drop`.
    let _ = panic::catch(move || drop(failure));
}
