//! What the shards of a mapping or a Pipe share: the settings, the numbers that each action and delivery gets, and what was
//! told of records.

use std::collections::VecDeque;
use std::time::Duration;

use super::batch::Batch;
use super::parts::Part;
use crate::shards::ShardId;
use crate::source::action::{ActionId, ActionIds};
use crate::source::discarded::{DiscardReason, DiscardSource, Discarded, Discarding};
use crate::source::error::{Cause, MappingError};
use crate::source::outcome::{Fate, Outcomes};
use crate::source::settings::MappingSettings;

/// What the shards of a stream share.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) settings: MappingSettings,
    source: DiscardSource,
    table: String,
    arn: String,
    ids: ActionIds,
    /// Number of deliveries.
    deliveries: u64,
    /// What is to be sent to the destination.
    discards: VecDeque<Discarded>,
    pub(super) outcomes: Outcomes,
}

impl Context {
    /// What is shared by the shards of the stream with this table and ARN.
    pub(super) fn new((table, arn): (&str, &str), source: DiscardSource, settings: MappingSettings) -> Self {
        let (ids, discards, outcomes) = Default::default();
        let (table, arn) = (table.to_owned(), arn.to_owned());
        Self { settings, source, table, arn, ids, deliveries: 0, discards, outcomes }
    }

    /// The stream's ARN.
    pub(super) fn arn(&self) -> &str {
        &self.arn
    }

    /// The id of the next action.
    pub(super) fn next_id(&mut self) -> ActionId {
        self.ids.next()
    }

    /// The number of the next delivery.
    pub(super) fn next_delivery(&mut self) -> u64 {
        self.deliveries += 1;
        self.deliveries
    }

    /// Whether something is to be sent to the destination.
    pub(super) fn has_discards(&self) -> bool {
        !self.discards.is_empty()
    }

    /// The next that is to be sent to the destination.
    pub(super) fn next_discard(&mut self) -> Option<(ActionId, Discarded)> {
        let discarded = self.discards.pop_front()?;
        Some((self.next_id(), discarded))
    }

    /// Why the records do not get done.
    pub(super) fn blocked(&self, numbers: &[String], attempts: u32, cause: Cause) -> MappingError {
        let (first, last) = (numbers.first().map_or("", String::as_str), numbers.last().map_or("", String::as_str));
        MappingError::blocked(&self.table, first, last, attempts, cause)
    }

    /// Sends records of a shard's batch that are discarded to the destination.
    pub(super) fn discard(&mut self, shard: ShardId, batch: &Batch, part: &Part, reason: DiscardReason, now: Duration) {
        let numbers = batch.numbers(part.records.clone());
        if let Some(destination) = &self.settings.on_failure {
            let mut created = batch.created(part.records.clone());
            let first = created.next().unwrap_or_default();
            let discarding = Discarding {
                source: &self.source,
                stream: &self.arn,
                shard,
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
