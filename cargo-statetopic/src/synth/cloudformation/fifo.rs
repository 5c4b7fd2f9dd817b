//! `via = fifo`: an `AWS::Pipes::Pipe` from the stream to an SQS FIFO queue, whose message groups are the partition keys, and
//! the mapping of that queue.

use serde_json::{Value, json};
use statetopic::plan::{DiscardTarget, QueueSettings, StreamReader, SubscriberPlan};

use super::mapping::{at_home, discard_arn, filters, reading};
use super::place::Places;
use super::value::{self, attribute, reference, resource, set, sub};
use super::{Template, role};
use crate::synth::names::{Kind, logical_of_subscriber};

pub(super) fn add(
    subscriber: &SubscriberPlan,
    pipe: &StreamReader,
    queue: &QueueSettings,
    places: Places<'_>,
    template: &mut Template,
) {
    let id = |kind| logical_of_subscriber(&subscriber.manifest.id, kind);
    let name = format!("${{Stage}}-{}", pipe.name);
    add_queues(subscriber, queue, template);
    if let Some(DiscardTarget::Own(name)) = &pipe.discards {
        let discards = json!({
            "QueueName": sub(format!("${{Stage}}-{name}")),
            "MessageRetentionPeriod": queue.retention,
            "SqsManagedSseEnabled": true,
        });
        template.add(id(Kind::Discards), value::retained("AWS::SQS::Queue", discards));
    }
    template.add(id(Kind::PipeAccess), role::of_pipe(subscriber, pipe, places));
    let key = &subscriber.manifest.topic.table.schema.partition_key;
    let properties = resource(
        "AWS::Pipes::Pipe",
        json!({
            "Name": sub(name),
            "RoleArn": attribute(&id(Kind::PipeAccess), "Arn"),
            "Source": places.stream(subscriber.topic()),
            "SourceParameters": source(subscriber, pipe),
            "Target": attribute(&id(Kind::Queue), "Arn"),
            "TargetParameters": {
                "SqsQueueParameters": {
                    "MessageGroupId": format!("$.dynamodb.Keys.{}.{}", key.name, key.scalar_type),
                    "MessageDeduplicationId": "$.eventID",
                },
            },
        }),
    );
    let properties = at_home(pipe, properties, template);
    template.add(id(Kind::Pipe), properties);
    let mapping = json!({
        "FunctionName": reference(&id(Kind::Function)),
        "EventSourceArn": attribute(&id(Kind::Queue), "Arn"),
        "BatchSize": queue.batch_size,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
    });
    template.add(id(Kind::Mapping), resource("AWS::Lambda::EventSourceMapping", mapping));
}

fn source(subscriber: &SubscriberPlan, pipe: &StreamReader) -> Value {
    let mut parameters = reading(pipe);
    if pipe.mapping.bisect {
        parameters["OnPartialBatchItemFailure"] = "AUTOMATIC_BISECT".into();
    }
    if let Some(target) = &pipe.discards {
        parameters["DeadLetterConfig"] = json!({ "Arn": discard_arn(subscriber, target) });
    }
    let mut source = json!({ "DynamoDBStreamParameters": parameters });
    set(&mut source, "FilterCriteria", filters(pipe));
    source
}

/// The queue, and its dead-letter queue.
fn add_queues(subscriber: &SubscriberPlan, settings: &QueueSettings, template: &mut Template) {
    let id = |kind| logical_of_subscriber(&subscriber.manifest.id, kind);
    let staged = |name: &str| format!("${{Stage}}-{name}");
    let fifo = |name: &str, rest: Value| {
        let mut queue = json!({
            "QueueName": sub(staged(name)),
            "FifoQueue": true,
            "MessageRetentionPeriod": settings.retention,
            "SqsManagedSseEnabled": true,
        });
        if let (Value::Object(queue), Value::Object(rest)) = (&mut queue, rest) {
            queue.extend(rest);
        }
        queue
    };
    let mut rest = json!({
        // Throughput per message group.
        "DeduplicationScope": "messageGroup",
        "FifoThroughputLimit": "perMessageGroupId",
        "VisibilityTimeout": settings.visibility_timeout,
    });
    if let Some(dead_letter_queue) = &settings.dead_letter_queue {
        let source = json!({
            "RedriveAllowPolicy": {
                "redrivePermission": "byQueue",
                "sourceQueueArns": [sub(value::arn("sqs", &staged(&settings.name)))],
            },
        });
        let rejects = fifo(dead_letter_queue, source);
        template.add(id(Kind::Rejects), value::retained("AWS::SQS::Queue", rejects));
        rest["RedrivePolicy"] = json!({
            "deadLetterTargetArn": attribute(&id(Kind::Rejects), "Arn"),
            "maxReceiveCount": settings.max_receive_count,
        });
    }
    let queue = fifo(&settings.name, rest);
    template.add(id(Kind::Queue), value::retained("AWS::SQS::Queue", queue));
}
