//! `AWS::Lambda::EventSourceMapping` of a stream. It is not the event of a serverless function, since linters accept a
//! misspelt property or a batch of 100,000 there.

use serde_json::{Value, json};

use super::Template;
use super::place::Places;
use super::value::{attribute, reference, resource, set};
use crate::synth::names::{Kind, logical, logical_of_subscriber};
use crate::synth::stack::{Destination, Function};

pub(super) fn add(function: &Function, places: Places<'_>, template: &mut Template) {
    let mapping = &function.mapping;
    let mut properties = json!({
        "FunctionName": reference(&logical_of_subscriber(&function.id, Kind::Function)),
        "EventSourceArn": places.stream(&function.topic),
        "StartingPosition": mapping.starting_position,
        "BatchSize": mapping.batch_size,
        "MaximumBatchingWindowInSeconds": mapping.batching_window,
        "ParallelizationFactor": mapping.parallelization,
        "MaximumRetryAttempts": or_infinite(mapping.max_retries.map(i64::from)),
        "MaximumRecordAgeInSeconds": or_infinite(mapping.max_age.map(i64::from)),
        "BisectBatchOnFunctionError": mapping.bisect,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
    });
    set(&mut properties, "FilterCriteria", filters(function));
    if let Some(destination) = function.records.destination() {
        properties["DestinationConfig"] = json!({ "OnFailure": { "Destination": arn(destination) } });
        // The metric of the alarm on discarded records.
        properties["MetricsConfig"] = json!({ "Metrics": ["EventCount"] });
    }
    let mapping = at_home(function, resource("AWS::Lambda::EventSourceMapping", properties), template);
    template.add(logical_of_subscriber(&function.id, Kind::Mapping), mapping);
}

/// -1 is no limit.
pub(super) fn or_infinite(value: Option<i64>) -> i64 {
    value.unwrap_or(-1)
}

pub(super) fn filters(function: &Function) -> Option<Value> {
    let filters: Vec<Value> = function.patterns.iter().map(|pattern| json!({ "Pattern": pattern })).collect();
    (!filters.is_empty()).then(|| json!({ "Filters": filters }))
}

/// The ARN of a destination.
pub(super) fn arn(destination: &Destination) -> Value {
    match destination {
        Destination::Bucket(name) => attribute(&logical(name, Kind::Bucket), "Arn"),
        Destination::Queue(name) => attribute(&logical(name, Kind::Destination), "Arn"),
        Destination::Notifications(name) => reference(&logical(name, Kind::Notifications)),
    }
}

/// Restricts the reader of a stream to the home Region of the subscriber, if it has one.
pub(super) fn at_home(function: &Function, mut resource: Value, template: &mut Template) -> Value {
    if let Some(region) = &function.mapping.home_region {
        let name = condition(region);
        resource["Condition"] = name.clone().into();
        template.conditions.insert(name, json!({ "Fn::Equals": [reference("AWS::Region"), region] }));
    }
    resource
}

/// Name of the condition that the stack is in a Region: `InEuCentral1`.
pub(super) fn condition(region: &str) -> String {
    let words = region.split('-').map(|word| word.chars().next().map(|first| (first.to_ascii_uppercase(), &word[1..])));
    words.flatten().fold("In".to_owned(), |name, (first, rest)| format!("{name}{first}{rest}"))
}
