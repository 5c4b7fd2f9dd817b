//! What happened in a run, a line each, in the order in which it did.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The lines of a run. The same run writes the same bytes.
#[derive(Debug, Default)]
pub struct Trace(Mutex<Vec<String>>);

impl Trace {
    /// Something happened, this long after the run began.
    pub fn note(&self, at: Duration, what: fmt::Arguments<'_>) {
        let line = format!("{:>7} ms  {what}", at.as_millis());
        self.lines().push(line);
    }

    /// All lines so far.
    #[must_use]
    pub fn to_lines(&self) -> Vec<String> {
        self.lines().clone()
    }

    /// Each line is whole.
    fn lines(&self) -> MutexGuard<'_, Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
