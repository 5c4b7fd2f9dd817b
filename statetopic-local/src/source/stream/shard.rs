//! A shard: one reader, lanes by item, and the rules of retries, ages and discards for each lane.

use std::time::Duration;

use super::answer::{self, Expected, Extent};
use super::batch::Record;
use super::context::Context;
use super::lane::{Gathering, Lane, Rest};
use super::parts::Limits;
use super::reader::{MAX_READ, Reader};
use super::window::Windows;
use crate::engine::Position;
use crate::invoke::InvokeError;
use crate::shards::{RETENTION, ShardStart};
use crate::source::action::{ActionId, Read};
use crate::source::discarded::DiscardReason;
use crate::source::error::{Cause, MappingError};
use crate::source::outcome::Fate;
use crate::source::settings::{Delivery, MappingSettings};
use crate::stream::{ShardPage, item_hash};

/// Maximum number of lanes of a shard.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html>
const MAX_LANES: u8 = 10;

/// A shard of a stream, as a mapping or a Pipe delivers it.
#[derive(Debug)]
pub(super) struct Shard {
    reader: Reader,
    lanes: Vec<Lane>,
    /// The lane whose turn it is.
    turn: usize,
}

/// What came of a delivery.
pub(in crate::source) enum Delivered {
    /// All of it is done.
    Whole,
    /// What the function returned says what is done.
    Returned(Vec<u8>),
    /// Nothing of it is done.
    Failed(InvokeError),
}

impl Shard {
    /// A shard that is read from here on.
    pub(super) fn new(start: ShardStart, settings: &MappingSettings) -> Self {
        let has_windows = settings.tumbling_window > 0;
        let lanes = if has_windows { 1 } else { settings.parallelization.clamp(1, MAX_LANES) };
        let lanes = (0..lanes).map(|_| Lane::new(Windows::new(settings.tumbling_window))).collect();
        Self { reader: Reader::new(start), lanes, turn: 0 }
    }

    /// Where the shards start that came of this one, once it is read to its end and all of it is done or discarded.
    pub(super) fn children(&self) -> Option<&[ShardStart]> {
        self.reader.children().filter(|_| self.lanes.iter().all(Lane::is_idle))
    }

    /// Begins the next delivery. Where something is discarded before, that goes first.
    pub(super) fn deliver(&mut self, context: &mut Context, now: Duration) -> Option<ActionId> {
        for offset in 0..self.lanes.len() {
            let index = (self.turn + offset) % self.lanes.len();
            self.prepare(index, context, now);
            if context.has_discards() {
                return None;
            }
            if let Some(lane) = self.lanes.get_mut(index).filter(|lane| lane.can_deliver()) {
                let id = context.next_id();
                lane.deliver(id, context.next_delivery());
                self.reader.narrow();
                self.turn = index + 1;
                return Some(id);
            }
        }
        None
    }

    /// Begins the next read.
    pub(super) fn read(&mut self, context: &mut Context) -> Option<(ActionId, Read)> {
        let wanted = self.wanted(&context.settings);
        if wanted == 0 || !self.reader.can_read() {
            return None;
        }
        let id = context.next_id();
        Some((id, self.reader.read(id, wanted)))
    }

    pub(super) fn is_read_by(&self, id: ActionId) -> bool {
        self.reader.is_under_way_as(id)
    }

    /// Takes the records of a page: each that passes the filters to the lane of its item.
    pub(super) fn take_page(&mut self, id: ActionId, page: ShardPage, context: &mut Context, now: Duration) {
        if !self.reader.take(id, &page) {
            return;
        }
        let trimmed = page.trimmed.into_iter().map(Position::sequence_number).collect();
        context.outcomes.note(trimmed, Fate::Trimmed);
        let mut filtered = Vec::new();
        for (_, record) in page.records {
            let lane = lane_of(item_hash(&record.dynamodb.keys), self.lanes.len());
            let record = Record::new(record);
            if !context.settings.filters.passes(record.json()) {
                filtered.push(record.number().to_owned());
            } else if let Some(lane) = self.lanes.get_mut(lane) {
                lane.push(record, now);
            }
        }
        context.outcomes.note(filtered, Fate::Filtered);
    }

    /// The event of a delivery under way, of the stream with this ARN.
    pub(super) fn event(&self, id: ActionId, arn: &str) -> Option<String> {
        Some(self.lane(id)?.event(self.reader.shard(), arn))
    }

    /// The lane with this delivery under way.
    pub(super) fn lane(&self, id: ActionId) -> Option<&Lane> {
        self.lanes.iter().find(|lane| lane.is_delivered_by(id))
    }

    /// Takes what came of a delivery.
    pub(super) fn settle(&mut self, id: ActionId, delivered: Delivered, context: &mut Context, now: Duration) {
        let Some(lane) = self.lanes.iter_mut().find(|lane| lane.is_delivered_by(id)) else { return };
        let MappingSettings { max_retries, bisect, max_attempts, tumbling_window, reports_failures, .. } =
            context.settings;
        let expected = Expected { reports: reports_failures, state: tumbling_window > 0 };
        let limits = Limits { max_retries, bisect, max_attempts };
        let settled = lane.settle(limits, |numbers| match delivered {
            Delivered::Whole => Extent::All.into(),
            Delivered::Returned(answer) => answer::read(&answer, numbers, expected),
            Delivered::Failed(error) => Extent::None(Cause::Invocation(error)).into(),
        });
        let Some(settled) = settled else { return };
        context.outcomes.note(settled.done, Fate::Done);
        match settled.rest {
            Rest::Nothing => {}
            Rest::Again(numbers) => context.outcomes.note(numbers, Fate::Retried),
            Rest::Discarded(part) => {
                if let Some(batch) = lane.batch() {
                    context.discard(self.reader.shard(), batch, &part, DiscardReason::RetryAttemptsExhausted, now);
                }
            }
            Rest::WindowLost(last) => context.outcomes.note(last, Fate::WindowLost),
            Rest::Blocked { numbers, attempts, cause } => {
                lane.block(context.blocked(&numbers, attempts, cause));
                context.outcomes.note(numbers, Fate::Blocked);
            }
        }
        lane.finish();
    }

    /// When a batching window passes.
    pub(super) fn wakes_at(&self, settings: &MappingSettings) -> Option<Duration> {
        let gathering = self.gathering(settings);
        self.lanes.iter().filter_map(|lane| lane.wakes_at(gathering)).min()
    }

    pub(super) fn blocked(&self) -> Option<&MappingError> {
        self.lanes.iter().find_map(Lane::blocked)
    }

    pub(super) fn resume(&mut self) {
        self.reader.forget();
        self.lanes.iter_mut().for_each(Lane::resume);
    }

    /// Gets the next batch of a lane ready, without what is too old.
    fn prepare(&mut self, index: usize, context: &mut Context, now: Duration) {
        let (gathering, repeats) = (self.gathering(&context.settings), repeats(&context.settings));
        let max_age = max_age(&context.settings);
        let Some(lane) = self.lanes.get_mut(index) else { return };
        loop {
            lane.gather(gathering, repeats, now);
            let Some(old) = lane.cut_off_old(max_age, now) else { return };
            if let Some(batch) = lane.batch() {
                context.discard(self.reader.shard(), batch, &old, DiscardReason::RecordAgeExceeded, now);
            }
            lane.finish();
        }
    }

    /// Number of records that the next read asks for.
    fn wanted(&self, settings: &MappingSettings) -> usize {
        let size = batch_size(settings);
        let waiting: usize = self.lanes.iter().map(Lane::waiting).sum();
        let room: usize = self.lanes.iter().map(|lane| lane.room(size)).sum();
        // A lane that gets nothing done must not make the others read the whole stream into memory.
        let capacity = MAX_READ.max(size * self.lanes.len());
        room.min(capacity.saturating_sub(waiting))
    }

    fn gathering(&self, settings: &MappingSettings) -> Gathering {
        let window = Duration::from_secs(settings.batching_window.into());
        let is_closed = self.reader.children().is_some();
        Gathering {
            size: batch_size(settings),
            // Nothing more can come of a closed shard: its last batch does not wait.
            window: if is_closed { Duration::ZERO } else { window },
            has_ended: self.reader.has_ended() || self.wanted(settings) == 0,
            is_closed,
        }
    }
}

fn batch_size(settings: &MappingSettings) -> usize {
    usize::from(settings.batch_size.max(1))
}

/// Lambda retries a record until it expires, also where the mapping sets no maximum age or a greater one.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html>
fn max_age(settings: &MappingSettings) -> Duration {
    settings.max_age.map_or(RETENTION, |seconds| RETENTION.min(Duration::from_secs(seconds.into())))
}

fn repeats(settings: &MappingSettings) -> u32 {
    match settings.delivery {
        Delivery::Once => 0,
        Delivery::Twice => 1,
    }
}

/// The lane of an item: an item has one, so that its records come in order.
fn lane_of(item: u64, lanes: usize) -> usize {
    let lanes = u64::try_from(lanes).unwrap_or(1).max(1);
    usize::try_from(item % lanes).unwrap_or_default()
}
