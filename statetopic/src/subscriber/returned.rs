//! What a function returned, whatever its type was.

use std::fmt;

use crate::BoxError;
use crate::change::Topic;
use crate::operation::Write;
use crate::record::Outcomes;

/// What a function returned that did not fail as a whole.
#[derive(Debug)]
pub enum Returned {
    /// There is nothing left to do.
    Done,
    /// Writes to commit.
    Writes(ReturnedWrites),
    /// A result for each record of a batch.
    Outcomes(Vec<RecordResult>),
}

/// Writes, of no type in particular: a function without `Writes` has no code for them.
#[derive(Debug)]
pub struct ReturnedWrites(Box<dyn SomeWrites>);

impl ReturnedWrites {
    pub(crate) fn new(writes: Vec<Write>) -> Self {
        Self(Box::new(writes))
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub(crate) fn into_vec(self) -> Vec<Write> {
        self.0.into_vec()
    }
}

trait SomeWrites: fmt::Debug + Send {
    fn is_none(&self) -> bool;

    fn into_vec(self: Box<Self>) -> Vec<Write>;
}

impl SomeWrites for Vec<Write> {
    fn is_none(&self) -> bool {
        self.is_empty()
    }

    fn into_vec(self: Box<Self>) -> Vec<Write> {
        *self
    }
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
    /// The function returned `Writes` that cannot be carried out: a [`WriteError`](crate::writes::WriteError), of no type in
    /// particular for the same reason.
    Writes(BoxError),
}
