//! Faulty templates: a linter that accepts one of them fails the command.

use serde_json::{Value, json};

/// A fault: what is changed in a template that is right.
pub(super) struct Fault {
    pub(super) what: &'static str,
    /// The type of the resource that gets it: the first one.
    kind: &'static str,
    change: fn(&mut Value),
    /// What a linter that sees it names.
    pub(super) names: &'static str,
}

pub(super) const FAULTS: [Fault; 8] = [
    Fault {
        what: "a misspelt property of a mapping",
        kind: MAPPING,
        change: |resource| rename(&mut resource["Properties"], "BatchSize", "BatchSizes"),
        names: "BatchSizes",
    },
    Fault {
        what: "a batch of 100,000",
        kind: MAPPING,
        change: |resource| resource["Properties"]["BatchSize"] = json!(100_000),
        names: "100000",
    },
    Fault {
        what: "a starting position that there is not",
        kind: MAPPING,
        change: |resource| resource["Properties"]["StartingPosition"] = json!("EARLIEST"),
        names: "EARLIEST",
    },
    Fault {
        what: "a view that there is not",
        kind: TABLE_WITH_STREAM,
        change: |resource| resource["Properties"]["StreamSpecification"]["StreamViewType"] = json!("NEW_IMAGES"),
        names: "NEW_IMAGES",
    },
    Fault {
        what: "a table without a key",
        kind: TABLE_WITH_STREAM,
        change: |resource| remove(&mut resource["Properties"], "KeySchema"),
        names: "KeySchema",
    },
    Fault {
        what: "a key without its type",
        kind: TABLE_WITH_STREAM,
        change: |resource| resource["Properties"]["AttributeDefinitions"] = json!([]),
        names: "AttributeDefinitions",
    },
    Fault {
        what: "a function without a role",
        kind: "AWS::Lambda::Function",
        change: |resource| remove(&mut resource["Properties"], "Role"),
        names: "Role",
    },
    Fault {
        what: "a role of nobody",
        kind: "AWS::Lambda::Function",
        change: |resource| resource["Properties"]["Role"] = json!({ "Fn::GetAtt": ["NobodysRole", "Arn"] }),
        names: "NobodysRole",
    },
];

const MAPPING: &str = "AWS::Lambda::EventSourceMapping";
const TABLE_WITH_STREAM: &str = "AWS::DynamoDB::Table";

impl Fault {
    /// The template with the fault in it.
    ///
    /// # Errors
    /// Where the template has no place for it: it would be right still, and no linter to blame.
    pub(super) fn put_into(&self, template: &Value) -> Result<Value, String> {
        let mut faulty = template.clone();
        let resources = faulty["Resources"].as_object_mut().into_iter().flatten();
        let is_place = |resource: &Value| {
            let has_stream = resource["Properties"].get("StreamSpecification").is_some();
            resource["Type"] == self.kind && (has_stream || self.kind != TABLE_WITH_STREAM)
        };
        let place = resources.map(|(_, resource)| resource).find(|resource| is_place(resource));
        (self.change)(place.ok_or_else(|| format!("there is no `{}` for {}", self.kind, self.what))?);
        match faulty == *template {
            true => Err(format!("the template stays as it is with {}", self.what)),
            false => Ok(faulty),
        }
    }
}

fn rename(properties: &mut Value, name: &str, to: &str) {
    if let Some(properties) = properties.as_object_mut()
        && let Some(value) = properties.remove(name)
    {
        properties.insert(to.to_owned(), value);
    }
}

fn remove(properties: &mut Value, name: &str) {
    if let Some(properties) = properties.as_object_mut() {
        properties.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template() -> Value {
        json!({ "Resources": {
            "Quiet": { "Type": "AWS::DynamoDB::Table", "Properties": { "KeySchema": [{}], "AttributeDefinitions": [{}] } },
            "Table": { "Type": "AWS::DynamoDB::Table", "Properties": {
                "KeySchema": [{}], "AttributeDefinitions": [{}], "StreamSpecification": { "StreamViewType": "NEW_IMAGE" },
            } },
            "Function": { "Type": "AWS::Lambda::Function", "Properties": { "Role": "role" } },
            "Mapping": { "Type": MAPPING, "Properties": { "BatchSize": 100, "StartingPosition": "LATEST" } },
        } })
    }

    #[test]
    fn every_fault_changes_one_resource() {
        for fault in &FAULTS {
            let faulty = fault.put_into(&template()).unwrap();
            let changed = |id: &&&str| faulty["Resources"][**id] != template()["Resources"][**id];
            assert_eq!(
                ["Quiet", "Table", "Function", "Mapping"].iter().filter(|id| changed(id)).count(),
                1,
                "{}",
                fault.what
            );
        }
    }

    #[test]
    fn a_template_without_a_place_for_a_fault_is_refused() {
        let without = json!({ "Resources": {} });
        assert!(FAULTS[0].put_into(&without).unwrap_err().starts_with("there is no `AWS::Lambda::EventSourceMapping`"));
        let mut already = template();
        remove(&mut already["Resources"]["Mapping"]["Properties"], "BatchSize");
        assert!(FAULTS[0].put_into(&already).unwrap_err().starts_with("the template stays as it is"));
    }
}
