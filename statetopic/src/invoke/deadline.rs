//! The end of an invocation, and how near it may come.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;

/// When to stop starting records, and when to stop waiting for one, so that the answer still gets out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    /// Nothing new is started from here on.
    last_start: Instant,
    /// A function that is still running is dropped here.
    answer_due: Instant,
    /// The same, where something is to be decided before the answer is due.
    calls_due: Instant,
    /// Half of the time is over.
    half: Instant,
}

impl Deadline {
    /// Nothing new is started in the last tenth of the time that is left, a second at most; the answer is due when half of
    /// that is left. `None` where the end is further off than the clock goes.
    pub(crate) fn after(left: Duration) -> Option<Self> {
        const MAX_MARGIN: Duration = Duration::from_secs(1);
        let now = Instant::now();
        let end = now.checked_add(left)?;
        let margin = (left / 10).min(MAX_MARGIN);
        let before_end = |margin| end.checked_sub(margin).unwrap_or(end);
        let last_start = before_end(margin);
        Some(Self { last_start, answer_due: before_end(margin / 2), calls_due: last_start, half: now + left / 2 })
    }

    /// The same, where nothing is started with less than half of the time left.
    fn carefully(self) -> Self {
        Self { last_start: self.last_start.min(self.half), ..self }
    }

    fn is_near(&self, margin: Duration) -> bool {
        Instant::now() + margin >= self.last_start
    }
}

/// Whether an invocation may start another record.
#[derive(Debug)]
pub(crate) struct TimeBudget {
    deadline: Option<Deadline>,
    has_started: bool,
}

impl TimeBudget {
    pub(crate) const fn new(deadline: Option<Deadline>) -> Self {
        Self { deadline, has_started: false }
    }

    /// The same, where nothing but the first record is started with less than half of the time left: what then takes too long is to
    /// blame itself.
    pub(super) fn carefully(self) -> Self {
        Self { deadline: self.deadline.map(Deadline::carefully), ..self }
    }

    /// Not near the deadline, nor as near as what must follow takes. But the first record is always started, or a short time-out
    /// would hand it back for ever.
    pub(crate) fn allows_start(&self, margin: Duration) -> bool {
        !self.has_started || !self.deadline.is_some_and(|deadline| deadline.is_near(margin))
    }

    /// Whether the answer is due: what is begun now nobody waits for.
    pub(super) fn is_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline.answer_due)
    }

    /// A record was started.
    pub(crate) const fn start(&mut self) {
        self.has_started = true;
    }

    /// Waits until the answer is due; for ever where there is no deadline.
    pub(super) fn answer_due(&self) -> Wait {
        wait_until(self.deadline.map(|deadline| deadline.answer_due))
    }

    /// Waits until what runs must end for something to be decided before the answer is due.
    pub(super) fn calls_due(&self) -> Wait {
        wait_until(self.deadline.map(|deadline| deadline.calls_due))
    }
}

/// A wait of no type in particular.
pub(super) type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Waits until then, or for ever.
fn wait_until(due: Option<Instant>) -> Wait {
    Box::pin({
        async move {
            let Some(due) = due else { return std::future::pending().await };
            let mut sleep = pin!(tokio::time::sleep_until(due));
            // tokio lets no timer be ready in a turn in which the functions have used up what the task may do; one that
            // always has something to do would never be stopped. So the clock itself is looked at.
            poll_fn(|context| if Instant::now() >= due { Poll::Ready(()) } else { sleep.as_mut().poll(context) }).await;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_record_is_started_while_there_is_time_for_what_must_follow() {
        let mut budget = TimeBudget::new(Deadline::after(Duration::from_secs(100)));
        budget.start();
        tokio::time::advance(Duration::from_secs(90)).await;
        let allowed = [0, 8, 9, 10].map(|margin| budget.allows_start(Duration::from_secs(margin)));
        assert_eq!(allowed, [true, true, false, false]);
    }
}
