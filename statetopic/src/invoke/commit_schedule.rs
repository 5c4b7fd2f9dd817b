//! When writes are committed although their package is not full, and when the runtime has its turn.
//!
//! A function that reads nothing and never waits is called again and again while writes wait. Near the deadline of an invocation
//! nothing might be committed then, and the next one would begin where this one did.

use std::pin::pin;
use std::task::Context;
use std::time::Duration;

use tokio::time::Instant;

/// How long calls may go on before the runtime has its turn, where a commit waits for an answer.
const TURN: Duration = Duration::from_millis(1);

/// The times of an invocation's commits.
pub(super) struct CommitSchedule {
    /// How long calls may go on without a commit, where there is a deadline.
    share: Option<Duration>,
    /// When the last commit began, at first the invocation.
    begun: Instant,
    /// The longest that packages have taken.
    longest: Duration,
    /// When the runtime last had its turn.
    yielded: Instant,
}

impl CommitSchedule {
    /// Of an invocation that may take so long: a commit begins in each quarter of it.
    pub(super) fn new(time_left: Option<Duration>) -> Self {
        let now = Instant::now();
        Self { share: time_left.map(|left| left / 4), begun: now, longest: Duration::ZERO, yielded: now }
    }

    /// Whether what waits is committed, though it fills no package.
    pub(super) fn is_due(&self) -> bool {
        self.share.is_some_and(|share| self.begun.elapsed() >= share)
    }

    /// A commit begins.
    pub(super) fn begin(&mut self) {
        self.begun = Instant::now();
    }

    /// A commit has ended: the one that began last, or one before it.
    pub(super) fn complete(&mut self) {
        self.longest = self.longest.max(self.begun.elapsed());
    }

    /// How long before the deadline the last record is started: there is time for a commit, and for one that waits for it.
    pub(super) fn margin(&self) -> Duration {
        self.share.map_or(Duration::ZERO, |share| share.min(self.longest * 2))
    }

    /// Whether the runtime has its turn now; then it wakes the task of this context.
    pub(super) fn yields(&mut self, context: &mut Context<'_>) -> bool {
        if self.yielded.elapsed() < TURN {
            return false;
        }
        self.yielded = Instant::now();
        pin!(tokio::task::yield_now()).poll(context).is_pending()
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn a_commit_is_due_a_quarter_of_the_time_after_the_last_one_began() {
        let (mut schedule, endless) = (CommitSchedule::new(Some(8 * SECOND)), CommitSchedule::new(None));
        assert!(!schedule.is_due());
        for _ in 0..2 {
            tokio::time::advance(2 * SECOND).await;
            assert!(schedule.is_due());
            schedule.begin();
            assert!(!schedule.is_due());
        }
        assert!(!endless.is_due(), "what has no deadline is committed in the end");
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_record_is_started_two_commits_before_the_deadline_or_a_quarter_of_the_time() {
        let mut schedule = CommitSchedule::new(Some(60 * SECOND));
        for (takes, margin) in [(3, 6), (1, 6), (7, 14), (9, 15)] {
            schedule.begin();
            tokio::time::advance(takes * SECOND).await;
            schedule.complete();
            assert_eq!(schedule.margin(), margin * SECOND);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_runtime_has_its_turn_once_in_a_while() {
        let (mut schedule, mut context) = (CommitSchedule::new(None), Context::from_waker(Waker::noop()));
        for _ in 0..2 {
            assert!(!schedule.yields(&mut context));
            tokio::time::advance(TURN).await;
            assert!(schedule.yields(&mut context));
        }
    }
}
