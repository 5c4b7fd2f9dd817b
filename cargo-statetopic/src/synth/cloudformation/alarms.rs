//! `AWS::CloudWatch::Alarm`: what somebody should look at.

use serde_json::{Value, json};

use super::Template;
use super::mapping::condition;
use super::value::{attribute, reference, resource, set, sub};
use crate::synth::names::{Kind, logical, logical_of_subscriber};
use crate::synth::stack::{Destination, Function, Owner, Records, Stack};

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
        if table.owner == Owner::Stack {
            template.add(logical(name, Kind::SystemErrorsAlarm), system_errors(name));
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
    let failed = either(&format!("{name} failed or was throttled"), ["Errors", "Throttles"].map(of_function));
    template.add(id(Kind::FailuresAlarm), failed);
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

/// That one of two counts is over zero. One alarm for both: a stack has room for 500 resources.
fn either(description: &str, metrics: [Metric; 2]) -> Value {
    let single = metrics.map(|metric| {
        let mut what = json!({ "Namespace": metric.namespace, "MetricName": metric.name });
        set(&mut what, "Dimensions", metric.dimensions);
        let id = metric.name.to_ascii_lowercase();
        json!({ "Id": id, "MetricStat": { "Metric": what, "Period": MINUTE, "Stat": "Sum" }, "ReturnData": false })
    });
    let [one, other] = single.each_ref().map(|metric| metric["Id"].as_str().unwrap_or_default());
    let sum = format!("FILL({one}, 0) + FILL({other}, 0)");
    let sum = json!({ "Id": "sum", "Expression": sum, "ReturnData": true });
    let [one, other] = single;
    alarm(description, 0, json!({ "Metrics": [sum, one, other] }))
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

/// DynamoDB counts its own errors by table and operation: a query sums them.
///
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html>
fn system_errors(table: &str) -> Value {
    let id = logical(table, Kind::Table);
    let counts = "SELECT SUM(SystemErrors) FROM SCHEMA(\"AWS/DynamoDB\", Operation, TableName)";
    let query = sub(format!("{counts} WHERE TableName = '${{{id}}}'"));
    let metric = json!({ "Id": "errors", "Expression": query, "Period": MINUTE, "ReturnData": true });
    alarm(&format!("DynamoDB failed on {table}"), 0, json!({ "Metrics": [metric] }))
}

/// DynamoDB counts refused requests of the whole account and Region, not by table.
fn user_errors() -> Value {
    let metric = Metric { namespace: "AWS/DynamoDB", name: "UserErrors", dimensions: None };
    over("DynamoDB refused requests of this account and Region", &metric, "Sum", 0)
}
