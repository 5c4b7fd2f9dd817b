//! A stack as a CloudFormation template: one file a kind of resource.
//!
//! ```text
//! Stack ─▶ table.rs, global_table.rs                         read models
//!       └▶ function.rs, role.rs, mapping.rs, fifo.rs         subscribers
//!       └▶ destination.rs, alarms.rs, parameters.rs, outputs.rs
//! ```

mod alarms;
mod destination;
mod fifo;
mod function;
mod global_table;
mod mapping;
mod outputs;
mod parameters;
mod place;
mod role;
mod table;
#[cfg(test)]
mod tests;
mod value;

use serde_json::{Map, Value, json};

use self::place::Places;
use super::names::{Kind, logical};
use super::stack::{Owner, Records, Stack};
use crate::error::Error;

/// Where the functions' zips are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// In a bucket, under a prefix: two parameters.
    Bucket,
    /// In a folder on this machine: `aws cloudformation package` uploads them.
    Folder(String),
}

/// The sections of a template, while they are filled.
#[derive(Debug, Default)]
struct Template {
    conditions: Map<String, Value>,
    resources: Map<String, Value>,
}

impl Template {
    fn add(&mut self, id: String, resource: Value) {
        self.resources.insert(id, resource);
    }
}

/// Writes the template.
pub(crate) fn template(stack: &Stack, code: &Code) -> Value {
    let places = Places { stack };
    let mut template = Template::default();
    for table in stack.tables.values().filter(|table| table.owner == Owner::Stack) {
        let resource = match &*table.table.replicas {
            [] => table::resource(table),
            _ => global_table::resource(table),
        };
        template.add(logical(&table.table.name, Kind::Table), resource);
    }
    for function in &stack.functions {
        function::add(function, places, code, &mut template);
        match &function.records {
            Records::Stream(_) => mapping::add(function, places, &mut template),
            Records::Queue(_) => fifo::add(function, places, &mut template),
        }
    }
    for destination in &stack.destinations {
        destination::add(destination, &mut template);
    }
    alarms::add(stack, &mut template);
    let Template { conditions, resources } = template;
    let outputs = outputs::outputs(stack);
    let mut sections = json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Read models and the subscribers of their changes, written by cargo statetopic synth",
        "Conditions": conditions,
        "Resources": resources,
        "Outputs": outputs,
    });
    sections["Parameters"] = parameters::parameters(stack, &sections);
    if let Value::Object(sections) = &mut sections {
        sections.retain(|_, section| section.as_object().is_none_or(|section| !section.is_empty()));
    }
    sections
}

/// The most resources of a template.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
const MOST_RESOURCES: usize = 500;

/// Refuses what CloudFormation would.
pub(crate) fn check(template: &Value) -> Result<(), Error> {
    let resources = template["Resources"].as_object().map_or(0, Map::len);
    if resources > MOST_RESOURCES {
        return Err(Error::refused(format!(
            "the template has {resources} resources and CloudFormation takes {MOST_RESOURCES}; write a stack for each package \
             with `--package`, and take the tables of other stacks with `--import`"
        )));
    }
    Ok(())
}
