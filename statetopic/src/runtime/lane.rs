//! Records in order, until the first failure or the nearing deadline.

use super::call;
use super::commit::Committer;
use super::deadline::Deadline;
use super::failure::Failure;
use super::queue::{Carried, Handed, Head, Queue};
use super::returned::{self, RecordOutcome, Returned};
use crate::sequence::SequenceNumber;
use crate::subscriber::{Answer, Input, Subscriber};

/// Does what can be done of the queue and returns the lowest sequence number that is not; `None` where all is done.
pub(crate) async fn run<S: Subscriber>(
    subscriber: &S,
    committer: Option<&Committer>,
    mut queue: Queue<S::Topic>,
    deadline: Option<Deadline>,
) -> Option<SequenceNumber> {
    let mut started = false;
    loop {
        // The first record is always started, or a short time-out would hand it back for ever.
        if started && !queue.is_empty() && deadline.is_some_and(|deadline| deadline.is_near()) {
            tracing::warn!(
                subscriber = S::DEFINITION.id,
                records = queue.len(),
                "the deadline is near; the rest of the batch is handed back"
            );
            return queue.lowest().copied();
        }
        started = true;
        let (head, result) = match <<S::Input as Input>::Carried as Carried<S::Topic>>::next(&mut queue)? {
            Err((failed, head)) => (head, Err(failed.0)),
            Ok((carried, head)) => {
                let result = call_and_commit(subscriber, committer, carried, &head, deadline).await;
                (head, result)
            }
        };
        let undone = match result {
            Ok(outcomes) => outcomes.and_then(|outcomes| undone_of::<S>(outcomes, &head.batch)),
            Err(failure) if was_committed(committer, &failure, &head, deadline).await => {
                tracing::debug!(
                    subscriber = S::DEFINITION.id,
                    event_id = &*head.event_id,
                    "the record fails now, and its writes were committed before: it is done"
                );
                None
            }
            Err(failure) => {
                report::<S>(failure, &head.event_id, &head.sequence_number);
                Some(head.sequence_number)
            }
        };
        if let Some(undone) = undone {
            return Some(queue.lowest().map_or(undone, |rest| undone.min(*rest)));
        }
    }
}

/// Calls the function and commits what it returned. Where it speaks of each record of a batch, that is returned.
async fn call_and_commit<S: Subscriber>(
    subscriber: &S,
    committer: Option<&Committer>,
    carried: <S::Input as Input>::Carried,
    head: &Head,
    deadline: Option<Deadline>,
) -> Result<Option<Vec<RecordOutcome>>, Failure> {
    let mut done = Box::pin(async {
        // What turns the answer into writes is the user's too: the conversion of an error, the `Drop` of a result.
        let returned = call::future(|| async { subscriber.call(S::Input::of(carried)).await.into_returned() }).await;
        match (returned.map_err(|call::Panicked| Failure::Panic)?.map_err(Failure::Function)?, committer) {
            (Returned::Outcomes(outcomes), _) => return Ok(Some(outcomes)),
            (Returned::Writes(writes), Some(committer)) => {
                committer.commit(head, writes).await.map_err(Failure::Commit)?;
            }
            // Whatever returns `Writes` was connected with a committer.
            (Returned::Writes(_) | Returned::Done, _) => {}
        }
        Ok(None)
    });
    let Some(deadline) = deadline else { return done.await };
    if let Ok(result) = tokio::time::timeout_at(deadline.answer_due(), done.as_mut()).await {
        return result;
    }
    // What is given up here is delivered again; a commit that was under way is then found in the ledger. What the function
    // holds is dropped, and a `Drop` that panics ends with it.
    let _ = call::sync(move || drop(done));
    Err(Failure::Deadline)
}

/// Whether a record that fails was done before: what is delivered again may find a world in which its function, or its
/// decoding, no longer succeeds, and must not stop its shard for that.
async fn was_committed(
    committer: Option<&Committer>,
    failure: &Failure,
    head: &Head,
    deadline: Option<Deadline>,
) -> bool {
    let Some(committer) = committer.filter(|_| failure.is_the_records_own()) else { return false };
    let applied = committer.is_applied(head);
    let applied = match deadline {
        None => Ok(applied.await),
        Some(deadline) => tokio::time::timeout_at(deadline.answer_due(), applied).await,
    };
    // What cannot be looked up is delivered again, and looked up then.
    matches!(applied, Ok(Ok(true)))
}

/// The lowest record of a batch that is not done, as the function says of each. Every failure is logged once.
fn undone_of<S: Subscriber>(outcomes: Vec<RecordOutcome>, batch: &Handed) -> Option<SequenceNumber> {
    let undone = returned::undone(outcomes, batch);
    let numbers = undone.into_iter().map(|(record, failure)| {
        if let Some(failure) = failure {
            report::<S>(failure, &record.event_id, &record.sequence_number);
        }
        record.sequence_number
    });
    numbers.min()
}

/// Logs a failure: what, where, and the user's own text once, as theirs. Never a value or a key.
fn report<S: Subscriber>(failure: Failure, event_id: &str, sequence_number: &SequenceNumber) {
    let (subscriber, sequence_number) = (S::DEFINITION.id, sequence_number.as_str());
    match call::sync(|| failure.user_text()).ok().flatten() {
        Some(text) => {
            tracing::error!(subscriber, event_id, sequence_number, error = text, "record failed: {failure}");
        }
        None => tracing::error!(subscriber, event_id, sequence_number, "record failed: {failure}"),
    }
    // The error is the user's, and so is its `Drop`.
    let _ = call::sync(move || drop(failure));
}
