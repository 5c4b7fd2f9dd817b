//! `via = fifo`: an `AWS::Pipes::Pipe` from the stream to an SQS FIFO queue, whose message groups are the partition keys, and
//! the mapping of that queue.

use serde_json::{Value, json};

use super::mapping::{arn, at_home, filters, or_infinite};
use super::place::Places;
use super::value::{self, attribute, reference, resource, set, sub};
use super::{Template, role};
use crate::synth::names::{Kind, logical_of_subscriber, physical};
use crate::synth::stack::Function;

/// Maximum number of messages in a request to a queue, and so in a batch of a Pipe and of a FIFO queue.
///
/// Source: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html>
const MAX_MESSAGES: u16 = 10;

/// Number of receives after which a message is discarded.
const MAX_RECEIVES: u32 = 5;

/// Visibility timeout as a multiple of the function's timeout, so that Lambda can retry when the function is throttled.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html>
const VISIBILITY_TIMEOUTS: u32 = 6;

/// Maximum retention of a message, in seconds.
pub(super) const MAX_RETENTION: u32 = 14 * 24 * 60 * 60;

pub(super) fn add(function: &Function, places: Places<'_>, template: &mut Template) {
    let id = |kind| logical_of_subscriber(&function.id, kind);
    let name = format!("${{Stage}}-{}", physical(&function.id));
    add_queues(function, &name, template);
    if function.records.destination().is_none() {
        let queue = json!({
            "QueueName": sub(format!("{name}_discards")),
            "MessageRetentionPeriod": MAX_RETENTION,
            "SqsManagedSseEnabled": true,
        });
        template.add(id(Kind::Discards), value::retained("AWS::SQS::Queue", queue));
    }
    template.add(id(Kind::PipeAccess), role::of_pipe(function, places));
    let pipe = resource(
        "AWS::Pipes::Pipe",
        json!({
            "Name": sub(name),
            "RoleArn": attribute(&id(Kind::PipeAccess), "Arn"),
            "Source": places.stream(&function.topic),
            "SourceParameters": source(function),
            "Target": attribute(&id(Kind::Queue), "Arn"),
            "TargetParameters": {
                "SqsQueueParameters": {
                    "MessageGroupId": format!("$.dynamodb.Keys.{}.{}", function.partition_key.0, function.partition_key.1),
                    "MessageDeduplicationId": "$.eventID",
                },
            },
        }),
    );
    let pipe = at_home(function, pipe, template);
    template.add(id(Kind::Pipe), pipe);
    let mapping = json!({
        "FunctionName": reference(&id(Kind::Function)),
        "EventSourceArn": attribute(&id(Kind::Queue), "Arn"),
        "BatchSize": function.mapping.batch_size.min(MAX_MESSAGES),
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
    });
    template.add(id(Kind::Mapping), resource("AWS::Lambda::EventSourceMapping", mapping));
}

fn source(function: &Function) -> Value {
    let mapping = &function.mapping;
    let discards = match function.records.destination() {
        Some(destination) => arn(destination),
        None => attribute(&logical_of_subscriber(&function.id, Kind::Discards), "Arn"),
    };
    let mut source = json!({
        "DynamoDBStreamParameters": {
            "StartingPosition": mapping.starting_position,
            "BatchSize": mapping.batch_size.min(MAX_MESSAGES),
            "MaximumBatchingWindowInSeconds": mapping.batching_window,
            "ParallelizationFactor": mapping.parallelization,
            "MaximumRetryAttempts": or_infinite(mapping.max_retries.map(i64::from)),
            "MaximumRecordAgeInSeconds": or_infinite(mapping.max_age.map(i64::from)),
            "OnPartialBatchItemFailure": "AUTOMATIC_BISECT",
            "DeadLetterConfig": { "Arn": discards },
        },
    });
    set(&mut source, "FilterCriteria", filters(function));
    source
}

/// The queue, and its dead-letter queue.
fn add_queues(function: &Function, name: &str, template: &mut Template) {
    let id = |kind| logical_of_subscriber(&function.id, kind);
    let fifo = |name: String, rest: Value| {
        let mut queue = json!({
            "QueueName": sub(name),
            "FifoQueue": true,
            "MessageRetentionPeriod": MAX_RETENTION,
            "SqsManagedSseEnabled": true,
        });
        if let (Value::Object(queue), Value::Object(rest)) = (&mut queue, rest) {
            queue.extend(rest);
        }
        queue
    };
    let source = json!({
        "RedriveAllowPolicy": {
            "redrivePermission": "byQueue",
            "sourceQueueArns": [sub(value::arn("sqs", &format!("{name}.fifo")))],
        },
    });
    let rejects = fifo(format!("{name}_rejects.fifo"), source);
    template.add(id(Kind::Rejects), value::retained("AWS::SQS::Queue", rejects));
    let queue = fifo(
        format!("{name}.fifo"),
        json!({
            // Throughput per message group.
            "DeduplicationScope": "messageGroup",
            "FifoThroughputLimit": "perMessageGroupId",
            "VisibilityTimeout": VISIBILITY_TIMEOUTS * u32::from(function.settings.timeout),
            "RedrivePolicy": {
                "deadLetterTargetArn": attribute(&id(Kind::Rejects), "Arn"),
                "maxReceiveCount": MAX_RECEIVES,
            },
        }),
    );
    template.add(id(Kind::Queue), value::retained("AWS::SQS::Queue", queue));
}
