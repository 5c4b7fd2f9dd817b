//! Records in order, until the first failure or the nearing deadline.

use super::call;
use super::commit::Committer;
use super::deadline::Deadline;
use super::failure::Failure;
use super::queue::{Carried, Head, Queue};
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
        if let Err(failure) = result {
            if was_committed(committer, &failure, &head, deadline).await {
                tracing::debug!(
                    subscriber = S::DEFINITION.id,
                    event_id = &*head.event_id,
                    "the record fails now, and its writes were committed before: it is done"
                );
                continue;
            }
            report::<S>(&failure, &head);
            let lowest = queue.lowest().copied();
            return Some(lowest.map_or(head.sequence_number, |rest| rest.min(head.sequence_number)));
        }
    }
}

async fn call_and_commit<S: Subscriber>(
    subscriber: &S,
    committer: Option<&Committer>,
    carried: <S::Input as Input>::Carried,
    head: &Head,
    deadline: Option<Deadline>,
) -> Result<(), Failure> {
    let mut done = Box::pin(async {
        // What turns the answer into writes is the user's too: the conversion of an error, the `Drop` of a result.
        let writes = call::future(|| async { subscriber.call(S::Input::of(carried)).await.into_writes() }).await;
        let writes = writes.map_err(|call::Panicked| Failure::Panic)?.map_err(Failure::Function)?;
        match committer {
            Some(committer) => committer.commit(head, writes).await.map_err(Failure::Commit),
            None => Ok(()),
        }
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

/// Logs a failure: what, where, and the user's own text once, as theirs. Never a value or a key.
fn report<S: Subscriber>(failure: &Failure, head: &Head) {
    let (subscriber, event_id) = (S::DEFINITION.id, &*head.event_id);
    let sequence_number = head.sequence_number.as_str();
    match call::sync(|| failure.user_text()).ok().flatten() {
        Some(text) => {
            tracing::error!(subscriber, event_id, sequence_number, error = text, "record failed: {failure}");
        }
        None => tracing::error!(subscriber, event_id, sequence_number, "record failed: {failure}"),
    }
}
