//! Tumbling windows: what a function makes of the records of some seconds is handed to it with the next of them, and once more
//! when the window is over.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html>

use std::fmt;
use std::time::Duration;

use serde_json::json;

use crate::shards::ShardId;
use crate::source::discarded::written;

/// Maximum length of a window, in seconds.
const MAX_SECONDS: u16 = 900;

/// Maximum size of a window's state, in bytes of JSON: 1 MB.
const MAX_STATE: usize = 1 << 20;

/// How long after a window's end its records may still come. Lambda waits for up to two minutes.
const GRACE: Duration = Duration::from_mins(2);

/// What an event with a window has beside its records and the state, in bytes at most.
const MEMBERS: usize = 512;

/// The windows of a shard, of which one is open at a time.
pub(super) struct Windows {
    length: Duration,
    open: Option<Window>,
}

/// A window.
#[derive(Clone)]
pub(super) struct Window {
    /// Since 1970.
    start: Duration,
    /// What the function made of its records so far, as JSON.
    state: String,
    /// The sequence number of the last of them.
    last: String,
}

/// Why a window's state is handed to the function without records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// No record of it is left.
    Over,
    /// Its state is too large: it goes on with a new one.
    Early,
}

impl Windows {
    /// Windows of this length in seconds; `None` where it is 0.
    pub(super) fn new(seconds: u16) -> Option<Self> {
        let length = Duration::from_secs(seconds.min(MAX_SECONDS).into());
        (!length.is_zero()).then_some(Self { length, open: None })
    }

    /// When the window begins that has a record of this time.
    fn start_of(&self, created: Duration) -> Duration {
        let seconds = created.as_secs();
        Duration::from_secs(seconds - seconds % self.length.as_secs().max(1))
    }

    pub(super) const fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// The window that is open, to come back to.
    pub(super) fn open(&self) -> Option<Window> {
        self.open.clone()
    }

    pub(super) fn come_back_to(&mut self, window: Option<Window>) {
        self.open = window;
    }

    /// Opens the window of a record, unless one is open.
    pub(super) fn open_for(&mut self, created: Duration) {
        let start = self.start_of(created);
        self.open.get_or_insert_with(|| Window { start, state: "{}".to_owned(), last: String::new() });
    }

    /// Whether a record is of the window that is open. One that comes late is.
    pub(super) fn takes(&self, created: Duration) -> bool {
        self.open.as_ref().is_none_or(|window| self.start_of(created) <= window.start)
    }

    /// Whether both records are of one window.
    pub(super) fn are_together(&self, first: Duration, last: Duration) -> bool {
        self.start_of(last) <= self.open.as_ref().map_or(self.start_of(first), |window| window.start)
    }

    /// Why the window that is open is to be ended before the next record, if it is. `is_last` says that no record is left, at this
    /// time.
    pub(super) fn end(&self, next: Option<Duration>, is_closed: bool, is_last: bool, now: Duration) -> Option<End> {
        let window = self.open.as_ref()?;
        let is_over = match next {
            Some(created) => !self.takes(created),
            None => is_closed || is_last && self.over_at().is_some_and(|at| at <= now),
        };
        if window.state.len() > MAX_STATE { Some(End::Early) } else { is_over.then_some(End::Over) }
    }

    /// When the window that is open is over, if nothing more comes.
    pub(super) fn over_at(&self) -> Option<Duration> {
        self.open.as_ref().map(|window| window.start + self.length + GRACE)
    }

    /// The state after records, of which this is the last.
    pub(super) fn keep(&mut self, state: String, last: Option<&str>) {
        if let Some(window) = &mut self.open {
            window.state = state;
            last.unwrap_or_default().clone_into(&mut window.last);
        }
    }

    /// The state was handed over, or is lost. The sequence number of the last record that is in it is returned.
    pub(super) fn close(&mut self, end: End) -> Option<String> {
        let Window { start, last, .. } = self.open.take()?;
        if end == End::Early {
            self.open_for(start);
        }
        Some(last)
    }

    /// The sequence number of the last record that is in the state.
    pub(super) fn last(&self) -> Option<&str> {
        self.open.as_ref().map(|window| window.last.as_str())
    }

    /// What an event needs beside its records, in bytes at most.
    pub(super) fn bytes(&self) -> usize {
        MEMBERS + self.open.as_ref().map_or(0, |window| window.state.len())
    }

    /// An event with what it says of the window.
    pub(super) fn complete(&self, event: &str, end: Option<End>, shard: ShardId, arn: &str) -> String {
        let Some(Window { start, state, .. }) = &self.open else { return event.to_owned() };
        let head = event.strip_suffix('}').unwrap_or(event);
        let window = json!({ "start": written(*start), "end": written(*start + self.length) });
        let (shard, arn) = (json!(shard.to_string()), json!(arn));
        let (is_final, is_early) = (end == Some(End::Over), end == Some(End::Early));
        format!(
            r#"{head},"window":{window},"state":{state},"shardId":{shard},"eventSourceARN":{arn},"isFinalInvokeForWindow":{is_final},"isWindowTerminatedEarly":{is_early}}}"#
        )
    }
}

impl fmt::Debug for Windows {
    /// Without the state: it may have what records hold.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Windows").field("start", &self.open.as_ref().map(|window| window.start)).finish_non_exhaustive()
    }
}

impl fmt::Debug for Window {
    /// Without the state.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Window").field("start", &self.start).finish_non_exhaustive()
    }
}
