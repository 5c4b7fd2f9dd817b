//! What a mapping or a Pipe sends of records that it discards.
//!
//! Sources: <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html>,
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html>

use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};

use super::error::Cause;
use crate::REGION;
use crate::naming::iso_time;
use crate::shards::ShardId;

/// Why records were discarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DiscardReason {
    /// Their last retry failed.
    RetryAttemptsExhausted,
    /// They exceeded the maximum age.
    RecordAgeExceeded,
}

impl DiscardReason {
    /// As AWS writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RetryAttemptsExhausted => "RetryAttemptsExhausted",
            Self::RecordAgeExceeded => "RecordAgeExceeded",
        }
    }
}

/// Records that were discarded together, as a destination gets them.
#[derive(Clone, PartialEq, Eq)]
pub struct Discarded {
    pub(super) reason: DiscardReason,
    pub(super) first: String,
    pub(super) last: String,
    pub(super) records: usize,
    pub(super) body: String,
    pub(super) payload: Option<String>,
}

impl Discarded {
    /// Why.
    #[must_use]
    pub const fn reason(&self) -> DiscardReason {
        self.reason
    }

    /// The sequence numbers of the first and the last of them.
    #[must_use]
    pub fn sequence_numbers(&self) -> (&str, &str) {
        (&self.first, &self.last)
    }

    /// Number of records.
    #[must_use]
    pub const fn records(&self) -> usize {
        self.records
    }

    /// What the destination got: the JSON that AWS sends.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The event with the records: `payload` in the body. Only a bucket receives it.
    #[must_use]
    pub fn payload(&self) -> Option<&str> {
        self.payload.as_deref()
    }
}

impl fmt::Debug for Discarded {
    /// Without the body: it may hold the records.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Discarded")
            .field("reason", &self.reason)
            .field("first", &self.first)
            .field("last", &self.last)
            .field("records", &self.records)
            .finish_non_exhaustive()
    }
}

/// What discards records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DiscardSource {
    /// The mapping of a function with this name.
    Mapping(String),
    /// A Pipe with this name.
    Pipe(String),
}

/// What is known of records that are discarded.
pub(super) struct Discarding<'a> {
    pub(super) source: &'a DiscardSource,
    pub(super) stream: &'a str,
    pub(super) shard: ShardId,
    pub(super) reason: DiscardReason,
    pub(super) numbers: &'a [&'a str],
    /// When the first and the last were made.
    pub(super) created: (Duration, Duration),
    /// Number of invocations with them.
    pub(super) invocations: u32,
    /// Which invocation of all was the last.
    pub(super) request: u64,
    pub(super) cause: Option<&'a Cause>,
    pub(super) now: Duration,
}

impl Discarding<'_> {
    /// What a destination gets; `payload` is the event, where it gets that too.
    pub(super) fn write(&self, payload: Option<String>) -> Discarded {
        let (first, last) = (self.numbers.first().copied(), self.numbers.last().copied());
        let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
        let mut body = json!({
            "version": "1.0",
            "timestamp": written_in_millis(self.now),
            "DDBStreamBatchInfo": {
                "shardId": self.shard.to_string(),
                "startSequenceNumber": first,
                "endSequenceNumber": last,
                "approximateArrivalOfFirstRecord": written(self.created.0),
                "approximateArrivalOfLastRecord": written(self.created.1),
                "batchSize": self.numbers.len(),
                "streamArn": self.stream,
            },
        });
        match self.source {
            DiscardSource::Mapping(name) => {
                body["requestContext"] = json!({
                    "requestId": format!("00000000-0000-4000-8000-{:012x}", self.request),
                    "functionArn": format!("arn:aws:lambda:{REGION}:000000000000:function:{name}"),
                    "condition": self.reason.as_str(),
                    "approximateInvokeCount": self.invocations,
                });
                if let Some(cause) = self.cause {
                    body["responseContext"] = response(cause);
                }
            }
            DiscardSource::Pipe(name) => {
                body["context"] = json!({
                    "partnerResourceArn": format!("arn:aws:pipes:{REGION}:000000000000:pipe/{name}"),
                    "condition": self.reason.as_str(),
                });
            }
        }
        if let Some(event) = &payload {
            body["payload"] = Value::from(event.as_str());
        }
        Discarded {
            reason: self.reason,
            first: first.to_owned(),
            last: last.to_owned(),
            records: self.numbers.len(),
            body: body.to_string(),
            payload,
        }
    }
}

/// A function that reports a record has answered.
fn response(cause: &Cause) -> Value {
    let mut response = json!({ "statusCode": 200, "executedVersion": "$LATEST" });
    if matches!(cause, Cause::Invocation(_)) {
        response["functionError"] = "Unhandled".into();
    }
    response
}

/// A time since 1970 as ISO 8601 writes it, in whole seconds.
pub(super) fn written(time: Duration) -> String {
    format!("{}Z", iso_time(time.as_secs()))
}

/// The same with milliseconds.
fn written_in_millis(time: Duration) -> String {
    let seconds = written(time);
    format!("{}.{:03}Z", seconds.trim_end_matches('Z'), time.subsec_millis())
}
