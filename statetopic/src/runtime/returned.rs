//! What a function returned, whatever its type was.

use super::failure::{Failure, FunctionError};
use super::queue::{Handed, Identity};
use crate::BoxError;
use crate::model::StateTopic;
use crate::record::Outcomes;
use crate::writes::Write;

/// What a function returned that did not fail as a whole.
#[derive(Debug)]
pub enum Returned {
    /// There is nothing left to do.
    Done,
    /// Writes to commit.
    Writes(Vec<Write>),
    /// A result for each record of a batch.
    Outcomes(Vec<RecordOutcome>),
}

/// What a function says of a record of a batch.
#[derive(Debug)]
pub struct RecordOutcome {
    batch: u64,
    place: usize,
    error: Option<BoxError>,
}

impl Returned {
    pub(crate) fn outcomes<T: StateTopic>(outcomes: Outcomes<T>) -> Self {
        let outcomes = outcomes.into_iter().map(|outcome| {
            let (batch, place, error) = outcome.into_parts();
            RecordOutcome { batch, place, error }
        });
        Self::Outcomes(outcomes.collect())
    }
}

/// The records of a batch that are not done, each with its failure where there is one to report.
///
/// A record without an outcome is not done. That of the first one is worth a word, unless the function stopped at a
/// failure before it.
pub(super) fn undone(outcomes: Vec<RecordOutcome>, batch: &Handed) -> Vec<(&Identity, Option<Failure>)> {
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
