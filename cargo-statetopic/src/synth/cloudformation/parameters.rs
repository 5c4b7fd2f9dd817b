//! The parameters of a template: those that it references.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use statetopic::SecretSource;
use statetopic::plan::{Deployment, Owner};

use crate::synth::names::{Kind, logical, logical_of_variable};

/// The parameters that the other sections reference.
pub(super) fn parameters(deployment: &Deployment, sections: &Value) -> Value {
    let mut used = BTreeSet::new();
    collect(sections, &mut used);
    all(deployment).into_iter().filter(|(name, _)| used.contains(name)).collect::<Map<_, _>>().into()
}

fn all(deployment: &Deployment) -> Vec<(String, Value)> {
    let mut parameters = vec![
        ("Stage".to_owned(), stage()),
        ("CodeBucket".to_owned(), text("Bucket with the zip files of the functions")),
        ("CodePrefix".to_owned(), text("Prefix of <bin>/bootstrap.zip in the bucket; a different one for each build")),
        ("LogRetentionDays".to_owned(), log_retention()),
        ("AlarmTopicArn".to_owned(), alarm_topic()),
    ];
    for (name, table) in deployment.tables.iter().filter(|(_, table)| table.owner == Owner::External) {
        let model = &table.table.model;
        let own = text(&format!("Name of the table of {model}"));
        parameters.push((logical(name, Kind::TableName), own));
        parameters.push((logical(name, Kind::StreamArn), text(&format!("ARN of the stream of {model}"))));
    }
    for name in &deployment.capacity_providers {
        let mut parameter = text(&format!("ARN of the capacity provider {name}"));
        parameter["AllowedPattern"] = "arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:capacity-provider:[a-zA-Z0-9_-]+".into();
        parameter["ConstraintDescription"] = "the ARN of a capacity provider".into();
        parameters.push((logical(name, Kind::CapacityProvider), parameter));
    }
    for (name, secret) in &deployment.variables {
        parameters.push((logical_of_variable(name), variable(name, *secret)));
    }
    parameters
}

/// A parameter with the value of a variable, or with the name of what has it.
fn variable(name: &str, secret: Option<SecretSource>) -> Value {
    let value = format!("Value of the environment variable {name}");
    match secret {
        None => text(&value),
        Some(SecretSource::HiddenParameter) => {
            let mut parameter = text(&value);
            parameter["NoEcho"] = true.into();
            parameter
        }
        Some(SecretSource::ParameterStore) => {
            let mut parameter = text(&format!("Name in Parameter Store of the value of {name}"));
            parameter["AllowedPattern"] = r"[a-zA-Z0-9_.\-/]+(:\d+)?".into();
            parameter["ConstraintDescription"] = "a name, and a version after a colon".into();
            parameter
        }
        Some(SecretSource::SecretsManager) => text(&format!(
            "Name or ARN of the secret with the value of {name}; of a member of it, also :SecretString:member"
        )),
    }
}

fn text(description: &str) -> Value {
    json!({ "Type": "String", "Description": description, "MinLength": 1 })
}

/// A stage has no hyphen: `b` in the stage `dev-a` and `a-b` in the stage `dev` would have the same name.
fn stage() -> Value {
    json!({
        "Type": "String",
        "Description": "Prefix of the names of tables and functions, such as dev",
        "AllowedPattern": "[a-z][a-z0-9]{0,14}",
        "ConstraintDescription": "1 to 15 lowercase letters and digits, starting with a letter",
    })
}

fn log_retention() -> Value {
    json!({
        "Type": "Number",
        "Description": "Retention of logs, in days: one of the values that CloudWatch Logs accepts",
        "Default": 30,
    })
}

fn alarm_topic() -> Value {
    json!({
        "Type": "String",
        "Description": "ARN of the SNS topic that alarms notify; empty for none",
        "Default": "",
    })
}

/// Collects the references: those of `Ref`, and those in the texts of `Fn::Sub`.
fn collect(value: &Value, used: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match (&**name, value) {
                    ("Ref", Value::String(target)) => {
                        used.insert(target.clone());
                    }
                    ("Fn::Sub", Value::String(text)) => placeholders(text, used),
                    ("Fn::Sub", Value::Array(parts)) => {
                        if let Some(Value::String(text)) = parts.first() {
                            placeholders(text, used);
                        }
                    }
                    _ => {}
                }
                collect(value, used);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, used)),
        _ => {}
    }
}

fn placeholders(text: &str, used: &mut BTreeSet<String>) {
    let names = text.split("${").skip(1).filter_map(|rest| rest.split_once('}'));
    used.extend(names.map(|(name, _)| name.to_owned()));
}
