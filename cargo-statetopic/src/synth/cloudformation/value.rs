//! Intrinsic functions in their long form, which YAML and JSON both have, and resources.

use serde_json::{Value, json};

pub(super) fn reference(name: &str) -> Value {
    json!({ "Ref": name })
}

pub(super) fn attribute(resource: &str, attribute: &str) -> Value {
    json!({ "Fn::GetAtt": [resource, attribute] })
}

/// A text in which `${…}` is replaced; a plain text where it has no `${…}`.
pub(super) fn sub(text: impl Into<String>) -> Value {
    let text = text.into();
    if text.contains("${") { json!({ "Fn::Sub": text }) } else { json!(text) }
}

/// An export of another stack, by a name in which `${…}` is replaced.
pub(super) fn import(name: &str) -> Value {
    json!({ "Fn::ImportValue": { "Fn::Sub": name } })
}

/// An ARN in the account and Region of the stack.
pub(super) fn arn(service: &str, resource: &str) -> String {
    format!("arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{resource}")
}

/// A resource.
pub(super) fn resource(kind: &str, properties: Value) -> Value {
    let mut resource = json!({ "Type": kind });
    resource["Properties"] = properties;
    resource
}

/// A resource with data that is retained when the stack is deleted.
pub(super) fn retained(kind: &str, properties: Value) -> Value {
    when_deleted("Retain", kind, properties)
}

/// A resource with data that is deleted with the stack.
pub(super) fn deleted(kind: &str, properties: Value) -> Value {
    when_deleted("Delete", kind, properties)
}

fn when_deleted(policy: &str, kind: &str, properties: Value) -> Value {
    let mut resource = resource(kind, properties);
    resource["DeletionPolicy"] = policy.into();
    resource["UpdateReplacePolicy"] = policy.into();
    resource
}

/// Sets a property if it has a value.
pub(super) fn set<V: Into<Value>>(properties: &mut Value, name: &str, value: Option<V>) {
    if let Some(value) = value {
        properties[name] = value.into();
    }
}
