//! The target of an EventBridge Pipe: each record of a stream becomes a message of a FIFO queue.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::fifo::FifoQueue;
use crate::invoke::{Invoke, InvokeError};

/// Maximum length of a message group that a Pipe sets.
///
/// Source: <https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_PipeTargetSqsQueueParameters.html>
const MAX_GROUP_LENGTH: usize = 100;

/// Sends to the queue what a mapping reads of the stream.
#[derive(Debug)]
pub(super) struct Pipe {
    pub(super) queue: FifoQueue,
    /// The attribute whose value is the message group.
    pub(super) partition_key: String,
}

#[derive(Deserialize)]
struct Event<'a> {
    #[serde(rename = "Records", borrow)]
    records: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Record {
    #[serde(rename = "eventID")]
    event_id: String,
    dynamodb: Change,
}

#[derive(Deserialize)]
struct Change {
    /// Each value by its descriptor.
    #[serde(rename = "Keys")]
    keys: BTreeMap<String, BTreeMap<String, String>>,
}

impl Invoke for Pipe {
    async fn invoke(&self, event: &[u8]) -> Result<Vec<u8>, InvokeError> {
        let unreadable = |_| InvokeError::new("the Pipe got an event that is not a stream's");
        let event: Event<'_> = serde_json::from_slice(event).map_err(unreadable)?;
        for record in event.records {
            let body = record.get();
            let record: Record = serde_json::from_str(body).map_err(unreadable)?;
            let key = record.dynamodb.keys.get(&self.partition_key);
            let group = key.and_then(|value| value.values().next()).filter(|group| is_group(group));
            let group = group.ok_or_else(|| {
                InvokeError::new(
                    "the Pipe cannot name a message group after a partition key that is not 1 to 100 printable ASCII \
                     characters; declare the key's format with `#[key_attribute(group_id)]`",
                )
            })?;
            // A batch that is sent again after a failure is known by its records' ids.
            self.queue.send(group, &record.event_id, body);
        }
        Ok(b"{}".to_vec())
    }
}

fn is_group(text: &str) -> bool {
    (1..=MAX_GROUP_LENGTH).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
