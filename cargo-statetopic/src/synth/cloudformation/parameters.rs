//! The parameters of a template: those that it refers to.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::synth::names::{Kind, logical, logical_of_variable};
use crate::synth::stack::{Owner, Stack};

/// The parameters that the other sections refer to.
pub(super) fn parameters(stack: &Stack, sections: &Value) -> Value {
    let mut used = BTreeSet::new();
    collect(sections, &mut used);
    all(stack).into_iter().filter(|(name, _)| used.contains(name)).collect::<Map<_, _>>().into()
}

fn all(stack: &Stack) -> Vec<(String, Value)> {
    let text = |description: String| json!({ "Type": "String", "Description": description, "MinLength": 1 });
    let mut parameters = vec![
        ("Stage".to_owned(), stage()),
        ("CodeBucket".to_owned(), text("The bucket with the zips of the functions".to_owned())),
        ("CodePrefix".to_owned(), text("What stands before <bin>/bootstrap.zip; another for each build".to_owned())),
        ("LogRetentionDays".to_owned(), log_retention()),
        ("AlarmTopicArn".to_owned(), alarm_topic()),
    ];
    for (name, table) in stack.tables.iter().filter(|(_, table)| table.owner == Owner::External) {
        let model = &table.table.model;
        let own = text(format!("The name of the table of {model}"));
        parameters.push((logical(name, Kind::TableName), own));
        parameters.push((logical(name, Kind::StreamArn), text(format!("The ARN of the stream of {model}"))));
    }
    for name in &stack.variables {
        parameters.push((logical_of_variable(name), text(format!("The environment variable {name}"))));
    }
    parameters
}

/// A stage has no hyphen: `dev-a` of `b` and `dev` of `a-b` would be one name.
fn stage() -> Value {
    json!({
        "Type": "String",
        "Description": "Stands before the names of tables and functions, such as dev",
        "AllowedPattern": "[a-z][a-z0-9]{0,14}",
        "ConstraintDescription": "1 to 15 small letters and digits, a letter first",
    })
}

fn log_retention() -> Value {
    json!({
        "Type": "Number",
        "Description": "Days for which logs are kept: one of the numbers that CloudWatch Logs takes",
        "Default": 30,
    })
}

fn alarm_topic() -> Value {
    json!({
        "Type": "String",
        "Description": "The ARN of the SNS topic that alarms tell; without one they tell nobody",
        "Default": "",
    })
}

/// What is referred to: by `Ref`, and in the texts of `Fn::Sub`.
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
