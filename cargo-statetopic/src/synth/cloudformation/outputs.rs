//! The outputs: names of tables and ARNs of streams, exported for subscribers in other stacks.

use serde_json::{Map, Value, json};
use statetopic::plan::{Deployment, Owner};

use super::place::{STREAM_ARN, TABLE_NAME, exported};
use super::value::{attribute, reference};
use crate::synth::names::{Kind, logical};

pub(super) fn outputs(deployment: &Deployment) -> Map<String, Value> {
    let mut outputs = Map::new();
    for (name, table) in deployment.tables.iter().filter(|(_, table)| table.owner == Owner::Stack) {
        let (id, model) = (logical(name, Kind::Table), &table.table.model);
        let description = format!("Name of the table of {model}");
        outputs
            .insert(logical(name, Kind::TableName), output(&description, &reference(&id), &exported(name, TABLE_NAME)));
        if table.view.is_some() {
            let description = format!("ARN of the stream of {model}");
            let stream = attribute(&id, "StreamArn");
            outputs.insert(logical(name, Kind::StreamArn), output(&description, &stream, &exported(name, STREAM_ARN)));
        }
    }
    outputs
}

fn output(description: &str, value: &Value, export: &str) -> Value {
    json!({ "Description": description, "Value": value, "Export": { "Name": { "Fn::Sub": export } } })
}
