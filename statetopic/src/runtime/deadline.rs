//! The end of an invocation, and how near it may come.

use std::time::Duration;

use tokio::time::Instant;

/// When to stop starting records, and when to stop waiting for one, so that the answer still gets out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    /// Nothing new is started from here on.
    last_start: Instant,
    /// A function that is still running is given up here.
    answer_due: Instant,
}

impl Deadline {
    /// Nothing new is started in the last tenth of the time that is left now, a second at most; the answer is due when
    /// half of that is left.
    pub(crate) fn new(end: Instant) -> Self {
        const LONGEST_MARGIN: Duration = Duration::from_secs(1);
        let left = end.saturating_duration_since(Instant::now());
        let margin = (left / 10).min(LONGEST_MARGIN);
        let before_end = |margin| end.checked_sub(margin).unwrap_or(end);
        Self { last_start: before_end(margin), answer_due: before_end(margin / 2) }
    }

    pub(crate) fn is_near(&self) -> bool {
        Instant::now() >= self.last_start
    }

    pub(crate) const fn answer_due(&self) -> Instant {
        self.answer_due
    }
}
