//! An SQS FIFO queue that an EventBridge Pipe fills: one message is one record, and each message group is a lane.
//!
//! A message that the answer does not name is deleted. So that a group keeps its order, the answer names the first of its
//! messages that is not done, and all that come after it.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html>

use std::collections::HashMap;

use super::{Arrival, Arrivals, BatchItemFailure, LaneOf, Receipts, Undone};
use crate::change::Topic;
use crate::decode::Message;

/// The records of an event's messages. Groups run at once, all or so many: one that is slow takes nothing from the others that run.
pub(super) fn arrivals<T: Topic>(messages: Vec<Message<T>>, concurrency: Option<usize>) -> Arrivals<T> {
    let mut lanes: HashMap<Box<str>, u32> = HashMap::new();
    let (mut records, mut lane_of, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    let was_received = messages.iter().any(|message| message.was_received);
    for message in messages {
        let next = u32::try_from(lanes.len()).unwrap_or(u32::MAX);
        lane_of.push(*lanes.entry(message.group).or_insert(next));
        ids.push(message.id);
        records.push(message.record.map_or_else(Arrival::Unreadable, Arrival::Delivered));
    }
    let concurrency = concurrency.unwrap_or(lanes.len());
    Arrivals { records, lane_of: LaneOf::Several(lane_of), concurrency, receipts: Receipts::Fifo { ids, was_received } }
}

/// The messages that stay in the queue, group by group.
pub(super) fn failures(ids: &[Box<str>], lane_of: &LaneOf, undone: &[Undone]) -> Vec<BatchItemFailure> {
    let LaneOf::Several(lane_of) = lane_of else { return Vec::new() };
    let lanes = lane_of.iter().max().map_or(0, |last| *last as usize + 1);
    let mut first_undone = vec![usize::MAX; lanes];
    for ordinal in undone.iter().map(|undone| undone.ordinal as usize) {
        if let Some(first) = lane_of.get(ordinal).and_then(|lane| first_undone.get_mut(*lane as usize)) {
            *first = ordinal.min(*first);
        }
    }
    let mut stay: Vec<Vec<BatchItemFailure>> = vec![Vec::new(); lanes];
    for (ordinal, (id, lane)) in ids.iter().zip(lane_of).enumerate() {
        let lane = *lane as usize;
        if let (Some(first), Some(stay)) = (first_undone.get(lane), stay.get_mut(lane))
            && ordinal >= *first
        {
            stay.push(BatchItemFailure::new(id));
        }
    }
    stay.into_iter().flatten().collect()
}
