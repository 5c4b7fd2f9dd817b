//! Events of an SQS FIFO queue that a Pipe fills with a stream's records, written down without the library's help.

use serde_json::{Value, json};

use crate::event::Change;
use crate::runtime_api::Answer;

/// A message of the queue.
#[derive(Clone, Debug)]
pub struct Message {
    json: Value,
}

impl Message {
    /// The message with this number, whose body is a change.
    #[must_use]
    pub fn of(number: u32, group: &str, change: Change) -> Self {
        Self::with_body(number, group, &change.into_json().to_string())
    }

    /// The message with this number and this body.
    #[must_use]
    pub fn with_body(number: u32, group: &str, body: &str) -> Self {
        let json = json!({
            "messageId": message_id(number),
            "receiptHandle": format!("receipt of {number}"),
            "body": body,
            "attributes": {
                "ApproximateReceiveCount": "1",
                "SequenceNumber": (18_849_496_460_467_696_128_u128 + u128::from(number)).to_string(),
                "MessageGroupId": group,
                "MessageDeduplicationId": format!("event-{number}"),
            },
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:eu-north-1:123456789012:probes.fifo",
            "awsRegion": "eu-north-1",
        });
        Self { json }
    }

    /// The same without a member of its JSON, or without one of its attributes.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        for place in ["/attributes", ""] {
            if let Some(Value::Object(members)) = self.json.pointer_mut(place) {
                members.remove(name);
            }
        }
        self
    }
}

/// The event of these messages.
#[must_use]
pub fn messages(messages: impl IntoIterator<Item = Message>) -> Vec<u8> {
    let records: Vec<Value> = messages.into_iter().map(|message| message.json).collect();
    json!({ "Records": records }).to_string().into_bytes()
}

/// The id of a message.
#[must_use]
pub fn message_id(number: u32) -> String {
    format!("059f36b4-87a3-44ab-83d2-{number:012}")
}

/// The answer that keeps these messages in the queue.
#[must_use]
pub fn kept(numbers: impl IntoIterator<Item = u32>) -> Answer {
    let failures = numbers.into_iter().map(|number| json!({ "itemIdentifier": message_id(number) }));
    Answer::Response(json!({ "batchItemFailures": failures.collect::<Vec<_>>() }))
}
