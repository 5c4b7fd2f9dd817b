//! When a process looked last at how long its records have been parked.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How often a process looks at most.
const EVERY: Duration = Duration::from_mins(15);

/// When a process looked last.
#[derive(Debug, Default)]
pub(super) struct Looked(Mutex<Option<Duration>>);

impl Looked {
    /// Whether it is time to look, which is then done.
    pub(super) fn is_due(&self, now: Duration) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = last.is_none_or(|last| now.saturating_sub(last) >= EVERY);
        if is_due {
            *last = Some(now);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_looks_every_quarter_of_an_hour() {
        let looked = Looked::default();
        let at = |minutes: u64| looked.is_due(Duration::from_mins(1000 + minutes));
        assert_eq!([at(0), at(14), at(15), at(16), at(30)], [true, false, true, false, true]);
        assert!(!at(10), "a clock that was set back");
    }
}
