//! `AWS::Lambda::EventSourceMapping` of a stream. It is not the event of a serverless function, since linters accept a
//! misspelt property or a batch of 100,000 there.

use serde_json::{Value, json};
use statetopic::plan::{DiscardTarget, StreamReader, SubscriberPlan};
use statetopic::subscriber::Destination;

use super::Template;
use super::place::Places;
use super::value::{attribute, reference, resource, set};
use crate::synth::names::{Kind, logical, logical_of_subscriber};

pub(super) fn add(subscriber: &SubscriberPlan, reader: &StreamReader, places: Places<'_>, template: &mut Template) {
    let id = |kind| logical_of_subscriber(&subscriber.manifest.id, kind);
    let mut properties = reading(reader);
    properties["FunctionName"] = reference(&id(Kind::Function));
    properties["EventSourceArn"] = places.stream(subscriber.topic());
    properties["BisectBatchOnFunctionError"] = reader.mapping.bisect.into();
    properties["FunctionResponseTypes"] = json!(["ReportBatchItemFailures"]);
    set(&mut properties, "FilterCriteria", filters(reader));
    if let Some(target) = &reader.discards {
        properties["DestinationConfig"] = json!({ "OnFailure": { "Destination": discard_arn(subscriber, target) } });
        // The metric of the alarm on discarded records.
        properties["MetricsConfig"] = json!({ "Metrics": ["EventCount"] });
    }
    let mapping = at_home(reader, resource("AWS::Lambda::EventSourceMapping", properties), template);
    template.add(id(Kind::Mapping), mapping);
}

/// The properties that a mapping and a Pipe have in common.
pub(super) fn reading(StreamReader { mapping, .. }: &StreamReader) -> Value {
    json!({
        "StartingPosition": mapping.starting_position,
        "BatchSize": mapping.batch_size,
        "MaximumBatchingWindowInSeconds": mapping.batching_window,
        "ParallelizationFactor": mapping.parallelization,
        "MaximumRetryAttempts": or_infinite(mapping.max_retries.map(i64::from)),
        "MaximumRecordAgeInSeconds": or_infinite(mapping.max_age.map(i64::from)),
    })
}

/// Without a limit the number is -1.
fn or_infinite(value: Option<i64>) -> i64 {
    value.unwrap_or(-1)
}

pub(super) fn filters(reader: &StreamReader) -> Option<Value> {
    let filters: Vec<Value> = reader.patterns.iter().map(|pattern| json!({ "Pattern": pattern })).collect();
    (!filters.is_empty()).then(|| json!({ "Filters": filters }))
}

/// The ARN of where the records go that a subscriber's mapping or Pipe discards.
pub(super) fn discard_arn(subscriber: &SubscriberPlan, target: &DiscardTarget) -> Value {
    match target {
        DiscardTarget::Shared(Destination::S3(name)) => attribute(&logical(name, Kind::Bucket), "Arn"),
        DiscardTarget::Shared(Destination::Sqs(name)) => attribute(&logical(name, Kind::Destination), "Arn"),
        DiscardTarget::Shared(Destination::Sns(name)) => reference(&logical(name, Kind::Notifications)),
        DiscardTarget::Own(_) => attribute(&logical_of_subscriber(&subscriber.manifest.id, Kind::Discards), "Arn"),
    }
}

/// Restricts the reader of a stream to the home Region of the subscriber, if it has one.
pub(super) fn at_home(reader: &StreamReader, mut resource: Value, template: &mut Template) -> Value {
    if let Some(region) = &reader.mapping.home_region {
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
