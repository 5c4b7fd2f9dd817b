//! What AWS refuses of a template and linters let pass. The stack has none of it; an overlay may bring it.

use serde_json::{Map, Value};

/// Maximum number of resources, parameters and outputs of a template.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
const MAX_RESOURCES: usize = 500;
const MAX_PARAMETERS: usize = 200;
const MAX_OUTPUTS: usize = 200;

/// What a mapping of a stream has, and a mapping of a queue or of Kafka may have.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html>
const NOT_OF_A_STREAM: [&str; 6] = [
    "AmazonManagedKafkaEventSourceConfig",
    "ProvisionedPollerConfig",
    "ScalingConfig",
    "SelfManagedEventSource",
    "StartingPositionTimestamp",
    "Topics",
];

/// Maximum number of filter patterns of a mapping, by a quota that can be raised to it, and of their characters.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>
const MAX_PATTERNS: usize = 10;
const MAX_PATTERN: usize = 4096;

/// Maximum number of attributes of an index's partition key, and of its sort key.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html>
const MAX_KEY_ATTRIBUTES: usize = 4;

/// The problems of a template, each with its place and its fix.
pub(super) fn problems(template: &Value) -> Vec<String> {
    let mut problems = sizes(template);
    let Some(resources) = template["Resources"].as_object() else { return problems };
    for (id, resource) in resources {
        let properties = &resource["Properties"];
        let found = match resource["Type"].as_str() {
            Some("AWS::Lambda::EventSourceMapping") => mapping(properties, resources),
            Some("AWS::DynamoDB::Table" | "AWS::DynamoDB::GlobalTable") => table(properties),
            _ => Vec::new(),
        };
        problems.extend(found.into_iter().map(|problem| format!("`{id}`: {problem}")));
    }
    problems
}

fn sizes(template: &Value) -> Vec<String> {
    let split = "write a stack for each package with `--package`, and use tables of other stacks with `--import`";
    let sections = [("Resources", MAX_RESOURCES), ("Parameters", MAX_PARAMETERS), ("Outputs", MAX_OUTPUTS)].into_iter();
    let problem = |(section, limit): (&str, usize)| {
        let count = template[section].as_object().map_or(0, Map::len);
        let name = section.to_lowercase();
        (count > limit)
            .then(|| format!("the template has {count} {name} and the limit of CloudFormation is {limit}; {split}"))
    };
    sections.filter_map(problem).collect()
}

/// A mapping of a stream of DynamoDB.
fn mapping(properties: &Value, resources: &Map<String, Value>) -> Vec<String> {
    if !is_of_a_stream(&properties["EventSourceArn"], resources) {
        return Vec::new();
    }
    let mut problems = Vec::new();
    match &properties["StartingPosition"] {
        // An intrinsic function is whatever it will be.
        Value::Object(_) => {}
        Value::String(position) if ["TRIM_HORIZON", "LATEST"].contains(&&**position) => {}
        _ => problems.push(
            "the `StartingPosition` of a DynamoDB stream is `TRIM_HORIZON` or `LATEST`; set one of them".to_owned(),
        ),
    }
    if let Some(age) = properties["MaximumRecordAgeInSeconds"].as_i64()
        && age != -1
        && !(60..=604_800).contains(&age)
    {
        problems.push(format!(
            "`MaximumRecordAgeInSeconds` is {age}, and Lambda allows -1 and 60 to 604800; choose a number of these"
        ));
    }
    for name in NOT_OF_A_STREAM.iter().filter(|name| properties.get(**name).is_some()) {
        problems.push(format!("`{name}` is not for a mapping of a DynamoDB stream; remove it"));
    }
    problems.extend(patterns(&properties["FilterCriteria"]["Filters"]));
    if discards_to_fifo(&properties["DestinationConfig"]["OnFailure"]["Destination"], resources) {
        problems.push(
            "the destination of discarded records is a FIFO queue, which a stream cannot have; use a standard queue, a topic or a \
             bucket"
                .to_owned(),
        );
    }
    problems
}

fn is_of_a_stream(source: &Value, resources: &Map<String, Value>) -> bool {
    match source {
        Value::String(arn) => arn.contains(":dynamodb:"),
        Value::Object(function) => {
            let of_table = |id: &Value| {
                let kind = id.as_str().and_then(|id| resources.get(id)).map(|resource| &resource["Type"]);
                kind.and_then(Value::as_str).is_some_and(|kind| kind.starts_with("AWS::DynamoDB::"))
            };
            let attribute = function.get("Fn::GetAtt").is_some_and(|parts| of_table(&parts[0]));
            // A parameter or an import of this command.
            let parameter = function.get("Ref").and_then(Value::as_str).is_some_and(|name| name.ends_with("StreamArn"));
            let imported = function
                .get("Fn::ImportValue")
                .is_some_and(|name| name["Fn::Sub"].as_str().is_some_and(|name| name.ends_with(":stream-arn")));
            attribute || parameter || imported
        }
        _ => false,
    }
}

fn patterns(filters: &Value) -> Vec<String> {
    let filters = filters.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut problems = Vec::new();
    if filters.len() > MAX_PATTERNS {
        problems.push(format!(
            "it has {} filter patterns, and the limit is {MAX_PATTERNS}; combine some of them",
            filters.len()
        ));
    }
    for (index, pattern) in filters.iter().map(|filter| &filter["Pattern"]).enumerate() {
        let Some(text) = pattern.as_str() else { continue };
        if text.chars().count() > MAX_PATTERN {
            problems.push(format!(
                "filter pattern {} has more than {MAX_PATTERN} characters; write a shorter one",
                index + 1
            ));
        } else if serde_json::from_str::<Map<String, Value>>(text).is_err() {
            problems.push(format!(
                "filter pattern {} is not a JSON object; see the syntax of event patterns in the guide of EventBridge",
                index + 1
            ));
        }
    }
    problems
}

fn discards_to_fifo(destination: &Value, resources: &Map<String, Value>) -> bool {
    let queue = destination["Fn::GetAtt"][0].as_str().and_then(|id| resources.get(id));
    let is_fifo =
        queue.is_some_and(|queue| queue["Type"] == "AWS::SQS::Queue" && queue["Properties"]["FifoQueue"] == true);
    is_fifo || destination.as_str().is_some_and(|arn| arn.contains(":sqs:") && arn.strip_suffix(".fifo").is_some())
}

fn table(properties: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    let indexes = ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"].into_iter();
    let indexes = indexes.filter_map(|name| properties[name].as_array()).flatten();
    for index in indexes {
        let keys = index["KeySchema"].as_array().map(Vec::as_slice).unwrap_or_default();
        for kind in ["HASH", "RANGE"] {
            let count = keys.iter().filter(|key| key["KeyType"] == kind).count();
            if count > MAX_KEY_ATTRIBUTES {
                problems.push(format!(
                    "the index {} has {count} {kind} attributes, and the limit is {MAX_KEY_ATTRIBUTES}; remove some of them",
                    index["IndexName"]
                ));
            }
        }
    }
    // Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html>
    if properties["MultiRegionConsistency"] == "STRONG" {
        for (name, what) in [("TimeToLiveSpecification", "TTL"), ("LocalSecondaryIndexes", "local indexes")] {
            if properties.get(name).is_some() {
                problems.push(format!(
                    "a table with `MultiRegionConsistency: STRONG` cannot have {what}; remove it, or use eventual consistency"
                ));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The problems of a resource with these properties, beside a table and a FIFO queue.
    fn of(kind: &str, properties: Value) -> Vec<String> {
        let mut template = json!({ "Resources": {
            "It": { "Type": kind },
            "Orders": { "Type": "AWS::DynamoDB::Table", "Properties": {} },
            "Fifo": { "Type": "AWS::SQS::Queue", "Properties": { "FifoQueue": true } },
            "Queue": { "Type": "AWS::SQS::Queue", "Properties": {} },
        } });
        template["Resources"]["It"]["Properties"] = properties;
        problems(&template)
    }

    /// The problems of a mapping of a stream with this property.
    fn mapping(name: &str, value: &Value) -> Vec<String> {
        let mut properties =
            json!({ "EventSourceArn": { "Fn::GetAtt": ["Orders", "StreamArn"] }, "StartingPosition": "LATEST" });
        properties[name] = value.clone();
        of("AWS::Lambda::EventSourceMapping", properties)
    }

    #[track_caller]
    fn assert_one(problems: &[String], expected: &str) {
        assert!(
            matches!(problems, [one] if one.starts_with("`It`: ") && one.contains(expected)),
            "{expected} {problems:?}"
        );
    }

    #[test]
    fn a_mapping_of_a_stream_has_what_lambda_takes() {
        for age in [-1, 60, 604_800] {
            assert_eq!(mapping("MaximumRecordAgeInSeconds", &json!(age)), [] as [&str; 0], "{age}");
        }
        for age in [30, 0, -2, 604_801] {
            assert_one(
                &mapping("MaximumRecordAgeInSeconds", &json!(age)),
                &format!("is {age}, and Lambda allows -1 and 60"),
            );
        }
        for position in [json!("AT_TIMESTAMP"), json!("EARLIEST"), Value::Null] {
            assert_one(&mapping("StartingPosition", &position), "is `TRIM_HORIZON` or `LATEST`");
        }
        for name in ["ScalingConfig", "ProvisionedPollerConfig", "StartingPositionTimestamp"] {
            assert_one(&mapping(name, &json!({})), &format!("`{name}` is not for a mapping of a DynamoDB stream"));
        }
        let filters = |patterns: &[&str]| {
            let filters: Vec<Value> = patterns.iter().map(|pattern| json!({ "Pattern": pattern })).collect();
            mapping("FilterCriteria", &json!({ "Filters": filters }))
        };
        assert_eq!(filters(&["{\"eventName\":[\"INSERT\"]}"; 10]), [] as [&str; 0]);
        assert_one(&filters(&["{}"; 11]), "it has 11 filter patterns");
        assert_one(&filters(&["{}", "INSERT"]), "filter pattern 2 is not a JSON object");
        assert_one(&filters(&[&"x".repeat(4_097)]), "filter pattern 1 has more than 4096 characters");
        let to =
            |destination: Value| mapping("DestinationConfig", &json!({ "OnFailure": { "Destination": destination } }));
        assert_eq!(to(json!({ "Fn::GetAtt": ["Queue", "Arn"] })), [] as [&str; 0]);
        assert_one(&to(json!({ "Fn::GetAtt": ["Fifo", "Arn"] })), "is a FIFO queue");
        assert_one(&to(json!("arn:aws:sqs:eu-west-1:123456789012:failed.fifo")), "is a FIFO queue");
    }

    #[test]
    fn every_form_of_a_stream_is_known_and_a_queue_is_not_one() {
        for source in [
            json!({ "Fn::GetAtt": ["Orders", "StreamArn"] }),
            json!({ "Ref": "LegacyStreamArn" }),
            json!({ "Fn::ImportValue": { "Fn::Sub": "${Stage}:orders:stream-arn" } }),
            json!("arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-11-01T00:00:00.000"),
        ] {
            let found = of("AWS::Lambda::EventSourceMapping", json!({ "EventSourceArn": source }));
            assert_one(&found, "`StartingPosition` of a DynamoDB stream");
        }
        for source in [json!({ "Fn::GetAtt": ["Queue", "Arn"] }), json!("arn:aws:sqs:eu-west-1:1:queue"), Value::Null] {
            let properties = json!({ "EventSourceArn": source, "ScalingConfig": { "MaximumConcurrency": 2 } });
            assert_eq!(of("AWS::Lambda::EventSourceMapping", properties), [] as [&str; 0]);
        }
    }

    #[test]
    fn an_index_has_four_attributes_a_side() {
        let index = |hash: usize, range: usize| {
            let keys = [vec![json!({ "KeyType": "HASH" }); hash], vec![json!({ "KeyType": "RANGE" }); range]].concat();
            let indexes = json!({ "GlobalSecondaryIndexes": [{ "IndexName": "by-all", "KeySchema": keys }] });
            of("AWS::DynamoDB::Table", indexes)
        };
        assert_eq!(index(4, 4), [] as [&str; 0]);
        assert_one(&index(5, 4), "the index \"by-all\" has 5 HASH attributes");
        assert_one(&index(4, 5), "the index \"by-all\" has 5 RANGE attributes");
    }

    #[test]
    fn strong_consistency_has_neither_ttl_nor_local_indexes() {
        let with = |name: &str, consistency: &str| {
            let mut properties = json!({ "MultiRegionConsistency": consistency });
            properties[name] = json!([]);
            of("AWS::DynamoDB::GlobalTable", properties)
        };
        assert_one(&with("TimeToLiveSpecification", "STRONG"), "cannot have TTL");
        assert_one(&with("LocalSecondaryIndexes", "STRONG"), "cannot have local indexes");
        assert_eq!(with("TimeToLiveSpecification", "EVENTUAL"), [] as [&str; 0]);
    }

    #[test]
    fn a_template_has_as_many_parameters_and_outputs_as_cloudformation_takes() {
        for (section, limit) in [("Resources", 500), ("Parameters", 200), ("Outputs", 200)] {
            let with = |count: usize| {
                let members: Map<String, Value> = (0..count).map(|number| (format!("It{number}"), json!({}))).collect();
                problems(&json!({ section: members }))
            };
            assert_eq!(with(limit), [] as [&str; 0]);
            let name = section.to_lowercase();
            let expected = format!("the template has {} {name} and the limit of CloudFormation is {limit}", limit + 1);
            assert!(with(limit + 1)[0].starts_with(&expected), "{:?}", with(limit + 1));
        }
    }
}
