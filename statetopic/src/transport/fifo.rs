//! An SQS FIFO queue that an EventBridge Pipe fills: one message is one record, and each message group is a lane.
//!
//! A message that the answer does not name is deleted. So that a group keeps its order, the answer names the first of its
//! messages that is not done, and all that come after it.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html>

use std::collections::HashMap;

use super::{BatchItemFailure, Lane, Receipts, Undone};
use crate::decode::{EventError, Message};
use crate::model::StateTopic;

/// The messages of a group, in its order.
#[derive(Default)]
pub(crate) struct Group {
    ids: Vec<Box<str>>,
    /// The first message whose body is not a record: its place, and why. Nothing after it is a record of the lane.
    unreadable: Option<(usize, EventError)>,
}

/// One lane for each group, in the order of their first messages.
pub(super) fn lanes<T: StateTopic>(messages: Vec<Message<T>>) -> Vec<Lane<T>> {
    let mut places: HashMap<Box<str>, usize> = HashMap::new();
    let mut groups: Vec<(Vec<_>, Group)> = Vec::new();
    for message in messages {
        let place = *places.entry(message.group).or_insert(groups.len());
        if place == groups.len() {
            groups.push((Vec::new(), Group::default()));
        }
        let (records, group) = &mut groups[place];
        match message.record {
            _ if group.unreadable.is_some() => {}
            Ok(record) => records.push(record),
            Err(error) => group.unreadable = Some((group.ids.len(), error)),
        }
        group.ids.push(message.id);
    }
    groups.into_iter().map(|(records, group)| Lane { records, receipts: Receipts::Fifo(group) }).collect()
}

impl Group {
    /// The messages that stay in the queue. One that cannot be read fails when all before it are done.
    pub(super) fn failures(self, subscriber: &'static str, undone: Option<&Undone>) -> Vec<BatchItemFailure> {
        let first = match (undone, self.unreadable) {
            (Some(undone), _) => undone.place,
            (None, Some((place, error))) => {
                let message_id = self.ids.get(place).map(|id| &**id);
                tracing::error!(subscriber, message_id, "message failed: {error}");
                place
            }
            (None, None) => return Vec::new(),
        };
        self.ids.iter().skip(first).map(|id| BatchItemFailure::new(id)).collect()
    }
}
