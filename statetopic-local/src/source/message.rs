//! A message, and the event that Lambda makes of some.

use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};

use crate::REGION;

/// A message that is to be sent.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct NewMessage {
    pub(crate) group: String,
    pub(crate) deduplication: String,
    pub(crate) body: String,
}

/// A message of a queue.
#[derive(Clone)]
pub(crate) struct Message {
    /// Its place among all that were ever sent to the queue.
    pub(crate) number: u64,
    pub(crate) new: NewMessage,
    /// When it was sent, since 1970.
    pub(crate) sent: Duration,
    /// When it was received first.
    pub(crate) first_received: Option<Duration>,
    /// Receive count.
    pub(crate) receives: u32,
    /// Which of all receives of it was the last.
    pub(crate) receive: u64,
    /// When it can be received again, if it was received.
    pub(crate) visible_at: Option<Duration>,
    /// It has been done once and is to come again.
    pub(crate) repeated: bool,
}

/// One receive of a message: what deletes it until its visibility time-out passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Receipt {
    pub(crate) number: u64,
    pub(crate) receive: u64,
}

impl Receipt {
    /// The id of the message, the same in every run.
    pub(crate) fn message_id(self) -> String {
        format!("00000000-0000-4000-8000-{:012x}", self.number)
    }
}

impl Message {
    pub(super) fn new(number: u64, new: NewMessage, sent: Duration) -> Self {
        Self { number, new, sent, first_received: None, receives: 0, receive: 0, visible_at: None, repeated: false }
    }

    /// Its id.
    pub(crate) fn id(&self) -> String {
        self.receipt().message_id()
    }

    pub(super) fn receipt(&self) -> Receipt {
        Receipt { number: self.number, receive: self.receive }
    }

    /// Whether somebody has received it, and has neither deleted it nor let its time pass.
    pub(super) fn is_in_flight(&self, now: Duration) -> bool {
        self.visible_at.is_some_and(|at| at > now)
    }

    fn to_json(&self, queue: &str) -> Value {
        let millis = |time: Duration| time.as_millis().to_string();
        json!({
            "messageId": self.id(),
            "receiptHandle": format!("{}#{}", self.id(), self.receive),
            "body": self.new.body,
            "attributes": {
                "ApproximateReceiveCount": self.receives.to_string(),
                "ApproximateFirstReceiveTimestamp": millis(self.first_received.unwrap_or(self.sent)),
                "MessageDeduplicationId": self.new.deduplication,
                "MessageGroupId": self.new.group,
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

impl fmt::Debug for NewMessage {
    /// Without body and group: they may hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewMessage").field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Message {
    /// Without body and group: they may hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("number", &self.number)
            .field("receives", &self.receives)
            .field("visible_at", &self.visible_at)
            .finish_non_exhaustive()
    }
}

/// The event of these messages.
pub(super) fn event(queue: &str, messages: &[Message]) -> String {
    let records: Vec<Value> = messages.iter().map(|message| message.to_json(queue)).collect();
    json!({ "Records": records }).to_string()
}
