//! The mapping of a stream: reads its shards, and delivers their records in batches until each is done or discarded.
//!
//! It follows the rules of AWS's mapping with `ReportBatchItemFailures`: a record that the function reports is the
//! checkpoint, and it and everything after it is delivered again. Retries come at once.
//!
//! ```text
//! shards.rs: each shard before its children;  window.rs: the state of tumbling windows
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
mod context;
mod lane;
mod parts;
mod reader;
mod shard;
mod shards;
#[cfg(test)]
mod tests;
mod window;

pub(super) use batch::Record;
pub(super) use shard::Delivered;
pub(super) use shards::{Shards, Step};

use std::time::Duration;

use super::action::{Action, ActionId, Answer, Invocation};
use super::discarded::DiscardSource;
use super::error::MappingError;
use super::outcome::Outcome;
use super::settings::MappingSettings;
use crate::shards::ShardStart;

/// The event source mapping of a stream.
#[derive(Debug)]
pub(crate) struct StreamMapping {
    shards: Shards,
}

impl StreamMapping {
    /// The mapping of a stream with this table and ARN, from these shards on.
    pub(crate) fn new(names: (&str, &str), starts: &[ShardStart], settings: MappingSettings) -> Self {
        let source = DiscardSource::Mapping(settings.function.clone());
        Self { shards: Shards::new(names, starts, source, settings) }
    }

    pub(crate) fn settings_mut(&mut self) -> &mut MappingSettings {
        self.shards.settings_mut()
    }

    pub(super) fn next(&mut self, now: Duration) -> Option<(ActionId, Action)> {
        let (id, step) = self.shards.next(now)?;
        let action = match step {
            Step::Read(read) => Action::Read(read),
            Step::Discard(discarded) => Action::Discard(discarded),
            Step::Deliver => {
                let records = self.shards.delivery(id).count();
                let timeout = self.shards.settings().timeout;
                let until = timeout.map(|timeout| now.saturating_add(timeout));
                Action::Invoke(Invocation { event: self.shards.event(id), records, until })
            }
        };
        Some((id, action))
    }

    pub(super) fn follow_up(&mut self) -> Option<(ActionId, Action)> {
        self.shards.follow_up().map(|(id, discarded)| (id, Action::Discard(discarded)))
    }

    pub(super) fn complete(&mut self, id: ActionId, answer: Answer, now: Duration) {
        match answer {
            Answer::Page(page) => self.shards.take_page(id, page, now),
            Answer::Returned(answer) => self.shards.settle(id, Delivered::Returned(answer), now),
            Answer::Failed(error) => self.shards.settle(id, Delivered::Failed(error), now),
            Answer::Done | Answer::Received(_) | Answer::Deleted { .. } => {}
        }
    }

    pub(super) fn wakes_at(&self) -> Option<Duration> {
        self.shards.wakes_at()
    }

    pub(super) fn take_outcomes(&mut self) -> Vec<Outcome> {
        self.shards.take_outcomes()
    }

    pub(super) fn blocked(&self) -> Option<&MappingError> {
        self.shards.blocked()
    }

    pub(super) fn resume(&mut self) {
        self.shards.resume();
    }
}
