//! A message, and the event that Lambda makes of some.

use std::time::Duration;

use serde_json::{Value, json};

use crate::REGION;

/// A message of a queue.
#[derive(Clone)]
pub(super) struct Message {
    /// Its place among all that were ever sent to the queue.
    pub(super) number: u64,
    pub(super) group: String,
    pub(super) deduplication: String,
    pub(super) body: String,
    /// When it was sent, since 1970.
    pub(super) sent: Duration,
    /// When it was received first.
    pub(super) first_received: Option<Duration>,
    /// Receive count.
    pub(super) receives: u32,
    /// Somebody has received it, and has neither deleted it nor let its time pass.
    pub(super) in_flight: bool,
    /// It has been done once and is to come again.
    pub(super) repeated: bool,
}

impl Message {
    pub(super) fn new(number: u64, group: String, deduplication: String, body: String, sent: Duration) -> Self {
        Self {
            number,
            group,
            deduplication,
            body,
            sent,
            first_received: None,
            receives: 0,
            in_flight: false,
            repeated: false,
        }
    }

    /// Its id, the same in every run.
    pub(super) fn id(&self) -> String {
        format!("00000000-0000-4000-8000-{:012x}", self.number)
    }

    fn to_json(&self, queue: &str) -> Value {
        let millis = |time: Duration| time.as_millis().to_string();
        json!({
            "messageId": self.id(),
            "receiptHandle": format!("{}#{}", self.id(), self.receives),
            "body": self.body,
            "attributes": {
                "ApproximateReceiveCount": self.receives.to_string(),
                "ApproximateFirstReceiveTimestamp": millis(self.first_received.unwrap_or(self.sent)),
                "MessageDeduplicationId": self.deduplication,
                "MessageGroupId": self.group,
                "SenderId": "AROAPIPE:pipe",
                "SentTimestamp": millis(self.sent),
                // Twenty digits, which the queue's own order is by; the stream's number stands in the body.
                "SequenceNumber": (18_000_000_000_000_000_000_u128 + u128::from(self.number)).to_string(),
            },
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": format!("arn:aws:sqs:{REGION}:000000000000:{queue}"),
            "awsRegion": REGION,
        })
    }
}

/// The event of these messages.
pub(super) fn event(queue: &str, messages: &[Message]) -> Vec<u8> {
    let records: Vec<Value> = messages.iter().map(|message| message.to_json(queue)).collect();
    json!({ "Records": records }).to_string().into_bytes()
}
