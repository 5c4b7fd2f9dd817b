//! A shard: one reader, lanes by item, and the rules of retries, ages and discards for each lane.

use std::collections::VecDeque;
use std::time::Duration;

use super::answer::{self, Extent};
use super::batch::Record;
use super::lane::{Gathering, Lane, Rest};
use super::parts::{Limits, Part};
use super::reader::{MAX_READ, Reader};
use crate::engine::Position;
use crate::invoke::InvokeError;
use crate::source::action::{ActionId, ActionIds, Read};
use crate::source::discarded::{DiscardReason, DiscardSource, Discarded, Discarding};
use crate::source::error::{Cause, MappingError};
use crate::source::outcome::{Fate, Outcome, Outcomes};
use crate::source::settings::{Delivery, MappingSettings};
use crate::stream::{Page, item_hash};

/// Maximum number of lanes of a shard.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html>
const MAX_LANES: u8 = 10;

/// A shard of a stream, as a mapping or a Pipe delivers it.
#[derive(Debug)]
pub(in crate::source) struct Shard {
    settings: MappingSettings,
    source: DiscardSource,
    table: String,
    arn: String,
    reader: Reader,
    lanes: Vec<Lane>,
    /// The lane whose turn it is.
    turn: usize,
    ids: ActionIds,
    /// Number of deliveries.
    deliveries: u64,
    /// What is to be sent to the destination.
    discards: VecDeque<Discarded>,
    outcomes: Outcomes,
}

/// What is to be done for a shard.
#[derive(Debug)]
pub(in crate::source) enum Step {
    Read(Read),
    /// What is next of a lane.
    Deliver {
        lane: usize,
    },
    Discard(Discarded),
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
    /// A shard of the stream with this table and ARN, after a position.
    pub(in crate::source) fn new(
        (table, arn): (&str, &str),
        after: Option<Position>,
        source: DiscardSource,
        settings: MappingSettings,
    ) -> Self {
        let lanes = (0..settings.parallelization.clamp(1, MAX_LANES)).map(|_| Lane::default()).collect();
        Self {
            settings,
            source,
            table: table.to_owned(),
            arn: arn.to_owned(),
            reader: Reader::new(after),
            lanes,
            turn: 0,
            ids: ActionIds::default(),
            deliveries: 0,
            discards: VecDeque::new(),
            outcomes: Outcomes::default(),
        }
    }

    pub(in crate::source) fn settings(&self) -> &MappingSettings {
        &self.settings
    }

    pub(in crate::source) fn settings_mut(&mut self) -> &mut MappingSettings {
        &mut self.settings
    }

    /// What is to be done next. What was discarded is sent before anything else is delivered.
    pub(in crate::source) fn next(&mut self, now: Duration) -> Option<(ActionId, Step)> {
        let discard = |(id, discarded)| (id, Step::Discard(discarded));
        if let Some(followed) = self.follow_up() {
            return Some(discard(followed));
        }
        for offset in 0..self.lanes.len() {
            let lane = (self.turn + offset) % self.lanes.len();
            self.prepare(lane, now);
            if let Some(followed) = self.follow_up() {
                return Some(discard(followed));
            }
            if let Some(id) = self.deliver(lane) {
                self.turn = lane + 1;
                return Some((id, Step::Deliver { lane }));
            }
        }
        let wanted = self.wanted();
        if wanted == 0 || self.reader.is_under_way() {
            return None;
        }
        let id = self.ids.next();
        Some((id, Step::Read(self.reader.read(id, wanted))))
    }

    /// The next that is to be sent to the destination.
    pub(in crate::source) fn follow_up(&mut self) -> Option<(ActionId, Discarded)> {
        let discarded = self.discards.pop_front()?;
        Some((self.ids.next(), discarded))
    }

    /// Takes the records of a page: each that passes the filters to the lane of its item.
    pub(in crate::source) fn take_page(&mut self, id: ActionId, page: Page, now: Duration) {
        if !self.reader.take(id, &page) {
            return;
        }
        let mut filtered = Vec::new();
        for (_, record) in page.records {
            let lane = lane_of(item_hash(&record.dynamodb.keys), self.lanes.len());
            let record = Record::new(record);
            if !self.settings.filters.passes(record.json()) {
                filtered.push(record.number().to_owned());
            } else if let Some(lane) = self.lanes.get_mut(lane) {
                lane.push(record, now);
            }
        }
        self.outcomes.note(filtered, Fate::Filtered);
    }

    /// Takes what came of a delivery.
    pub(in crate::source) fn settle(&mut self, id: ActionId, delivered: Delivered, now: Duration) {
        let Some(index) = self.lanes.iter().position(|lane| lane.is_delivered_by(id)) else { return };
        let MappingSettings { max_retries, bisect, max_attempts, .. } = self.settings;
        let limits = Limits { max_retries, bisect, max_attempts };
        let Some(lane) = self.lanes.get_mut(index) else { return };
        let settled = lane.settle(limits, |numbers| match delivered {
            Delivered::Whole => Extent::All,
            Delivered::Returned(answer) => answer::read(&answer, numbers),
            Delivered::Failed(error) => Extent::None(Cause::Invocation(error)),
        });
        let Some(settled) = settled else { return };
        self.outcomes.note(settled.done, Fate::Done);
        match settled.rest {
            Rest::Nothing => {}
            Rest::Again(numbers) => self.outcomes.note(numbers, Fate::Retried),
            Rest::Discarded(part) => self.discard(index, &part, DiscardReason::RetryAttemptsExhausted, now),
            Rest::Blocked { numbers, attempts, cause } => {
                let (first, last) =
                    (numbers.first().map_or("", String::as_str), numbers.last().map_or("", String::as_str));
                lane.block(MappingError::blocked(&self.table, first, last, attempts, cause));
                self.outcomes.note(numbers, Fate::Blocked);
            }
        }
        if let Some(lane) = self.lanes.get_mut(index) {
            lane.finish();
        }
    }

    /// When a batching window passes.
    pub(in crate::source) fn wakes_at(&self) -> Option<Duration> {
        let gathering = self.gathering();
        self.lanes.iter().filter_map(|lane| lane.wakes_at(gathering)).min()
    }

    pub(in crate::source) fn take_outcomes(&mut self) -> Vec<Outcome> {
        self.outcomes.take()
    }

    pub(in crate::source) fn blocked(&self) -> Option<&MappingError> {
        self.lanes.iter().find_map(Lane::blocked)
    }

    pub(in crate::source) fn resume(&mut self) {
        self.reader.forget();
        self.lanes.iter_mut().for_each(Lane::resume);
    }

    /// The records that a lane has under way.
    pub(in crate::source) fn delivery(&self, lane: usize) -> impl Iterator<Item = &Record> {
        self.lanes.get(lane).into_iter().flat_map(Lane::delivery)
    }

    /// The event with them.
    pub(in crate::source) fn event(&self, lane: usize) -> String {
        self.lanes.get(lane).map(Lane::event).unwrap_or_default()
    }

    /// Gets the next batch of a lane ready, without what is too old.
    fn prepare(&mut self, index: usize, now: Duration) {
        let (gathering, repeats) = (self.gathering(), self.repeats());
        let max_age = self.settings.max_age.map(|seconds| Duration::from_secs(seconds.into()));
        loop {
            let Some(lane) = self.lanes.get_mut(index) else { return };
            lane.gather(gathering, repeats, now);
            let Some(old) = max_age.and_then(|max_age| lane.cut_off_old(max_age, now)) else { return };
            self.discard(index, &old, DiscardReason::RecordAgeExceeded, now);
            if let Some(lane) = self.lanes.get_mut(index) {
                lane.finish();
            }
        }
    }

    fn deliver(&mut self, index: usize) -> Option<ActionId> {
        let lane = self.lanes.get_mut(index).filter(|lane| lane.can_deliver())?;
        let id = self.ids.next();
        self.deliveries += 1;
        lane.deliver(id, self.deliveries);
        self.reader.narrow();
        Some(id)
    }

    /// Number of records that the next read asks for.
    fn wanted(&self) -> usize {
        let size = self.batch_size();
        let waiting: usize = self.lanes.iter().map(Lane::waiting).sum();
        let room: usize = self.lanes.iter().map(|lane| lane.room(size)).sum();
        // A lane that gets nothing done must not make the others read the whole stream into memory.
        let capacity = MAX_READ.max(size * self.lanes.len());
        room.min(capacity.saturating_sub(waiting))
    }

    fn gathering(&self) -> Gathering {
        Gathering {
            size: self.batch_size(),
            window: Duration::from_secs(self.settings.batching_window.into()),
            has_ended: self.reader.has_ended() || self.wanted() == 0,
        }
    }

    fn batch_size(&self) -> usize {
        usize::from(self.settings.batch_size.max(1))
    }

    fn repeats(&self) -> u32 {
        match self.settings.delivery {
            Delivery::Once => 0,
            Delivery::Twice => 1,
        }
    }

    /// Sends records of a lane's batch that are discarded to the destination.
    fn discard(&mut self, lane: usize, part: &Part, reason: DiscardReason, now: Duration) {
        let Some(batch) = self.lanes.get(lane).and_then(Lane::batch) else { return };
        let numbers = batch.numbers(part.records.clone());
        if let Some(destination) = &self.settings.on_failure {
            let mut created = batch.created(part.records.clone());
            let first = created.next().unwrap_or_default();
            let discarding = Discarding {
                source: &self.source,
                stream: &self.arn,
                reason,
                numbers: &numbers,
                created: (first, created.last().unwrap_or(first)),
                invocations: part.invocations,
                request: part.request,
                cause: part.cause.as_ref(),
                now,
            };
            let payload = destination.takes_payload().then(|| batch.event(part.records.clone()));
            self.discards.push_back(discarding.write(payload));
        }
        let numbers = numbers.into_iter().map(str::to_owned).collect();
        self.outcomes.note(numbers, Fate::Discarded(reason));
    }
}

/// The lane of an item: an item has one, so that its records come in order.
fn lane_of(item: u64, lanes: usize) -> usize {
    let lanes = u64::try_from(lanes).unwrap_or(1).max(1);
    usize::try_from(item % lanes).unwrap_or_default()
}
