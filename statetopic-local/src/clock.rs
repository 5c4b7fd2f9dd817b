//! The engine's time: the wall clock, shifted or stopped as a test wants it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The time that the engine stamps changes with and expires items by. Clones show the same time.
///
/// ```
/// use std::time::Duration;
/// use statetopic_local::Clock;
///
/// let clock = Clock::stopped_at(Duration::from_secs(1_700_000_000));
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now().as_secs(), 1_700_000_060);
/// ```
#[derive(Clone)]
pub struct Clock {
    state: Arc<Mutex<State>>,
}

#[derive(Clone, Copy)]
enum State {
    /// The wall clock, this much later.
    Running { ahead: Duration },
    /// The same time until it is set or advanced.
    Stopped { now: Duration },
}

impl Clock {
    /// The wall clock.
    #[must_use]
    pub fn system() -> Self {
        Self::of(State::Running { ahead: Duration::ZERO })
    }

    /// A clock that stands still at a time since 1970, until it is set or advanced.
    #[must_use]
    pub fn stopped_at(now: Duration) -> Self {
        Self::of(State::Stopped { now })
    }

    fn of(state: State) -> Self {
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// The time since 1970.
    #[must_use]
    pub fn now(&self) -> Duration {
        match *self.lock() {
            State::Running { ahead } => wall().saturating_add(ahead),
            State::Stopped { now } => now,
        }
    }

    /// Stops the clock at a time since 1970.
    pub fn set(&self, now: Duration) {
        *self.lock() = State::Stopped { now };
    }

    /// Puts the clock forward. One that ran goes on running.
    pub fn advance(&self, by: Duration) {
        match &mut *self.lock() {
            State::Running { ahead } => *ahead = ahead.saturating_add(by),
            State::Stopped { now } => *now = now.saturating_add(by),
        }
    }

    /// The state is two numbers, whole at any time: a panic elsewhere does not spoil it.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A wall clock before 1970 reads as 1970.
fn wall() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match *self.lock() {
            State::Running { .. } => "running",
            State::Stopped { .. } => "stopped",
        };
        write!(f, "Clock({state})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_clock_keeps_running_when_it_is_advanced() {
        let clock = Clock::system();
        let before = wall();
        clock.advance(Duration::from_hours(1));
        let now = clock.now();
        assert!(now >= before + Duration::from_hours(1));
        assert!(now <= wall() + Duration::from_hours(1));
    }

    #[test]
    fn setting_a_running_clock_stops_it() {
        let clock = Clock::system();
        clock.set(Duration::from_secs(7));
        assert_eq!(clock.now(), Duration::from_secs(7));
        assert_eq!(clock.clone().now(), Duration::from_secs(7));
    }

    #[test]
    fn advancing_beyond_the_end_of_time_stays_there() {
        let clock = Clock::stopped_at(Duration::MAX);
        clock.advance(Duration::from_secs(1));
        assert_eq!(clock.now(), Duration::MAX);
    }
}
