//! What a function returned, whatever its type was.

use crate::BoxError;
use crate::change::Topic;
use crate::operation::Write;
use crate::record::Outcomes;
use crate::writes::WriteError;

/// What a function returned that did not fail as a whole.
#[derive(Debug)]
pub enum Returned {
    /// There is nothing left to do.
    Done,
    /// Writes to commit.
    Writes(Vec<Write>),
    /// A result for each record of a batch.
    Outcomes(Vec<RecordResult>),
}

/// What a function says of a record of a batch.
#[derive(Debug)]
pub struct RecordResult {
    pub(crate) batch: u64,
    pub(crate) place: usize,
    pub(crate) error: Option<BoxError>,
}

impl Returned {
    pub(crate) fn outcomes<T: Topic>(outcomes: Outcomes<T>) -> Self {
        let outcomes = outcomes.into_iter().map(|outcome| {
            let (batch, place, error) = outcome.into_parts();
            RecordResult { batch, place, error }
        });
        Self::Outcomes(outcomes.collect())
    }
}

/// What a function's answer says went wrong.
#[derive(Debug)]
pub enum FunctionError {
    /// The function returned an error. Its text is the user's, and is logged as theirs.
    Returned(BoxError),
    /// The function returned `Writes` that cannot be carried out.
    Writes(WriteError),
}
