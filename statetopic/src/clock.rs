//! The time of day: the wall clock's, one that stands still, or that of tokio's timers.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

use crate::time::EpochSeconds;

/// The time of day, which [`Connections`](crate::Connections) carry: the expiry of ledger rows follows it. Clones show the
/// same time.
///
/// # Units
/// A point in time is the [`Duration`] since 1970-01-01T00:00:00Z; [`epoch_seconds`](Self::epoch_seconds) are whole seconds, as
/// in a TTL attribute.
///
/// # Example: a test that decides what the time is
/// ```
/// use std::time::Duration;
/// use statetopic::{Clock, EpochSeconds};
///
/// let clock = Clock::stopped_at(Duration::from_secs(1_700_000_000));
/// let of_the_engine = clock.clone();
/// clock.advance(Duration::from_millis(60_500));
/// assert_eq!(of_the_engine.now(), Duration::from_millis(1_700_000_060_500));
/// assert_eq!(of_the_engine.epoch_seconds(), EpochSeconds(1_700_000_060));
/// ```
#[derive(Clone)]
pub struct Clock {
    state: Arc<Mutex<State>>,
}

#[derive(Clone, Copy)]
enum State {
    /// The wall clock, this much later.
    Wall { ahead: Duration },
    /// The same time until it is set or advanced.
    Stopped { now: Duration },
    /// `start` at the instant `since`, and as much later as tokio's time has gone on.
    Tokio { start: Duration, since: Instant },
}

impl Clock {
    /// The wall clock.
    ///
    /// # Example: the time now
    /// ```
    /// use std::time::UNIX_EPOCH;
    /// use statetopic::Clock;
    ///
    /// assert!(Clock::wall().now() <= UNIX_EPOCH.elapsed()?);
    /// # Ok::<(), std::time::SystemTimeError>(())
    /// ```
    #[must_use]
    pub fn wall() -> Self {
        Self::new(State::Wall { ahead: Duration::ZERO })
    }

    /// A clock that stands still at a time since 1970, until it is [set](Self::set) or [advanced](Self::advance).
    ///
    /// # Example: the next day
    /// ```
    /// use std::time::Duration;
    /// use statetopic::Clock;
    ///
    /// let clock = Clock::stopped_at(Duration::from_secs(1_700_000_000));
    /// clock.set(Duration::from_secs(1_700_086_400));
    /// assert_eq!(clock.now().as_secs(), 1_700_086_400);
    /// ```
    #[must_use]
    pub fn stopped_at(now: Duration) -> Self {
        Self::new(State::Stopped { now })
    }

    /// A clock that shows `start`, a time since 1970, and from then on goes as tokio's timers do. Where tokio's time is paused
    /// it moves when timers do, so that waiting and the time of day agree.
    ///
    /// # Example: an hour that takes no time
    /// ```
    /// use std::time::Duration;
    /// use statetopic::Clock;
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// // In a test with `#[tokio::test(start_paused = true)]`:
    /// let clock = Clock::tokio_from(Duration::from_secs(1_700_000_000));
    /// tokio::time::sleep(Duration::from_hours(1)).await;
    /// assert_eq!(clock.now().as_secs(), 1_700_003_600);
    /// # }
    /// ```
    #[must_use]
    pub fn tokio_from(start: Duration) -> Self {
        Self::new(State::Tokio { start, since: Instant::now() })
    }

    fn new(state: State) -> Self {
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// The time since 1970.
    #[must_use]
    pub fn now(&self) -> Duration {
        match *self.lock() {
            State::Wall { ahead } => wall_time().saturating_add(ahead),
            State::Stopped { now } => now,
            State::Tokio { start, since } => start.saturating_add(since.elapsed()),
        }
    }

    /// Whole seconds since 1970, as a TTL attribute holds them.
    #[must_use]
    pub fn epoch_seconds(&self) -> EpochSeconds {
        EpochSeconds(0).saturating_add(self.now())
    }

    /// Stops the clock at a time since 1970.
    pub fn set(&self, now: Duration) {
        *self.lock() = State::Stopped { now };
    }

    /// Puts the clock forward. One that is not stopped goes on from there.
    pub fn advance(&self, by: Duration) {
        match &mut *self.lock() {
            State::Wall { ahead: time } | State::Stopped { now: time } | State::Tokio { start: time, .. } => {
                *time = time.saturating_add(by);
            }
        }
    }

    /// The state is a few numbers, consistent at any time: a panic elsewhere does not spoil it.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A wall clock before 1970 reads as 1970.
fn wall_time() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// The wall clock.
impl Default for Clock {
    fn default() -> Self {
        Self::wall()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match *self.lock() {
            State::Wall { .. } => "wall",
            State::Stopped { .. } => "stopped",
            State::Tokio { .. } => "tokio",
        };
        write!(f, "Clock({state})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_clock_keeps_running_when_it_is_advanced() {
        let clock = Clock::wall();
        let before = wall_time();
        clock.advance(Duration::from_hours(1));
        let now = clock.now();
        assert!(now >= before + Duration::from_hours(1));
        assert!(now <= wall_time() + Duration::from_hours(1));
    }

    #[test]
    fn setting_a_running_clock_stops_it() {
        let clock = Clock::wall();
        clock.set(Duration::from_secs(7));
        assert_eq!(clock.now(), Duration::from_secs(7));
        assert_eq!(clock.clone().now(), Duration::from_secs(7));
    }

    #[test]
    fn advancing_beyond_the_end_of_time_stays_there() {
        let clock = Clock::stopped_at(Duration::MAX);
        clock.advance(Duration::from_secs(1));
        assert_eq!(clock.now(), Duration::MAX);
        assert_eq!(clock.epoch_seconds(), EpochSeconds(i64::MAX));
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_on_tokios_time_moves_with_timers_and_when_it_is_advanced() {
        let start = Duration::from_secs(1_700_000_000);
        let clock = Clock::tokio_from(start);
        assert_eq!(clock.now(), start);
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        assert_eq!(clock.now(), start + Duration::from_millis(1_500));
        assert_eq!(clock.epoch_seconds(), EpochSeconds(1_700_000_001));
        clock.advance(Duration::from_hours(1));
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(clock.clone().now(), start + Duration::from_millis(3_602_500));
        clock.set(start);
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(clock.now(), start);
    }
}
