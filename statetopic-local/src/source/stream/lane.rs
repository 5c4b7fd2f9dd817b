//! A lane of a shard: the records of some of its items. They are delivered in their order, one batch after the other.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html>

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use super::answer::Extent;
use super::batch::{self, Batch, Record};
use super::parts::{Limits, Part, Parts, Verdict};
use crate::source::action::ActionId;
use crate::source::error::{Cause, MappingError};

/// A lane.
#[derive(Default)]
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
}

#[derive(Debug)]
struct Current {
    batch: Batch,
    /// What of it is not done in this pass.
    parts: Parts,
    /// Number of deliveries as a whole that remain after this.
    repeats: u32,
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
}

impl Lane {
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
        self.current.is_none() && self.waiting.is_empty()
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

    /// When what is gathered is due although there is room for more.
    pub(super) fn wakes_at(&self, gathering: Gathering) -> Option<Duration> {
        let gathers = self.is_free() && !self.waiting.is_empty() && !gathering.window.is_zero();
        gathers.then(|| self.since.saturating_add(gathering.window))
    }

    /// Makes a batch of what waits, if it is due; it is delivered this often again.
    pub(super) fn gather(&mut self, gathering: Gathering, repeats: u32, now: Duration) {
        if !self.is_free() || self.waiting.is_empty() {
            return;
        }
        let is_full = self.waiting.len() >= gathering.size || batch::is_too_large(self.bytes);
        let is_due = match self.wakes_at(gathering) {
            Some(at) => at <= now,
            None => gathering.has_ended,
        };
        if !is_full && !is_due {
            return;
        }
        let mut batch = Batch::default();
        while batch.len() < gathering.size
            && let Some(record) = self.waiting.pop_front_if(|record| batch.has_room_for(record))
        {
            self.bytes -= record.bytes();
            batch.push(record);
        }
        self.since = now;
        self.current = Some(Current { parts: Parts::whole(batch.len()), batch, repeats });
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

    /// The event with them.
    pub(super) fn event(&self) -> String {
        let part = self.current.as_ref().and_then(|current| Some((&current.batch, current.parts.first()?)));
        part.map(|(batch, part)| batch.event(part.records.clone())).unwrap_or_default()
    }

    /// The batch under way.
    pub(super) fn batch(&self) -> Option<&Batch> {
        self.current.as_ref().map(|current| &current.batch)
    }

    /// Draws the consequences of what the delivery under way came to, told its sequence numbers.
    pub(super) fn settle(&mut self, limits: Limits, extent: impl FnOnce(&[&str]) -> Extent) -> Option<Settled> {
        self.in_flight = None;
        let Current { batch, parts, .. } = self.current.as_mut()?;
        let numbers = batch.numbers(parts.first()?.records.clone());
        let owned = |numbers: &[&str]| numbers.iter().map(|number| (*number).to_owned()).collect::<Vec<_>>();
        let (done, cause) = match extent(&numbers) {
            Extent::All => {
                parts.succeed();
                return Some(Settled { done: owned(&numbers), rest: Rest::Nothing });
            }
            Extent::Until(done) => (done, Cause::Reported),
            Extent::None(cause) => (0, cause),
        };
        let (done, rest) = numbers.split_at(done.min(numbers.len()));
        let verdict = parts.fail(done.len(), cause, limits);
        let rest = match verdict {
            Verdict::Again => Rest::Again(owned(rest)),
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

impl fmt::Debug for Lane {
    /// Without the records, and without why it is blocked: that may have the function's own words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lane")
            .field("waiting", &self.waiting.len())
            .field("current", &self.current)
            .field("in_flight", &self.in_flight)
            .field("blocked", &self.blocked.is_some())
            .finish_non_exhaustive()
    }
}
