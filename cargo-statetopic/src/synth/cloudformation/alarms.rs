//! `AWS::CloudWatch::Alarm`: what needs attention.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use statetopic::NextStep;
use statetopic::parking::{KEPT, OLD};
use statetopic::plan::{Access, Deployment, DiscardTarget, EventSource, Owner, SubscriberPlan};
use statetopic::subscriber::Destination;

use super::Template;
use super::mapping::condition;
use super::parking;
use super::value::{attribute, reference, resource, set, sub};
use crate::synth::names::{Kind, logical, logical_of_subscriber};

/// Maximum age of a record when it is read, in seconds.
const MAX_AGE: u32 = 60;
/// Length of a metric's period, in seconds.
const PERIOD: u32 = 60;

pub(super) fn add(deployment: &Deployment, template: &mut Template) {
    for function in &deployment.subscribers {
        add_alarms_of_function(function, template);
    }
    for destination in &deployment.destinations {
        match destination {
            Destination::Sqs(name) => {
                let alarm = depth(&format!("{name} has discarded records"), &logical(name, Kind::Destination));
                template.add(logical(name, Kind::DestinationAlarm), alarm);
            }
            // The alarm of the mapping says it; these have no metric of what they hold.
            Destination::S3(_) | Destination::Sns(_) => {}
        }
    }
    for (name, table) in &deployment.tables {
        if let (Owner::Stack, Some(operation)) = (table.owner, operation(name, deployment)) {
            template.add(logical(name, Kind::SystemErrorsAlarm), system_errors(name, operation));
        }
    }
    template.add(USER_ERRORS.to_owned(), user_errors());
    let has_topic = json!({ "Fn::Not": [{ "Fn::Equals": [reference("AlarmTopicArn"), ""] }] });
    template.conditions.insert(HAS_ALARM_TOPIC.to_owned(), has_topic);
}

/// The condition that alarms have a topic.
const HAS_ALARM_TOPIC: &str = "HasAlarmTopic";

/// The alarm on requests that DynamoDB refused. No other id ends with it.
const USER_ERRORS: &str = "UserErrors";

fn add_alarms_of_function(function: &SubscriberPlan, template: &mut Template) {
    let id = |kind| logical_of_subscriber(&function.manifest.id, kind);
    let name = &function.manifest.id;
    let of_function = |metric| Metric::new("AWS/Lambda", metric, "FunctionName", &reference(&id(Kind::Function)));
    for (kind, metric, what) in
        [(Kind::FailuresAlarm, "Errors", "failed"), (Kind::ThrottlesAlarm, "Throttles", "was throttled")]
    {
        template.add(id(kind), over(&format!("{name} {what}"), &of_function(metric), "Sum", 0));
    }
    if function.manifest.errors.parks() {
        add_alarms_of_parking(function, template);
    }
    match &function.source {
        EventSource::Stream(reader) => {
            let late = format!("{name} is more than {MAX_AGE} seconds behind its stream");
            // In milliseconds.
            let alarm = over(&late, &of_function("IteratorAge"), "Maximum", MAX_AGE * 1000);
            template.add(id(Kind::IteratorAgeAlarm), alarm);
            if reader.discards.is_some() {
                let delivered = "OnFailureDestinationDeliveredEventCount";
                let metric =
                    Metric::new("AWS/Lambda", delivered, "EventSourceMappingUUID", &reference(&id(Kind::Mapping)));
                let mut alarm = over(&format!("{name} discarded records"), &metric, "Sum", 0);
                if let Some(region) = &reader.mapping.home_region {
                    alarm["Condition"] = condition(region).into();
                }
                template.add(id(Kind::ParkedAlarm), alarm);
            }
        }
        EventSource::Fifo { pipe, queue } => {
            let late = format!("{name} is more than {MAX_AGE} seconds behind its queue");
            let alarm = over(&late, &of_queue("ApproximateAgeOfOldestMessage", &id(Kind::Queue)), "Maximum", MAX_AGE);
            template.add(id(Kind::MessageAgeAlarm), alarm);
            if queue.dead_letter_queue.is_some() {
                template.add(id(Kind::RejectsAlarm), depth(&format!("{name} discarded messages"), &id(Kind::Rejects)));
            }
            if let Some(DiscardTarget::Own(_)) = &pipe.discards {
                let alarm = depth(&format!("the Pipe of {name} discarded records"), &id(Kind::Discards));
                template.add(id(Kind::DiscardsAlarm), alarm);
            }
        }
    }
}

/// The namespace of what is counted in logs.
const LOG_METRICS: &str = "statetopic/parking";

/// Alarms on what a function that parks writes to its log: it is counted there, so that they need no metrics of the function's own.
fn add_alarms_of_parking(function: &SubscriberPlan, template: &mut Template) {
    let id = |kind| logical_of_subscriber(&function.manifest.id, kind);
    let name = &function.manifest.id;
    for (filter, alarm, lines, period, description) in [
        (
            Kind::ParkingFilter,
            Kind::ParkingAlarm,
            vec![NextStep::Parked.to_string(), KEPT.to_owned()],
            PERIOD,
            format!(
                "{name} parked an item, or kept a superseded record: look at it, fix the cause, and redrive or discard it"
            ),
        ),
        (
            Kind::ParkedAgeFilter,
            Kind::ParkedAgeAlarm,
            vec![OLD.to_owned()],
            parking::AGE_PERIOD,
            format!("{name} has records that were parked more than 24 hours ago: redrive or discard them"),
        ),
        (
            Kind::ThresholdFilter,
            Kind::ThresholdAlarm,
            vec![NextStep::Waits.to_string()],
            PERIOD,
            format!(
                "{name} waits: it has parked as many items in this hour as it may, which is more than bad records do"
            ),
        ),
    ] {
        let metric = id(filter);
        let counted = json!({
            "FilterPattern": pattern(&lines),
            "LogGroupName": reference(&id(Kind::Logs)),
            "MetricTransformations": [{
                "MetricNamespace": LOG_METRICS,
                "MetricName": sub(format!("${{Stage}}-{metric}")),
                "MetricValue": "1",
            }],
        });
        template.add(metric.clone(), resource("AWS::Logs::MetricFilter", counted));
        let properties = json!({
            "Namespace": LOG_METRICS,
            "MetricName": sub(format!("${{Stage}}-{metric}")),
            "Statistic": "Sum",
            "Period": period,
        });
        template.add(id(alarm), self::alarm(&description, 0, properties));
    }
}

/// A filter pattern that takes a line of a log with any of these texts in it.
///
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>
fn pattern(texts: &[String]) -> String {
    match texts {
        [text] => format!("\"{text}\""),
        texts => texts.iter().map(|text| format!("?\"{text}\"")).collect::<Vec<_>>().join(" "),
    }
}

struct Metric {
    namespace: &'static str,
    name: &'static str,
    dimensions: Option<Value>,
}

impl Metric {
    fn new(namespace: &'static str, name: &'static str, dimension: &str, value: &Value) -> Self {
        Self { namespace, name, dimensions: Some(json!([{ "Name": dimension, "Value": value }])) }
    }
}

fn of_queue(metric: &'static str, queue: &str) -> Metric {
    Metric::new("AWS/SQS", metric, "QueueName", &attribute(queue, "QueueName"))
}

/// An alarm on messages in a queue.
fn depth(description: &str, queue: &str) -> Value {
    over(description, &of_queue("ApproximateNumberOfMessagesVisible", queue), "Maximum", 0)
}

/// An alarm on a metric over a threshold for one period.
fn over(description: &str, metric: &Metric, statistic: &str, threshold: u32) -> Value {
    let mut properties = json!({
        "Namespace": metric.namespace,
        "MetricName": metric.name,
        "Statistic": statistic,
        "Period": PERIOD,
    });
    set(&mut properties, "Dimensions", metric.dimensions.clone());
    alarm(description, threshold, properties)
}

fn alarm(description: &str, threshold: u32, metric: Value) -> Value {
    let actions = json!({ "Fn::If": [HAS_ALARM_TOPIC, [reference("AlarmTopicArn")], reference("AWS::NoValue")] });
    let mut properties = json!({
        "AlarmDescription": description,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": threshold,
        "EvaluationPeriods": 1,
        "TreatMissingData": "notBreaching",
        "AlarmActions": actions,
    });
    if let (Value::Object(properties), Value::Object(metric)) = (&mut properties, metric) {
        properties.extend(metric);
    }
    resource("AWS::CloudWatch::Alarm", properties)
}

/// DynamoDB counts its own errors by table and operation. One alarm per table is enough to notice them: on the first of these
/// operations that a function of the stack is allowed.
const OPERATIONS: [&str; 8] =
    ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "Query", "GetItem", "BatchGetItem", "Scan"];

/// The operation whose errors are watched; `None` where the functions of the stack only listen to the table.
fn operation(table: &str, deployment: &Deployment) -> Option<&'static str> {
    if deployment.subscribers.iter().any(|subscriber| subscriber.transacts.contains(table)) {
        return Some("TransactWriteItems");
    }
    let on_table = |access: &&Access| access.on.table() == Some(table);
    let access = deployment.subscribers.iter().flat_map(|subscriber| &subscriber.access).filter(on_table);
    let allowed: BTreeSet<&str> =
        access.flat_map(|access| &access.actions).map(|action| operation_of(action)).collect();
    OPERATIONS.into_iter().find(|operation| allowed.contains(operation))
}

fn operation_of(action: &str) -> &str {
    action.strip_prefix("dynamodb:").unwrap_or(action)
}

fn system_errors(table: &str, operation: &str) -> Value {
    let name = reference(&logical(table, Kind::Table));
    let dimensions = json!([{ "Name": "Operation", "Value": operation }, { "Name": "TableName", "Value": name }]);
    let metric = Metric { namespace: "AWS/DynamoDB", name: "SystemErrors", dimensions: Some(dimensions) };
    over(&format!("DynamoDB failed on {operation} of {table}"), &metric, "Sum", 0)
}

/// DynamoDB counts refused requests by account and Region, not by table.
fn user_errors() -> Value {
    let metric = Metric { namespace: "AWS/DynamoDB", name: "UserErrors", dimensions: None };
    over("DynamoDB refused requests of this account and Region", &metric, "Sum", 0)
}
