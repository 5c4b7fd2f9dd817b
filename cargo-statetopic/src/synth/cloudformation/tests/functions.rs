//! Functions, mappings, Pipes and queues.

use serde_json::{Value, json};

use super::{at_home, everything, properties, restless, template_of};
use crate::project::samples::{self, subscribers};
use crate::synth::cloudformation::{Code, template};
use crate::synth::stack::stack;

fn attribute(resource: &str) -> Value {
    json!({ "Fn::GetAtt": [resource, "Arn"] })
}

#[test]
fn a_function_has_its_settings_its_role_its_log_and_its_variables() {
    let template = template_of([restless()]);
    assert_eq!(
        *properties(&template, "StockXRestlessFunction"),
        json!({
            "FunctionName": { "Fn::Sub": "${Stage}-stock-restless" },
            "Description": "Subscriber stock/restless of catalogue",
            "Runtime": "provided.al2023",
            "Handler": "bootstrap",
            "Architectures": ["arm64"],
            "MemorySize": 512,
            "Timeout": 60,
            "ReservedConcurrentExecutions": 4,
            "Role": attribute("StockXRestlessRole"),
            "LoggingConfig": { "LogGroup": { "Ref": "StockXRestlessLogs" } },
            "Code": {
                "S3Bucket": { "Ref": "CodeBucket" },
                "S3Key": { "Fn::Sub": "${CodePrefix}/restless/bootstrap.zip" },
            },
            "Environment": {
                "Variables": {
                    "BUS_NAME": { "Ref": "BusNameVariable" },
                    "STATETOPIC_TABLE_CATALOGUE": { "Ref": "CatalogueTable" },
                    "STATETOPIC_TABLE_LEGACY": { "Ref": "LegacyTableName" },
                },
            },
        })
    );
    let logs = properties(&template, "StockXRestlessLogs");
    assert_eq!(logs["LogGroupName"]["Fn::Sub"], "/aws/lambda/${Stage}-stock-restless");
    assert_eq!(logs["RetentionInDays"]["Ref"], "LogRetentionDays");
    for parameter in ["Stage", "CodeBucket", "CodePrefix", "BusNameVariable", "LogRetentionDays", "AlarmTopicArn"] {
        assert!(template["Parameters"][parameter]["Type"].is_string(), "{parameter}");
    }
}

#[test]
fn a_function_on_managed_instances_names_its_capacity_provider() {
    let template = template_of([samples::managed()]);
    let function = properties(&template, "StockXManagedFunction");
    assert_eq!((&function["MemorySize"], &function["Timeout"]), (&json!(20_480), &json!(3_600)));
    assert_eq!(
        function["CapacityProviderConfig"],
        json!({
            "LambdaManagedInstancesCapacityProviderConfig": {
                "CapacityProviderArn": { "Ref": "BatchJobsCapacityProvider" },
                "PerExecutionEnvironmentMaxConcurrency": 16,
                "ExecutionEnvironmentMemoryGiBPerVCpu": 4,
            },
        })
    );
    assert_eq!(function["PublishToLatestPublished"], true);
    let parameter = &template["Parameters"]["BatchJobsCapacityProvider"];
    assert!(parameter["AllowedPattern"].as_str().unwrap().contains(":capacity-provider:"), "{parameter}");
    // Other functions have none of it.
    let function = &template_of([restless()])["Resources"]["StockXRestlessFunction"]["Properties"];
    assert!(function.get("CapacityProviderConfig").is_none() && function.get("PublishToLatestPublished").is_none());
}

#[test]
fn a_secret_is_never_shown() {
    let template = template_of([samples::managed(), restless()]);
    assert_eq!(
        properties(&template, "StockXManagedFunction")["Environment"]["Variables"],
        json!({
            "VAULT_KEY": { "Ref": "VaultKeyVariable" },
            "VAULT_PASSWORD": { "Fn::Sub": "{{resolve:secretsmanager:${VaultPasswordVariable}}}" },
            "VAULT_URL": { "Fn::Sub": "{{resolve:ssm:${VaultUrlVariable}}}" },
        })
    );
    let parameters = &template["Parameters"];
    let hidden = |name: &str| parameters[name].get("NoEcho").cloned().unwrap_or_default();
    assert_eq!(hidden("VaultKeyVariable"), true);
    // The others are names of what has the value.
    for name in ["BusNameVariable", "VaultPasswordVariable", "VaultUrlVariable"] {
        assert_eq!(parameters[name]["Type"], "String", "{name}");
        assert_eq!(hidden(name), Value::Null, "{name}");
    }
    assert_eq!(parameters["VaultUrlVariable"]["AllowedPattern"], r"[a-zA-Z0-9_.\-/]+(:\d+)?");
}

#[test]
fn zip_files_can_be_in_a_folder() {
    let stack = stack(&subscribers([samples::stamp("a")]), &[]).unwrap();
    let template = template(&stack, &Code::Folder("target/lambda/".to_owned()));
    assert_eq!(properties(&template, "AFunction")["Code"], "target/lambda/stamp/bootstrap.zip");
    assert!(template["Parameters"].get("CodeBucket").is_none(), "{}", template["Parameters"]);
}

#[test]
fn a_mapping_has_every_setting() {
    let template = template_of([restless()]);
    assert_eq!(
        template["Resources"]["StockXRestlessMapping"],
        json!({
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {
                "FunctionName": { "Ref": "StockXRestlessFunction" },
                "EventSourceArn": { "Fn::GetAtt": ["CatalogueTable", "StreamArn"] },
                "StartingPosition": "LATEST",
                "BatchSize": 10,
                "MaximumBatchingWindowInSeconds": 5,
                "ParallelizationFactor": 4,
                "MaximumRetryAttempts": 3,
                "MaximumRecordAgeInSeconds": 3600,
                "BisectBatchOnFunctionError": true,
                "FunctionResponseTypes": ["ReportBatchItemFailures"],
                "FilterCriteria": { "Filters": [{ "Pattern": "{\"eventName\":[\"INSERT\",\"REMOVE\"]}" }] },
                "DestinationConfig": { "OnFailure": { "Destination": attribute("RestlessFailuresBucket") } },
                "MetricsConfig": { "Metrics": ["EventCount"] },
            },
        })
    );
}

#[test]
fn a_mapping_without_limits_has_no_destination() {
    let template = template_of([samples::orders_to_totals()]);
    let mapping = properties(&template, "ToXutotalsMapping");
    assert_eq!((&mapping["MaximumRetryAttempts"], &mapping["MaximumRecordAgeInSeconds"]), (&json!(-1), &json!(-1)));
    assert!(mapping.get("DestinationConfig").is_none() && mapping.get("FilterCriteria").is_none(), "{mapping}");
}

#[test]
fn a_home_region_is_a_condition_of_the_reader_of_the_stream() {
    let template = template_of([at_home()]);
    assert_eq!(
        template["Conditions"]["InEuCentral1"],
        json!({ "Fn::Equals": [{ "Ref": "AWS::Region" }, "eu-central-1"] })
    );
    for resource in ["StockXAtHomeMapping", "StockXAtHomeParkedAlarm"] {
        assert_eq!(template["Resources"][resource]["Condition"], "InEuCentral1", "{resource}");
    }
    assert!(template["Resources"]["StockXAtHomeFunction"].get("Condition").is_none());
}

#[test]
fn behind_a_queue_there_is_a_pipe_with_groups_by_partition_key() {
    let template = template_of([samples::behind_a_queue()]);
    let id = |kind: &str| format!("CargoStatetopicXGrouped{kind}");
    let pipe = properties(&template, &id("Pipe"));
    assert_eq!(pipe["Source"], json!({ "Fn::GetAtt": ["MembersTable", "StreamArn"] }));
    assert_eq!(pipe["Target"], attribute(&id("Queue")));
    assert_eq!(
        pipe["TargetParameters"]["SqsQueueParameters"],
        json!({ "MessageGroupId": "$.dynamodb.Keys.team.S", "MessageDeduplicationId": "$.eventID" })
    );
    let source = &pipe["SourceParameters"]["DynamoDBStreamParameters"];
    assert_eq!((&source["BatchSize"], &source["MaximumRetryAttempts"]), (&json!(10), &json!(-1)));
    assert_eq!(source["DeadLetterConfig"]["Arn"], attribute(&id("Discards")));
    assert!(properties(&template, &id("Discards")).get("FifoQueue").is_none());

    let queue = properties(&template, &id("Queue"));
    assert_eq!(queue["FifoQueue"], true);
    assert_eq!(queue["QueueName"]["Fn::Sub"], "${Stage}-cargo-statetopic-grouped.fifo");
    assert_eq!(queue["VisibilityTimeout"], 6 * 30);
    assert_eq!(
        queue["RedrivePolicy"],
        json!({ "deadLetterTargetArn": attribute(&id("Rejects")), "maxReceiveCount": 5 })
    );
    let rejects = properties(&template, &id("Rejects"));
    assert_eq!((&rejects["FifoQueue"], &rejects["SqsManagedSseEnabled"]), (&json!(true), &json!(true)));
    let sources = rejects["RedriveAllowPolicy"]["sourceQueueArns"][0]["Fn::Sub"].as_str().unwrap();
    assert!(sources.ends_with(queue["QueueName"]["Fn::Sub"].as_str().unwrap()), "{sources}");

    let mapping = properties(&template, &id("Mapping"));
    assert_eq!(mapping["EventSourceArn"], attribute(&id("Queue")));
    assert_eq!(mapping["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]));
    assert!(mapping.get("StartingPosition").is_none(), "{mapping}");
}

#[test]
fn delays_failures_and_discarded_records_have_alarms() {
    let template = template_of(everything());
    for (alarm, metric, threshold) in [
        ("StockXRestlessIteratorAgeAlarm", "IteratorAge", 60_000),
        ("StockXRestlessFailuresAlarm", "Errors", 0),
        ("StockXRestlessThrottlesAlarm", "Throttles", 0),
        ("StockXRestlessParkedAlarm", "OnFailureDestinationDeliveredEventCount", 0),
        ("CargoStatetopicXGroupedMessageAgeAlarm", "ApproximateAgeOfOldestMessage", 60),
        ("CargoStatetopicXGroupedRejectsAlarm", "ApproximateNumberOfMessagesVisible", 0),
        ("CargoStatetopicXGroupedDiscardsAlarm", "ApproximateNumberOfMessagesVisible", 0),
        ("LegacyFailuresDestinationAlarm", "ApproximateNumberOfMessagesVisible", 0),
        ("UserErrors", "UserErrors", 0),
    ] {
        let alarm = properties(&template, alarm);
        assert_eq!((&alarm["MetricName"], &alarm["Threshold"]), (&json!(metric), &json!(threshold)));
        assert_eq!(alarm["AlarmActions"]["Fn::If"][0], "HasAlarmTopic");
    }
    assert!(template["Conditions"]["HasAlarmTopic"].is_object());
}

#[test]
fn a_function_that_parks_has_its_table_its_grants_its_alarms_and_is_invoked_now_and_then() {
    let template = template_of([samples::parks()]);
    for (kind, line, period) in [
        (
            "Parking",
            "?\"it is parked, and so is every later record of its item until it is redriven\" \
             ?\"it is kept beside the parked records, to be looked at and discarded\"",
            60,
        ),
        (
            "ParkedAge",
            "\"records have been parked, or kept as superseded, for more than 24 hours; redrive or discard them\"",
            3600,
        ),
        (
            "Threshold",
            "\"it is delivered again: as many items were parked in this hour as `park_threshold` allows, and its shard waits\"",
            60,
        ),
    ] {
        let filter = properties(&template, &format!("Parks{kind}Filter"));
        assert_eq!(filter["FilterPattern"], line);
        assert_eq!(filter["LogGroupName"], json!({ "Ref": "ParksLogs" }));
        let alarm = properties(&template, &format!("Parks{kind}Alarm"));
        let counted = &filter["MetricTransformations"][0];
        assert_eq!((&alarm["Namespace"], &alarm["MetricName"]), (&counted["MetricNamespace"], &counted["MetricName"]));
        assert_eq!(
            (&alarm["Period"], &alarm["Threshold"], &alarm["Statistic"]),
            (&json!(period), &json!(0), &json!("Sum"))
        );
    }
    let rule = properties(&template, "ParksParkingWatch");
    assert_eq!(rule["ScheduleExpression"], "rate(30 minutes)");
    assert_eq!(rule["Targets"][0]["Arn"], attribute("ParksFunction"));
    let event: Value = serde_json::from_str(rule["Targets"][0]["Input"].as_str().unwrap()).unwrap();
    assert_eq!(event, json!({ "Records": [] }), "an invocation without records");
    let access = properties(&template, "ParksParkingWatchAccess");
    assert_eq!(access["SourceArn"], attribute("ParksParkingWatch"));
    assert_eq!(access["Principal"], "events.amazonaws.com");

    let grants = properties(&template, "ParksRole").to_string();
    assert!(grants.contains("dynamodb:Query") && grants.contains("/index/by-subscriber"), "{grants}");
    assert!(properties(&template, "StatetopicParkingTable")["SSESpecification"]["SSEEnabled"].as_bool().unwrap());
}

#[test]
fn a_function_that_is_switched_off_is_not_invoked() {
    let mut manifest = samples::parks();
    manifest.settings.reserved_concurrency = Some(0);
    let template = template_of([manifest]);
    assert!(template["Resources"].get("ParksParkingWatch").is_none());
    assert!(template["Resources"].get("ParksParkedAgeAlarm").is_some());
}

#[test]
fn a_table_has_an_alarm_on_an_operation_of_the_functions() {
    let template = template_of(everything());
    for (table, operation) in
        [("Totals", "TransactWriteItems"), ("StatetopicLedger", "TransactWriteItems"), ("Catalogue", "PutItem")]
    {
        let alarm = properties(&template, &format!("{table}SystemErrorsAlarm"));
        assert_eq!(alarm["MetricName"], "SystemErrors");
        assert_eq!(
            alarm["Dimensions"],
            json!([
                { "Name": "Operation", "Value": operation },
                { "Name": "TableName", "Value": { "Ref": format!("{table}Table") } },
            ])
        );
    }
    let listened_to_or_external = ["OrdersSystemErrorsAlarm", "LegacySystemErrorsAlarm"];
    assert!(listened_to_or_external.iter().all(|id| template["Resources"].get(id).is_none()));
}
