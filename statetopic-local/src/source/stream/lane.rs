//! A lane of a shard: the records of some of its items. They are delivered in their order, one batch after the other.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html>

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use super::answer::{Extent, Heard};
use super::batch::{self, Batch, Record};
use super::parts::{Limits, Part, Parts, Verdict};
use super::window::{End, Window, Windows};
use crate::shards::ShardId;
use crate::source::action::ActionId;
use crate::source::error::{Cause, MappingError};

/// A lane.
pub(super) struct Lane {
    /// What was read and is in no batch yet.
    waiting: VecDeque<Record>,
    /// What these take in an event.
    bytes: usize,
    /// When the first of them came, or became the first.
    since: Duration,
    /// The batch under way.
    current: Option<Current>,
    /// The delivery under way.
    in_flight: Option<ActionId>,
    /// Why nothing is delivered any more.
    blocked: Option<MappingError>,
    /// The tumbling windows, if it has some.
    windows: Option<Windows>,
}

#[derive(Debug)]
struct Current {
    batch: Batch,
    /// What of it is not done in this pass.
    parts: Parts,
    /// Number of deliveries as a whole that remain after this.
    repeats: u32,
    /// The window as it was before.
    before: Option<Window>,
    /// Why a window is ended, without records.
    end: Option<End>,
}

/// When records become a batch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gathering {
    /// Maximum number of records of a batch.
    pub(super) size: usize,
    /// How long the first of them waits for more.
    pub(super) window: Duration,
    /// Whether nothing more is there that it could wait for.
    pub(super) has_ended: bool,
    /// Whether nothing more will ever be there.
    pub(super) is_closed: bool,
}

/// What a delivery came to.
#[derive(Debug)]
pub(super) struct Settled {
    /// The sequence numbers that are done.
    pub(super) done: Vec<String>,
    /// Those that are not.
    pub(super) rest: Rest,
}

/// What is not done of a delivery.
#[derive(Debug)]
pub(super) enum Rest {
    /// Nothing.
    Nothing,
    /// These come again.
    Again(Vec<String>),
    /// Their retries are exhausted.
    Discarded(Part),
    /// Nothing got done this often in a row.
    Blocked { numbers: Vec<String>, attempts: u32, cause: Cause },
    /// The retries of a window's end are exhausted. Its last record is named.
    WindowLost(Vec<String>),
}

impl Lane {
    /// A lane with these windows, if any.
    pub(super) fn new(windows: Option<Windows>) -> Self {
        let (waiting, bytes, since, current, in_flight, blocked) = Default::default();
        Self { waiting, bytes, since, current, in_flight, blocked, windows }
    }

    pub(super) fn push(&mut self, record: Record, now: Duration) {
        if self.waiting.is_empty() {
            self.since = now;
        }
        self.bytes += record.bytes();
        self.waiting.push_back(record);
    }

    /// Number of records that are in no batch yet.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Number of records that are missing from the next batch, if that could be delivered.
    pub(super) fn room(&self, size: usize) -> usize {
        if self.is_free() { size.saturating_sub(self.waiting.len()) } else { 0 }
    }

    fn is_free(&self) -> bool {
        self.current.is_none() && self.blocked.is_none()
    }

    /// Whether all that came is done or discarded.
    pub(super) fn is_idle(&self) -> bool {
        let has_window = self.windows.as_ref().is_some_and(Windows::is_open);
        self.current.is_none() && self.waiting.is_empty() && !has_window
    }

    pub(super) fn is_delivered_by(&self, id: ActionId) -> bool {
        self.in_flight == Some(id)
    }

    pub(super) fn blocked(&self) -> Option<&MappingError> {
        self.blocked.as_ref()
    }

    pub(super) fn block(&mut self, error: MappingError) {
        self.blocked = Some(error);
    }

    /// When what is gathered is due although there is room for more, or a window is over.
    pub(super) fn wakes_at(&self, gathering: Gathering) -> Option<Duration> {
        if !self.is_free() {
            return None;
        }
        if self.waiting.is_empty() {
            return self.windows.as_ref().and_then(Windows::over_at);
        }
        (!gathering.window.is_zero()).then(|| self.since.saturating_add(gathering.window))
    }

    /// Makes a batch of what waits, if it is due; it is delivered this often again.
    pub(super) fn gather(&mut self, gathering: Gathering, repeats: u32, now: Duration) {
        if !self.is_free() || self.end_window(gathering, now) {
            return;
        }
        let (Some(first), Some(last)) = (self.waiting.front(), self.waiting.back()) else { return };
        let (first, last) = (first.created_at(), last.created_at());
        let is_cut = self.windows.as_ref().is_some_and(|windows| !windows.are_together(first, last));
        let is_full = self.waiting.len() >= gathering.size || batch::is_too_large(self.bytes) || is_cut;
        let is_due = match self.wakes_at(gathering) {
            Some(at) => at <= now,
            None => gathering.has_ended,
        };
        if !is_full && !is_due {
            return;
        }
        let (mut batch, mut before) = (Batch::default(), None);
        if let Some(windows) = &mut self.windows {
            windows.open_for(first);
            (batch, before) = (Batch::beside(windows.bytes()), windows.open());
        }
        let windows = self.windows.as_ref();
        let takes = |record: &Record| windows.is_none_or(|windows| windows.takes(record.created_at()));
        while batch.len() < gathering.size
            && let Some(record) = self.waiting.pop_front_if(|record| batch.has_room_for(record) && takes(record))
        {
            self.bytes -= record.bytes();
            batch.push(record);
        }
        self.since = now;
        self.current = Some(Current { parts: Parts::whole(batch.len()), batch, repeats, before, end: None });
    }

    /// Makes an invocation without records of a window that is to be ended.
    fn end_window(&mut self, gathering: Gathering, now: Duration) -> bool {
        let Some(windows) = &self.windows else { return false };
        let next = self.waiting.front().map(Record::created_at);
        let end = windows.end(next, gathering.is_closed, gathering.has_ended, now);
        if end.is_some() {
            let (batch, parts) = (Batch::default(), Parts::of_nothing());
            self.current = Some(Current { batch, parts, repeats: 0, before: None, end });
        }
        end.is_some()
    }

    /// Takes away what exceeds the maximum age, as far as it is next.
    pub(super) fn cut_off_old(&mut self, max_age: Duration, now: Duration) -> Option<Part> {
        if !self.can_deliver() {
            return None;
        }
        let Current { batch, parts, .. } = self.current.as_mut()?;
        let is_old = |created: &Duration| now.saturating_sub(*created) > max_age;
        let old = batch.created(parts.first()?.records.clone()).take_while(is_old).count();
        parts.cut_off(old)
    }

    pub(super) fn can_deliver(&self) -> bool {
        self.current.is_some() && self.in_flight.is_none() && self.blocked.is_none()
    }

    /// Begins a delivery, which is this one of all.
    pub(super) fn deliver(&mut self, id: ActionId, request: u64) {
        if let Some(current) = &mut self.current {
            current.parts.invoke(request);
            self.in_flight = Some(id);
        }
    }

    /// The records of the delivery under way.
    pub(super) fn delivery(&self) -> impl Iterator<Item = &Record> {
        let part = self.current.as_ref().and_then(|current| Some((&current.batch, current.parts.first()?)));
        part.into_iter().flat_map(|(batch, part)| batch.records(part.records.clone()))
    }

    /// The event with them, of a shard of the stream with this ARN.
    pub(super) fn event(&self, shard: ShardId, arn: &str) -> String {
        let Some(current) = &self.current else { return String::new() };
        let Some(part) = current.parts.first() else { return String::new() };
        let event = current.batch.event(part.records.clone());
        match &self.windows {
            Some(windows) => windows.complete(&event, current.end, shard, arn),
            None => event,
        }
    }

    /// The batch under way.
    pub(super) fn batch(&self) -> Option<&Batch> {
        self.current.as_ref().map(|current| &current.batch)
    }

    /// Draws the consequences of what the delivery under way came to, told its sequence numbers.
    pub(super) fn settle(&mut self, limits: Limits, hear: impl FnOnce(&[&str]) -> Heard) -> Option<Settled> {
        self.in_flight = None;
        let Current { batch, parts, end, .. } = self.current.as_mut()?;
        let numbers = batch.numbers(parts.first()?.records.clone());
        let owned = |numbers: &[&str]| numbers.iter().map(|number| (*number).to_owned()).collect::<Vec<_>>();
        let Heard { extent, state } = hear(&numbers);
        if let (Some(windows), Some(state), None) = (&mut self.windows, state, &end) {
            let done = if let Extent::Until(done) = extent { done } else { numbers.len() };
            windows.keep(state, numbers.get(done.saturating_sub(1)).copied());
        }
        let (done, cause) = match extent {
            Extent::All => {
                parts.succeed();
                close_window(&mut self.windows, *end);
                return Some(Settled { done: owned(&numbers), rest: Rest::Nothing });
            }
            Extent::Until(done) => (done, Cause::Reported),
            Extent::None(cause) => (0, cause),
        };
        let (done, rest) = numbers.split_at(done.min(numbers.len()));
        let verdict = parts.fail(done.len(), cause, limits);
        let last = self.windows.as_ref().and_then(Windows::last).map(str::to_owned);
        let rest = match verdict {
            Verdict::Again => Rest::Again(owned(rest)),
            Verdict::Discarded(_) if end.is_some() => {
                Rest::WindowLost(close_window(&mut self.windows, *end).into_iter().collect())
            }
            Verdict::Blocked { attempts, cause } if end.is_some() => {
                Rest::Blocked { numbers: last.into_iter().collect(), attempts, cause }
            }
            Verdict::Discarded(part) => Rest::Discarded(part),
            Verdict::Blocked { attempts, cause } => Rest::Blocked { numbers: owned(rest), attempts, cause },
        };
        Some(Settled { done: owned(done), rest })
    }

    /// Goes on behind the batch, if none of its parts is left.
    pub(super) fn finish(&mut self) {
        let Some(current) = self.current.as_mut().filter(|current| current.parts.first().is_none()) else { return };
        if current.repeats > 0 {
            current.repeats -= 1;
            current.parts = Parts::whole(current.batch.len());
            if let Some(windows) = &mut self.windows {
                windows.come_back_to(current.before.clone());
            }
        } else {
            self.current = None;
        }
    }

    /// The delivery under way has no answer any more, and what was blocked gets its attempts anew.
    pub(super) fn resume(&mut self) {
        self.in_flight = None;
        self.blocked = None;
    }
}

/// A window whose end was delivered, or failed too often, is closed. The last record that is in its state is returned.
fn close_window(windows: &mut Option<Windows>, end: Option<End>) -> Option<String> {
    windows.as_mut()?.close(end?)
}

impl fmt::Debug for Lane {
    /// Without the records, and without why it is blocked: that may have the function's own words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lane")
            .field("waiting", &self.waiting.len())
            .field("windows", &self.windows)
            .field("current", &self.current)
            .field("in_flight", &self.in_flight)
            .field("blocked", &self.blocked.is_some())
            .finish_non_exhaustive()
    }
}
