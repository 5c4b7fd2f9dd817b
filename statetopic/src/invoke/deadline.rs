//! The end of an invocation, and how near it may come.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::Instant;

/// When to stop starting records, and when to stop waiting for one, so that the answer still gets out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    /// Nothing new is started from here on.
    last_start: Instant,
    /// A function that is still running is dropped here.
    answer_due: Instant,
}

impl Deadline {
    /// Nothing new is started in the last tenth of the time that is left now, a second at most; the answer is due when
    /// half of that is left.
    pub(crate) fn new(end: Instant) -> Self {
        const MAX_MARGIN: Duration = Duration::from_secs(1);
        let left = end.saturating_duration_since(Instant::now());
        let margin = (left / 10).min(MAX_MARGIN);
        let before_end = |margin| end.checked_sub(margin).unwrap_or(end);
        Self { last_start: before_end(margin), answer_due: before_end(margin / 2) }
    }

    fn is_near(&self) -> bool {
        Instant::now() >= self.last_start
    }
}

/// Whether an invocation may start another record.
#[derive(Debug)]
pub(crate) struct TimeBudget {
    deadline: Option<Deadline>,
    has_started: AtomicBool,
}

impl TimeBudget {
    pub(crate) const fn new(deadline: Option<Deadline>) -> Self {
        Self { deadline, has_started: AtomicBool::new(false) }
    }

    /// Not near the deadline. But the first record is always started, or a short time-out would hand it back for ever.
    pub(crate) fn allows_start(&self) -> bool {
        !self.has_started.load(Ordering::Relaxed) || !self.deadline.is_some_and(|deadline| deadline.is_near())
    }

    /// A record was started.
    pub(crate) fn start(&self) {
        self.has_started.store(true, Ordering::Relaxed);
    }

    /// Waits for a future, unless the answer is due before it is done.
    pub(crate) async fn in_time<F: Future>(&self, future: F) -> Result<F::Output, Late> {
        match self.deadline {
            None => Ok(future.await),
            Some(deadline) => tokio::time::timeout_at(deadline.answer_due, future).await.map_err(|_| Late),
        }
    }
}

/// The answer is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Late;
