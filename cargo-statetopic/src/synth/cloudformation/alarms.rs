//! `AWS::CloudWatch::Alarm`: what somebody should look at.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Template;
use super::mapping::condition;
use super::value::{attribute, reference, resource, set};
use crate::synth::names::{Kind, logical, logical_of_subscriber};
use crate::synth::stack::{Access, Destination, Function, On, Owner, Records, Stack};

/// Seconds that a record may be old when it is read.
const LATE: u32 = 60;
const MINUTE: u32 = 60;

pub(super) fn add(stack: &Stack, template: &mut Template) {
    for function in &stack.functions {
        add_of_function(function, template);
    }
    for destination in &stack.destinations {
        if let Destination::Queue(name) = destination {
            let alarm = depth(&format!("{name} got what was given up"), &logical(name, Kind::Destination));
            template.add(logical(name, Kind::DestinationAlarm), alarm);
        }
    }
    for (name, table) in &stack.tables {
        if let (Owner::Stack, Some(operation)) = (table.owner, operation(name, stack)) {
            template.add(logical(name, Kind::SystemErrorsAlarm), system_errors(name, operation));
        }
    }
    template.add(USER_ERRORS.to_owned(), user_errors());
    let told = json!({ "Fn::Not": [{ "Fn::Equals": [reference("AlarmTopicArn"), ""] }] });
    template.conditions.insert(IS_TOLD.to_owned(), told);
}

/// The condition that there is somebody to tell.
const IS_TOLD: &str = "HasAlarmTopic";

/// The alarm on requests that DynamoDB refused. It ends like no other id.
const USER_ERRORS: &str = "UserErrors";

fn add_of_function(function: &Function, template: &mut Template) {
    let id = |kind| logical_of_subscriber(&function.id, kind);
    let name = &function.id;
    let of_function = |metric| Metric::new("AWS/Lambda", metric, "FunctionName", &reference(&id(Kind::Function)));
    for (kind, metric, what) in
        [(Kind::FailuresAlarm, "Errors", "failed"), (Kind::ThrottlesAlarm, "Throttles", "was throttled")]
    {
        template.add(id(kind), over(&format!("{name} {what}"), &of_function(metric), "Sum", 0));
    }
    match &function.records {
        Records::Stream(destination) => {
            let late = format!("{name} is more than {LATE} seconds behind its stream");
            // In milliseconds.
            let alarm = over(&late, &of_function("IteratorAge"), "Maximum", LATE * 1000);
            template.add(id(Kind::IteratorAgeAlarm), alarm);
            if destination.is_some() {
                let given_up = "OnFailureDestinationDeliveredEventCount";
                let metric =
                    Metric::new("AWS/Lambda", given_up, "EventSourceMappingUUID", &reference(&id(Kind::Mapping)));
                let mut alarm = over(&format!("{name} gave up records"), &metric, "Sum", 0);
                if let Some(region) = &function.mapping.home_region {
                    alarm["Condition"] = condition(region).into();
                }
                template.add(id(Kind::ParkedAlarm), alarm);
            }
        }
        Records::Queue(destination) => {
            let late = format!("{name} is more than {LATE} seconds behind its queue");
            let alarm = over(&late, &of_queue("ApproximateAgeOfOldestMessage", &id(Kind::Queue)), "Maximum", LATE);
            template.add(id(Kind::MessageAgeAlarm), alarm);
            template.add(id(Kind::RejectsAlarm), depth(&format!("{name} gave up messages"), &id(Kind::Rejects)));
            if destination.is_none() {
                let alarm = depth(&format!("the Pipe of {name} gave up records"), &id(Kind::Discards));
                template.add(id(Kind::DiscardsAlarm), alarm);
            }
        }
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

/// That there is a message in a queue.
fn depth(description: &str, queue: &str) -> Value {
    over(description, &of_queue("ApproximateNumberOfMessagesVisible", queue), "Maximum", 0)
}

/// That a metric is over a threshold for a minute.
fn over(description: &str, metric: &Metric, statistic: &str, threshold: u32) -> Value {
    let mut properties = json!({
        "Namespace": metric.namespace,
        "MetricName": metric.name,
        "Statistic": statistic,
        "Period": MINUTE,
    });
    set(&mut properties, "Dimensions", metric.dimensions.clone());
    alarm(description, threshold, properties)
}

fn alarm(description: &str, threshold: u32, metric: Value) -> Value {
    let tell = json!({ "Fn::If": [IS_TOLD, [reference("AlarmTopicArn")], reference("AWS::NoValue")] });
    let mut properties = json!({
        "AlarmDescription": description,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": threshold,
        "EvaluationPeriods": 1,
        "TreatMissingData": "notBreaching",
        "AlarmActions": tell,
    });
    if let (Value::Object(properties), Value::Object(metric)) = (&mut properties, metric) {
        properties.extend(metric);
    }
    resource("AWS::CloudWatch::Alarm", properties)
}

/// DynamoDB counts its own errors by table and operation. One alarm a table is enough to know of them: it is on the operation
/// that comes first here, of those that the stack's functions may do.
const OPERATIONS: [&str; 8] =
    ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "Query", "GetItem", "BatchGetItem", "Scan"];

/// What the functions of a stack do to a table; nothing where they only listen to it.
fn operation(table: &str, stack: &Stack) -> Option<&'static str> {
    if stack.functions.iter().any(|function| function.writes.contains(table)) {
        return Some("TransactWriteItems");
    }
    let on_table = |access: &&Access| matches!(&access.on, On::Table(on) | On::Index { table: on, .. } if on == table);
    let access = stack.functions.iter().flat_map(|function| &function.access).filter(on_table);
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

/// DynamoDB counts refused requests of the whole account and Region, not by table.
fn user_errors() -> Value {
    let metric = Metric { namespace: "AWS/DynamoDB", name: "UserErrors", dimensions: None };
    over("DynamoDB refused requests of this account and Region", &metric, "Sum", 0)
}
