//! What becomes of the records of an item, of which the first that is not done tells.

use super::raw::Raw;
use crate::invoke::event::RecordOutcome;
use crate::invoke::failure::{Attempt, Blame, NextStep};
use crate::invoke::redrive;
use crate::ledger::{self, Committer, Entry, ItemState};
use crate::panic;
use crate::parking::{Kept, NotKept, Parking, Payload, Reason};
use crate::subscriber::{Answer, OnError, Subscriber};
use crate::transport::Ordinal;

/// What was decided of records of one item, in their order.
pub(super) type Decided = Vec<(Ordinal, Decision)>;

/// What was decided of a record.
pub(super) enum Decision {
    /// It is delivered again as it is.
    AsItIs,
    /// It is delivered again, with an attempt counted.
    Again(Option<Attempt>, NextStep),
    Skipped(Option<Attempt>),
    /// With the attempts of one that failed.
    Parked(Option<Attempt>),
    /// It is done by now.
    Done,
    NotTaken,
    Before,
    /// Where records are kept, it is kept.
    Superseded,
    /// It could not be kept, and is delivered again.
    HandedBack,
}

/// Why the first record of an item is not done.
pub(super) struct First {
    pub(super) blame: Blame,
    /// Whether its writes were refused by the rows that were there then.
    pub(super) is_condition: bool,
    pub(super) kind: String,
    pub(super) error: String,
    /// The attempts that were counted before its call.
    pub(super) counted: Option<u32>,
}

impl Decision {
    /// What became of a record that was not done for this reason.
    pub(super) fn outcome(self, before: RecordOutcome) -> RecordOutcome {
        let failure = |outcome: RecordOutcome| match outcome {
            RecordOutcome::Failed(failure) => Some(failure),
            _ => None,
        };
        match self {
            Self::AsItIs => before,
            Self::Again(attempt, next) => match before {
                RecordOutcome::Failed(failure) => RecordOutcome::Failed(failure.then(attempt, next)),
                other => other,
            },
            Self::Skipped(attempt) => match failure(before) {
                Some(failure) => RecordOutcome::Skipped(failure.then(attempt, NextStep::Skipped)),
                None => RecordOutcome::NotStarted,
            },
            Self::Parked(attempt @ Some(_)) => {
                RecordOutcome::Parked(failure(before).map(|failure| failure.then(attempt, NextStep::Parked)))
            }
            Self::Parked(None) => {
                drop_of_user(before);
                RecordOutcome::Parked(None)
            }
            Self::Done => {
                drop_of_user(before);
                RecordOutcome::Done
            }
            Self::NotTaken => RecordOutcome::NotTaken,
            Self::Before => {
                drop_of_user(before);
                RecordOutcome::Duplicate
            }
            Self::Superseded => {
                drop_of_user(before);
                RecordOutcome::Superseded
            }
            Self::HandedBack => {
                drop_of_user(before);
                RecordOutcome::HandedBack
            }
        }
    }
}

/// An error is the user's, and so is its `Drop`.
fn drop_of_user(outcome: RecordOutcome) {
    let _ = panic::catch(move || drop(outcome));
}

/// Decides what becomes of the records of an item, of which the first tells.
pub(super) async fn decide<S: Subscriber>(
    subscriber: &S,
    parking: Parking<'_>,
    first: First,
    records: Vec<Raw<'_>>,
) -> Decided {
    let mut decided = decide_by_first(subscriber, parking, first, &records).await;
    for (ordinal, decision) in &mut decided {
        if matches!(decision, Decision::Superseded)
            && let Some(raw) = records.iter().find(|raw| raw.ordinal == *ordinal)
        {
            *decision = keep_superseded(parking, raw).await;
        }
    }
    decided
}

/// Keeps superseded records of an item.
pub(super) async fn superseded(parking: Parking<'_>, records: Vec<Raw<'_>>) -> Decided {
    let mut decided = Vec::new();
    for raw in &records {
        decided.push((raw.ordinal, keep_superseded(parking, raw).await));
    }
    decided
}

/// Keeps a superseded record beside the parked ones, if there are any: it is never run.
async fn keep_superseded(parking: Parking<'_>, raw: &Raw<'_>) -> Decision {
    if !parking.settings().parks() {
        return Decision::Superseded;
    }
    match parking.keep_superseded(&raw.payload(None)).await {
        Ok(()) => Decision::Superseded,
        Err(error) => {
            tracing::warn!("a superseded record could not be kept, and is delivered again: {error}");
            Decision::HandedBack
        }
    }
}

async fn decide_by_first<S: Subscriber>(
    subscriber: &S,
    parking: Parking<'_>,
    first: First,
    records: &[Raw<'_>],
) -> Decided {
    let as_they_are = |from: usize| records[from..].iter().map(|raw| (raw.ordinal, Decision::AsItIs));
    let again = |attempt: Option<Attempt>, next: NextStep| {
        let first = (records[0].ordinal, Decision::Again(attempt, next));
        std::iter::once(first).chain(as_they_are(1)).collect::<Decided>()
    };
    let settings = parking.settings();
    let max = u32::from(settings.max_attempts);
    if settings.parks() && matches!(first.blame, Blame::Record | Blame::RecordForGood) {
        // It may have failed before its item was looked at: a guard panicked, or it does not decode.
        match parking.committer().item_state(records[0].change()).await {
            Ok(ItemState::Free) => {}
            Ok(ItemState::Parked(_) | ItemState::Applied(_)) => return keep(parking, records, None).await,
            Err(error) => return again(None, NextStep::NotParked(error.to_string())),
        }
    }
    if first.is_condition
        && let Some(decision) = try_once_more(subscriber, parking.committer(), &records[0]).await
    {
        return std::iter::once((records[0].ordinal, decision)).chain(as_they_are(1)).collect();
    }
    let tried = match (first.blame, first.counted) {
        (Blame::Behind, _) if settings.parks() => return keep(parking, records, None).await,
        (Blame::Others | Blame::Behind, _) => return as_they_are(0).collect(),
        (Blame::RecordForGood, _) => None,
        (Blame::RecordTried(attempts), _) | (Blame::Record, Some(attempts)) => Some(attempts),
        (Blame::Record, None) => match parking.count_attempt(records[0].change()).await {
            Ok(attempts) => Some(attempts),
            Err(error) => return again(None, NextStep::NotParked(error.to_string())),
        },
    };
    let attempt = Attempt { number: tried.unwrap_or(1), of: max };
    if tried.is_some_and(|attempts| attempts < max) {
        return again(Some(attempt), NextStep::Retried);
    }
    if settings.on_error == OnError::Skip {
        let skipped = skip::<S>(parking.committer(), &records[0]).await;
        return match skipped {
            Ok(decision) => std::iter::once((records[0].ordinal, decision(attempt))).chain(as_they_are(1)).collect(),
            Err(error) => again(Some(attempt), NextStep::NotParked(error.to_string())),
        };
    }
    keep(parking, records, Some((attempt, first))).await
}

/// Calls the function once more for a record whose writes were refused by the rows that were there: those of other items have changed
/// them since. `None` where it fails again.
async fn try_once_more<S: Subscriber>(subscriber: &S, committer: &Committer, record: &Raw<'_>) -> Option<Decision> {
    let writes = redrive::call(subscriber, &record.json).await.ok()?;
    let entry = Entry { change: record.change(), lane: 0, writes };
    match committer.commit(vec![entry]).await.pop()? {
        ledger::Outcome::Committed(ledger::Committed::Now) => Some(Decision::Done),
        ledger::Outcome::Committed(ledger::Committed::Before | ledger::Committed::Passed) => Some(Decision::Before),
        ledger::Outcome::Committed(ledger::Committed::Superseded) => Some(Decision::Superseded),
        ledger::Outcome::Failed(_) | ledger::Outcome::Left => None,
    }
}

/// Notes in the ledger, where there is one, that a record is through.
async fn skip<S: Subscriber>(
    committer: &Committer,
    record: &Raw<'_>,
) -> Result<fn(Attempt) -> Decision, ledger::CommitError> {
    if <S::Answer as Answer<S::Input>>::WRITES.is_empty() {
        return Ok(|attempt| Decision::Skipped(Some(attempt)));
    }
    let entry = Entry { change: record.change(), lane: 0, writes: Vec::new() };
    match committer.commit(vec![entry]).await.pop() {
        Some(ledger::Outcome::Committed(ledger::Committed::Now)) => Ok(|attempt| Decision::Skipped(Some(attempt))),
        Some(ledger::Outcome::Committed(ledger::Committed::Before | ledger::Committed::Passed)) => {
            Ok(|_| Decision::Before)
        }
        Some(ledger::Outcome::Committed(ledger::Committed::Superseded)) => Ok(|_| Decision::Superseded),
        Some(ledger::Outcome::Failed(error)) => Err(error),
        Some(ledger::Outcome::Left) | None => Ok(|_| Decision::AsItIs),
    }
}

/// Parks the records, of which the first may have failed; those that no arm takes are through.
async fn keep(parking: Parking<'_>, records: &[Raw<'_>], failed: Option<(Attempt, First)>) -> Decided {
    let is_to_be_kept = |(place, raw): &(usize, &Raw<'_>)| raw.is_taken || *place == 0 && failed.is_some();
    let (kept, passed): (Vec<_>, Vec<_>) = records.iter().enumerate().partition(is_to_be_kept);
    let reason =
        failed.as_ref().map(|(attempt, First { kind, error, .. })| Reason::new(kind.clone(), error, attempt.number));
    // What is behind the first has not failed.
    let payloads = kept.iter().map(|(place, raw)| raw.payload(reason.as_ref().filter(|_| *place == 0)));
    let payloads: Vec<Payload<'_>> = payloads.collect();
    let attempt = failed.as_ref().map(|(attempt, _)| *attempt);
    let mut decided: Decided = passed.iter().map(|(_, raw)| (raw.ordinal, Decision::NotTaken)).collect();
    match parking.keep(&payloads).await {
        Ok(fates) => {
            // What comes after one that is left is delivered again with it, taken or not.
            for ((place, raw), fate) in kept.iter().zip(fates) {
                let decision = match fate {
                    Kept::Parked => Decision::Parked(attempt.filter(|_| *place == 0)),
                    Kept::Before => Decision::Before,
                    Kept::Superseded => Decision::Superseded,
                    Kept::Left => Decision::AsItIs,
                };
                decided.push((raw.ordinal, decision));
            }
        }
        Err(not_kept) => {
            let next = match not_kept {
                NotKept::Threshold => NextStep::Waits,
                NotKept::TooLarge => NextStep::NotParked("its payload is larger than 3.4 MB".to_owned()),
                NotKept::Failed(error) => NextStep::NotParked(error.to_string()),
            };
            let mut next = Some(next);
            for (_, raw) in &kept {
                let decision = next.take().map_or(Decision::AsItIs, |next| Decision::Again(attempt, next));
                decided.push((raw.ordinal, decision));
            }
        }
    }
    decided
}
