//! An EventBridge Pipe: each record of a stream becomes a message of a FIFO queue.
//!
//! Source: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html>

#[cfg(test)]
mod tests;

use std::time::Duration;

use statetopic::plan::MAX_MESSAGES;

use super::action::{Action, ActionId, Answer};
use super::discarded::DiscardSource;
use super::error::MappingError;
use super::message::NewMessage;
use super::outcome::Outcome;
use super::settings::MappingSettings;
use super::stream::{Delivered, Record, Shards, Step};
use crate::invoke::InvokeError;
use crate::shards::ShardStart;

/// Maximum length of a message group that a Pipe sets.
///
/// Source: <https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_PipeTargetSqsQueueParameters.html>
const MAX_GROUP_LENGTH: usize = 100;

/// Sends what a stream has to a FIFO queue.
#[derive(Debug)]
pub(crate) struct Pipe {
    shards: Shards,
    /// The attribute whose value is the message group.
    partition_key: String,
}

impl Pipe {
    /// A Pipe from a stream with this table and ARN, from these shards on. It sends as many messages at once as SQS takes, and
    /// bisects a batch that failed: a Pipe has no other way.
    pub(crate) fn new(
        (table, arn): (&str, &str),
        starts: &[ShardStart],
        partition_key: &str,
        mut settings: MappingSettings,
    ) -> Self {
        settings.batch_size = settings.batch_size.min(MAX_MESSAGES);
        settings.bisect = true;
        let source = DiscardSource::Pipe(settings.function.clone());
        Self { shards: Shards::new((table, arn), starts, source, settings), partition_key: partition_key.to_owned() }
    }

    pub(super) fn next(&mut self, now: Duration) -> Option<(ActionId, Action)> {
        loop {
            let (id, step) = self.shards.next(now)?;
            let action = match step {
                Step::Read(read) => Action::Read(read),
                Step::Discard(discarded) => Action::Discard(discarded),
                Step::Deliver => match self.messages(id) {
                    Ok(messages) => Action::Send(messages),
                    Err(error) => {
                        self.shards.settle(id, Delivered::Failed(error), now);
                        continue;
                    }
                },
            };
            return Some((id, action));
        }
    }

    pub(super) fn follow_up(&mut self) -> Option<(ActionId, Action)> {
        self.shards.follow_up().map(|(id, discarded)| (id, Action::Discard(discarded)))
    }

    pub(super) fn complete(&mut self, id: ActionId, answer: Answer, now: Duration) {
        match answer {
            Answer::Page(page) => self.shards.take_page(id, page, now),
            Answer::Done => self.shards.settle(id, Delivered::Whole, now),
            Answer::Failed(error) => self.shards.settle(id, Delivered::Failed(error), now),
            Answer::Returned(_) | Answer::Received(_) | Answer::Deleted { .. } => {}
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

    /// The messages of a delivery.
    fn messages(&self, id: ActionId) -> Result<Vec<NewMessage>, InvokeError> {
        self.shards.delivery(id).map(|record| self.message(record)).collect()
    }

    fn message(&self, record: &Record) -> Result<NewMessage, InvokeError> {
        let group = record.key(&self.partition_key).filter(|group| is_group(group));
        let group = group.ok_or_else(|| {
            InvokeError::new(
                "the Pipe cannot name a message group after a partition key that is not 1 to 100 printable ASCII \
                 characters; declare the key's format with `#[key_attribute(group_id)]`",
            )
        })?;
        // A batch that is sent again after a failure is known by its records' ids.
        Ok(NewMessage {
            group: group.to_owned(),
            deduplication: record.event_id().to_owned(),
            body: record.json().to_owned(),
        })
    }
}

fn is_group(text: &str) -> bool {
    (1..=MAX_GROUP_LENGTH).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
