//! The records of a batch that are not done.

use super::failure::Failure;
use super::in_flight::{Identity, InFlight};
use crate::subscriber::{FunctionError, RecordOutcome};

/// The records of a batch that are not done, each with its failure where there is one to report.
///
/// A record without an outcome is not done. That of the first one is worth a word, unless the function stopped at a
/// failure before it.
pub(super) fn undone(outcomes: Vec<RecordOutcome>, batch: &InFlight) -> Vec<(&Identity, Option<Failure>)> {
    let mut said: Vec<Option<RecordOutcome>> = batch.records.iter().map(|_| None).collect();
    for outcome in outcomes.into_iter().filter(|outcome| outcome.batch == batch.id) {
        if let Some(slot) = said.get_mut(outcome.place) {
            *slot = Some(outcome);
        }
    }
    let mut stopped = false;
    let mut undone = Vec::new();
    for (record, said) in batch.records.iter().zip(said) {
        match said {
            Some(RecordOutcome { error: None, .. }) => {}
            Some(RecordOutcome { error: Some(error), .. }) => {
                stopped = true;
                undone.push((record, Some(Failure::Function(FunctionError::Returned(error)))));
            }
            None => {
                undone.push((record, (!stopped).then_some(Failure::NoOutcome)));
                stopped = true;
            }
        }
    }
    undone
}
