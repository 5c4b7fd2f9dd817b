//! The mapping of a stream: reads a shard, and delivers its records in batches until each is done or discarded.
//!
//! It follows the rules of AWS's mapping with `ReportBatchItemFailures`: a record that the function reports is the
//! checkpoint, and it and everything after it is delivered again. Retries come at once.
//!
//! ```text
//! reader.rs ─▶ filters ─▶ lane.rs ─▶ batch.rs ─▶ Invoke ─▶ answer.rs ─▶ parts.rs ─▶ Discard
//! pages                   by item    an event              what of      what comes   what is said
//!                                                          it is done   again        of it
//! ```
//!
//! Sources: <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>

mod answer;
mod batch;
mod lane;
mod parts;
mod reader;
mod shard;
#[cfg(test)]
mod tests;

pub(super) use batch::Record;
pub(super) use shard::{Delivered, Shard, Step};

use std::time::Duration;

use super::action::{Action, ActionId, Answer, Invocation};
use super::discarded::DiscardSource;
use super::error::MappingError;
use super::outcome::Outcome;
use super::settings::MappingSettings;
use crate::engine::Position;

/// The event source mapping of a stream.
#[derive(Debug)]
pub(crate) struct StreamMapping {
    shard: Shard,
}

impl StreamMapping {
    /// The mapping of a stream with this table and ARN, after a position.
    pub(crate) fn new(names: (&str, &str), after: Option<Position>, settings: MappingSettings) -> Self {
        let source = DiscardSource::Mapping(settings.function.clone());
        Self { shard: Shard::new(names, after, source, settings) }
    }

    pub(crate) fn settings_mut(&mut self) -> &mut MappingSettings {
        self.shard.settings_mut()
    }

    pub(super) fn next(&mut self, now: Duration) -> Option<(ActionId, Action)> {
        let (id, step) = self.shard.next(now)?;
        let action = match step {
            Step::Read(read) => Action::Read(read),
            Step::Discard(discarded) => Action::Discard(discarded),
            Step::Deliver { lane } => {
                let records = self.shard.delivery(lane).count();
                let timeout = self.shard.settings().timeout;
                let until = timeout.map(|timeout| now.saturating_add(timeout));
                Action::Invoke(Invocation { event: self.shard.event(lane), records, until })
            }
        };
        Some((id, action))
    }

    pub(super) fn follow_up(&mut self) -> Option<(ActionId, Action)> {
        self.shard.follow_up().map(|(id, discarded)| (id, Action::Discard(discarded)))
    }

    pub(super) fn complete(&mut self, id: ActionId, answer: Answer, now: Duration) {
        match answer {
            Answer::Page(page) => self.shard.take_page(id, page, now),
            Answer::Returned(answer) => self.shard.settle(id, Delivered::Returned(answer), now),
            Answer::Failed(error) => self.shard.settle(id, Delivered::Failed(error), now),
            Answer::Done | Answer::Received(_) | Answer::Deleted { .. } => {}
        }
    }

    pub(super) fn wakes_at(&self) -> Option<Duration> {
        self.shard.wakes_at()
    }

    pub(super) fn take_outcomes(&mut self) -> Vec<Outcome> {
        self.shard.take_outcomes()
    }

    pub(super) fn blocked(&self) -> Option<&MappingError> {
        self.shard.blocked()
    }

    pub(super) fn resume(&mut self) {
        self.shard.resume();
    }
}
