//! The time that the engine reads.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use statetopic::Clock;

/// Our clock as dynoxide reads one.
pub(super) struct EngineClock {
    clock: Clock,
    made: Arc<MadeAt>,
}

impl EngineClock {
    pub(super) const fn new(clock: Clock, made: Arc<MadeAt>) -> Self {
        Self { clock, made }
    }

    fn now(&self) -> Duration {
        match self.made.now.load(Ordering::Relaxed) {
            0 => self.clock.now(),
            seconds => Duration::from_secs(seconds),
        }
    }
}

impl dynoxide::storage_backend::Clock for EngineClock {
    fn now_unix_secs(&self) -> u64 {
        self.now().as_secs()
    }

    fn now_unix_secs_f64(&self) -> f64 {
        self.now().as_secs_f64()
    }
}

/// When the streams of each table were made, in epoch seconds: no two at one time, since the label of a stream is its time, and a
/// table that is made again has another stream.
#[derive(Default)]
pub(super) struct MadeAt {
    /// The time while one is made; else 0.
    now: AtomicU64,
    /// The last time of each table.
    last: Mutex<HashMap<String, u64>>,
}

impl MadeAt {
    /// Stops the clock at a time that no stream of the request's table was made at, until what is returned is gone.
    pub(super) fn begin(&self, clock: &Clock, request: &[u8]) -> Making<'_> {
        let request: serde_json::Value = serde_json::from_slice(request).unwrap_or_default();
        let table = request["TableName"].as_str().unwrap_or_default().to_owned();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = clock.now().as_secs().max(last.get(&table).map_or(0, |last| last.saturating_add(1)));
        last.insert(table, now);
        self.now.store(now, Ordering::Relaxed);
        Making(self)
    }
}

/// While it is there, the clock stands still.
pub(super) struct Making<'a>(&'a MadeAt);

impl Drop for Making<'_> {
    fn drop(&mut self) {
        self.0.now.store(0, Ordering::Relaxed);
    }
}
