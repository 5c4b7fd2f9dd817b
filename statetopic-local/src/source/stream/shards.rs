//! The shards of a stream that a mapping or a Pipe has under way: several at once, and each before those that came of it.
//!
//! Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>

use std::time::Duration;

use super::batch::Record;
use super::context::Context;
use super::lane::Lane;
use super::shard::{Delivered, Shard};
use crate::shards::ShardStart;
use crate::source::action::{ActionId, Read};
use crate::source::discarded::{DiscardSource, Discarded};
use crate::source::error::MappingError;
use crate::source::outcome::Outcome;
use crate::source::settings::MappingSettings;
use crate::stream::ShardPage;

/// The shards of a stream, as a mapping or a Pipe delivers them.
#[derive(Debug)]
pub(in crate::source) struct Shards {
    context: Context,
    /// Those that are under way: what came before them is done, what comes of them has not begun.
    under_way: Vec<Shard>,
    /// The shard whose turn it is.
    turn: usize,
}

/// What is to be done for a shard.
#[derive(Debug)]
pub(in crate::source) enum Step {
    Read(Read),
    /// Deliver what is next of a lane: [`Shards::delivery`] says what.
    Deliver,
    Discard(Discarded),
}

impl Shards {
    /// The shards of the stream with this table and ARN, from these on.
    pub(in crate::source) fn new(
        names: (&str, &str),
        starts: &[ShardStart],
        source: DiscardSource,
        settings: MappingSettings,
    ) -> Self {
        let under_way = starts.iter().map(|start| Shard::new(*start, &settings)).collect();
        Self { context: Context::new(names, source, settings), under_way, turn: 0 }
    }

    pub(in crate::source) fn settings(&self) -> &MappingSettings {
        &self.context.settings
    }

    pub(in crate::source) fn settings_mut(&mut self) -> &mut MappingSettings {
        &mut self.context.settings
    }

    /// What is to be done next. What was discarded is sent before anything else is delivered.
    pub(in crate::source) fn next(&mut self, now: Duration) -> Option<(ActionId, Step)> {
        loop {
            if let Some((id, discarded)) = self.follow_up() {
                return Some((id, Step::Discard(discarded)));
            }
            if let Some(id) = self.deliver(now) {
                return Some((id, Step::Deliver));
            }
            // What was discarded before a delivery goes first, and the last of a shard lets others begin.
            if !self.context.has_discards() && !self.descend() {
                break;
            }
        }
        let (id, read) = self.under_way.iter_mut().find_map(|shard| shard.read(&mut self.context))?;
        Some((id, Step::Read(read)))
    }

    fn deliver(&mut self, now: Duration) -> Option<ActionId> {
        for offset in 0..self.under_way.len() {
            let place = (self.turn + offset) % self.under_way.len();
            let id = self.under_way.get_mut(place).and_then(|shard| shard.deliver(&mut self.context, now));
            if id.is_some() {
                self.turn = place + 1;
            }
            if id.is_some() || self.context.has_discards() {
                return id;
            }
        }
        None
    }

    /// Goes on with what came of shards that are done; `false` means that none is.
    fn descend(&mut self) -> bool {
        let Some(place) = self.under_way.iter().position(|shard| shard.children().is_some()) else { return false };
        let parent = self.under_way.remove(place);
        let children = parent.children().unwrap_or_default().iter();
        let children: Vec<Shard> = children.map(|start| Shard::new(*start, &self.context.settings)).collect();
        self.under_way.splice(place..place, children);
        true
    }

    /// The next that is to be sent to the destination.
    pub(in crate::source) fn follow_up(&mut self) -> Option<(ActionId, Discarded)> {
        self.context.next_discard()
    }

    /// Takes a page, if it is the answer to a read that is under way.
    pub(in crate::source) fn take_page(&mut self, id: ActionId, page: ShardPage, now: Duration) {
        if let Some(shard) = self.under_way.iter_mut().find(|shard| shard.is_read_by(id)) {
            shard.take_page(id, page, &mut self.context, now);
        }
    }

    /// Takes what came of a delivery.
    pub(in crate::source) fn settle(&mut self, id: ActionId, delivered: Delivered, now: Duration) {
        if let Some(shard) = self.under_way.iter_mut().find(|shard| shard.lane(id).is_some()) {
            shard.settle(id, delivered, &mut self.context, now);
        }
    }

    /// When a batching window passes.
    pub(in crate::source) fn wakes_at(&self) -> Option<Duration> {
        self.under_way.iter().filter_map(|shard| shard.wakes_at(&self.context.settings)).min()
    }

    pub(in crate::source) fn take_outcomes(&mut self) -> Vec<Outcome> {
        self.context.outcomes.take()
    }

    pub(in crate::source) fn blocked(&self) -> Option<&MappingError> {
        self.under_way.iter().find_map(Shard::blocked)
    }

    pub(in crate::source) fn resume(&mut self) {
        self.under_way.iter_mut().for_each(Shard::resume);
    }

    /// The records of a delivery under way.
    pub(in crate::source) fn delivery(&self, id: ActionId) -> impl Iterator<Item = &Record> {
        self.lane(id).into_iter().flat_map(Lane::delivery)
    }

    /// The event with them.
    pub(in crate::source) fn event(&self, id: ActionId) -> String {
        let arn = self.context.arn();
        self.under_way.iter().find_map(|shard| shard.event(id, arn)).unwrap_or_default()
    }

    fn lane(&self, id: ActionId) -> Option<&Lane> {
        self.under_way.iter().find_map(|shard| shard.lane(id))
    }
}
