//! `AWS::Lambda::Function` and its log group.

use serde_json::{Map, Value, json};
use statetopic::SecretSource;
use statetopic::environment::table_variable;
use statetopic::plan::SubscriberPlan;
use statetopic::subscriber::FunctionSettings;

use super::place::Places;
use super::value::{attribute, deleted, reference, resource, set, sub};
use super::{Code, Template, role};
use crate::synth::names::{Kind, logical, logical_of_subscriber, logical_of_variable};

pub(super) fn add(function: &SubscriberPlan, bin: &str, places: Places<'_>, code: &Code, template: &mut Template) {
    let id = |kind| logical_of_subscriber(&function.manifest.id, kind);
    let name = format!("${{Stage}}-{}", function.name);
    template.add(
        id(Kind::Logs),
        deleted(
            "AWS::Logs::LogGroup",
            json!({ "LogGroupName": sub(format!("/aws/lambda/{name}")), "RetentionInDays": reference("LogRetentionDays") }),
        ),
    );
    template.add(id(Kind::Role), role::of_function(function, places));
    let mut properties = json!({
        "FunctionName": sub(name),
        "Description": description(function),
        "Runtime": "provided.al2023",
        "Handler": "bootstrap",
        "Architectures": [function.manifest.settings.architecture],
        "MemorySize": function.manifest.settings.memory,
        "Timeout": function.timeout,
        "Role": attribute(&id(Kind::Role), "Arn"),
        "LoggingConfig": { "LogGroup": reference(&id(Kind::Logs)) },
        "Code": zip(bin, code),
    });
    let settings = &function.manifest.settings;
    set(&mut properties, "ReservedConcurrentExecutions", settings.reserved_concurrency);
    if let Some(provider) = &settings.capacity_provider {
        properties["CapacityProviderConfig"] =
            json!({ "LambdaManagedInstancesCapacityProviderConfig": managed(provider, settings) });
        // What is invoked there is a published version.
        properties["PublishToLatestPublished"] = true.into();
    }
    let variables = variables(function, places);
    if !variables.is_empty() {
        properties["Environment"] = json!({ "Variables": variables });
    }
    template.add(id(Kind::Function), resource("AWS::Lambda::Function", properties));
}

/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-lambdamanagedinstancescapacityproviderconfig.html>
fn managed(provider: &str, settings: &FunctionSettings<String>) -> Value {
    let mut config = json!({ "CapacityProviderArn": reference(&logical(provider, Kind::CapacityProvider)) });
    set(&mut config, "PerExecutionEnvironmentMaxConcurrency", settings.environment_concurrency);
    set(&mut config, "ExecutionEnvironmentMemoryGiBPerVCpu", settings.memory_per_vcpu);
    config
}

/// Maximum length of a description.
const MAX_DESCRIPTION_LENGTH: usize = 256;

fn description(function: &SubscriberPlan) -> String {
    format!("Subscriber {} of {}", function.manifest.id, function.topic())
        .chars()
        .take(MAX_DESCRIPTION_LENGTH)
        .collect()
}

fn zip(bin: &str, code: &Code) -> Value {
    match code {
        Code::Bucket => json!({
            "S3Bucket": reference("CodeBucket"),
            "S3Key": sub(format!("${{CodePrefix}}/{bin}/bootstrap.zip")),
        }),
        Code::Folder(folder) => json!(format!("{}/{bin}/bootstrap.zip", folder.trim_end_matches('/'))),
    }
}

/// The value of a variable: a parameter, or what a parameter names.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html>
fn value(name: &str, secret: Option<SecretSource>) -> Value {
    let parameter = logical_of_variable(name);
    let resolved = |service: &str| sub(format!("{{{{resolve:{service}:${{{parameter}}}}}}}"));
    match secret {
        None | Some(SecretSource::HiddenParameter) => reference(&parameter),
        Some(SecretSource::ParameterStore) => resolved("ssm"),
        Some(SecretSource::SecretsManager) => resolved("secretsmanager"),
    }
}

fn variables(function: &SubscriberPlan, places: Places<'_>) -> Map<String, Value> {
    let tables = function.tables.iter().map(|table| (table_variable(table), places.name(table)));
    let own = function.variables.iter().map(|(name, secret)| (name.clone(), value(name, *secret)));
    own.chain(tables).collect()
}
