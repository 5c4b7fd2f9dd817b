//! Merges the tree of an overlay into a template, and checks that their structures agree.

use serde_json::{Map, Value};

use super::parse::{Data, Entry, Fault, Node};
use crate::suggest::suggest;

/// The structure of the template, which decides the names of its sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    CloudFormation,
    Oam,
}

/// The sections of a template.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html>
const SECTIONS: [&str; 10] = [
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "Mappings",
    "Metadata",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
    "Transform",
];

/// The attributes of a resource.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html>
const ATTRIBUTES: [&str; 9] = [
    "Condition",
    "CreationPolicy",
    "DeletionPolicy",
    "DependsOn",
    "Metadata",
    "Properties",
    "Type",
    "UpdatePolicy",
    "UpdateReplacePolicy",
];

const OAM_SECTIONS: [&str; 4] = ["apiVersion", "kind", "metadata", "spec"];

pub(super) fn merge(template: &mut Value, overlay: Node, shape: Shape) -> Result<(), Fault> {
    let (sections, Data::Map(entries)) = (members(template), overlay.data) else {
        let first = first_of(shape);
        return Err(Fault::new(overlay.line, format!("expected a map, such as `{first}:`, as in the template")));
    };
    for entry in entries {
        let known: &[&str] = match shape {
            Shape::CloudFormation => &SECTIONS,
            Shape::Oam => &OAM_SECTIONS,
        };
        if !known.contains(&&*entry.name) {
            let found = suggest(&entry.name, known);
            return Err(Fault::new(entry.line, format!("unknown section `{}`{found}", entry.name)));
        }
        match (shape, &*entry.name) {
            (Shape::CloudFormation, "Resources") => resources(sections, entry)?,
            _ => merge_entry(sections, entry, "")?,
        }
    }
    Ok(())
}

fn first_of(shape: Shape) -> &'static str {
    match shape {
        Shape::CloudFormation => "Resources",
        Shape::Oam => "spec",
    }
}

fn members(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(members) => members,
        _ => unreachable!("made an object above"),
    }
}

fn resources(sections: &mut Map<String, Value>, Entry { line, node, .. }: Entry) -> Result<(), Fault> {
    let Data::Map(entries) = node.data else {
        return Err(Fault::new(line, "expected a map from logical ids to resources in `Resources`"));
    };
    let resources = members(sections.entry("Resources").or_insert(Value::Null));
    for entry in entries {
        check_resource(resources, &entry)?;
        merge_entry(resources, entry, "Resources")?;
    }
    Ok(())
}

fn check_resource(resources: &Map<String, Value>, Entry { name, line, node }: &Entry) -> Result<(), Fault> {
    let Data::Map(attributes) = &node.data else {
        return Err(Fault::new(
            *line,
            format!("expected a map of attributes for the resource `{name}`; write `Properties:` below it"),
        ));
    };
    for attribute in attributes {
        if !ATTRIBUTES.contains(&&*attribute.name) {
            let known = ATTRIBUTES.join("`, `");
            return Err(Fault::new(
                attribute.line,
                format!(
                    "unknown attribute `{}` of a resource; write properties below `Properties:`; expected one of `{known}`",
                    attribute.name
                ),
            ));
        }
    }
    let kind = attributes.iter().find(|attribute| attribute.name == "Type");
    match (resources.get(name), kind) {
        (None, None) => {
            let known: Vec<&str> = resources.keys().map(String::as_str).collect();
            let found = suggest(name, &known);
            let problem = format!("the template has no resource `{name}`, and a new resource needs a `Type`{found}");
            Err(Fault::new(*line, problem))
        }
        (Some(resource), Some(Entry { line, node: Node { data: Data::Scalar(kind), .. }, .. }))
            if resource["Type"] != *kind =>
        {
            let (kind, there) = (kind.as_str().unwrap_or_default(), resource["Type"].as_str().unwrap_or_default());
            let problem = format!("`{name}` is a `{there}`, not a `{kind}`; use another logical id for your resource");
            Err(Fault::new(*line, problem))
        }
        _ => Ok(()),
    }
}

fn merge_entry(into: &mut Map<String, Value>, Entry { name, line, node }: Entry, path: &str) -> Result<(), Fault> {
    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
    match into.get_mut(&name) {
        Some(there) => merge_node(there, node, &path),
        None => {
            into.insert(name, plain(node, line, &path)?);
            Ok(())
        }
    }
}

fn merge_node(there: &mut Value, node: Node, path: &str) -> Result<(), Fault> {
    let line = node.line;
    let is_any_type = is_function(&node) || is_function_value(there);
    match (&mut *there, node.data) {
        (Value::Object(members), Data::Map(entries)) if !is_any_type => {
            entries.into_iter().try_for_each(|entry| merge_entry(members, entry, path))
        }
        (Value::Array(values), Data::List(nodes)) => {
            let nodes = nodes.into_iter().map(|node| plain_node(node, path)).collect::<Result<Vec<_>, _>>()?;
            // A list of plain values, such as layers, is replaced; a list of maps is appended to.
            if !(values.iter().all(Value::is_object) && nodes.iter().all(Value::is_object)) {
                values.clear();
            }
            values.extend(nodes);
            Ok(())
        }
        (_, data) => {
            let data = Node { line, data };
            if !is_any_type && kind(there) != data.kind() {
                let problem = format!("`{path}` is {} in the template and {} here", kind(there), data.kind());
                return Err(Fault::new(line, problem));
            }
            *there = plain_node(data, path)?;
            Ok(())
        }
    }
}

impl Node {
    fn kind(&self) -> &'static str {
        match &self.data {
            Data::Scalar(_) => "a value",
            Data::List(_) => "a list",
            Data::Map(_) => "a map",
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
        _ => "a value",
    }
}

fn is_function_name(name: &str) -> bool {
    name == "Ref" || name.starts_with("Fn::")
}

/// Whether a map is an intrinsic function, whose value can be of any type.
fn is_function(node: &Node) -> bool {
    matches!(&node.data, Data::Map(entries) if matches!(&**entries, [entry] if is_function_name(&entry.name)))
}

fn is_function_value(value: &Value) -> bool {
    let names = |members: &Map<String, Value>| members.len() == 1 && members.keys().all(|name| is_function_name(name));
    value.as_object().is_some_and(names)
}

pub(super) fn plain_node(node: Node, path: &str) -> Result<Value, Fault> {
    let line = node.line;
    plain(node, line, path)
}

/// The node without its lines. A template cannot have a null.
fn plain(node: Node, line: usize, path: &str) -> Result<Value, Fault> {
    match node.data {
        Data::Scalar(Value::Null) => {
            Err(Fault::new(line, format!("`{path}` has no value; add one, or remove the key")))
        }
        Data::Scalar(value) => Ok(value),
        Data::List(nodes) => nodes.into_iter().map(|node| plain_node(node, path)).collect(),
        Data::Map(entries) => {
            let mut members = Map::new();
            for entry in entries {
                merge_entry(&mut members, entry, path)?;
            }
            Ok(Value::Object(members))
        }
    }
}
