//! What a function says of each record of a batch.

use std::collections::HashSet;

use super::failure::Failure;
use super::head::{Identity, InFlight};
use crate::panic;
use crate::subscriber::{FunctionError, RecordResult};

/// The records of a batch, each with its failure where it is not done.
///
/// A record without an outcome is not done. That of the first one is worth a word, unless the function stopped at a
/// failure before it.
pub(super) fn of_records(outcomes: Vec<RecordResult>, batch: &InFlight) -> Vec<(&Identity, Option<Failure>)> {
    let mut said: Vec<Option<RecordResult>> = batch.records.iter().map(|_| None).collect();
    for outcome in outcomes {
        match said.get_mut(outcome.place) {
            // Of two that were said of a record, a failure counts.
            Some(slot)
                if outcome.batch == batch.id
                    && slot.as_ref().is_none_or(|said| said.error.is_none() && outcome.error.is_some()) =>
            {
                *slot = Some(outcome);
            }
            // Its error is the user's, and so is the `Drop` of that.
            _ => {
                let _ = panic::catch(move || drop(outcome));
            }
        }
    }
    let mut stopped = false;
    // Where items are known, what comes after a failure of an item is not done either.
    let mut failed: HashSet<&[u8]> = HashSet::new();
    let items = batch.items.iter().map(Vec::as_slice).chain(std::iter::repeat(&[][..]));
    let settled = batch.records.iter().zip(said).zip(items).map(|((record, said), item)| {
        let failure = match said {
            Some(RecordResult { error: None, .. }) => None,
            Some(RecordResult { error: Some(error), .. }) => {
                stopped = true;
                Some(Failure::Function(FunctionError::Returned(error)))
            }
            None if stopped => Some(Failure::Batch),
            None => {
                stopped = true;
                Some(Failure::NoOutcome)
            }
        };
        let failure = failure.or_else(|| failed.contains(item).then_some(Failure::Batch));
        if failure.is_some() && !item.is_empty() {
            failed.insert(item);
        }
        (record, failure)
    });
    settled.collect()
}
