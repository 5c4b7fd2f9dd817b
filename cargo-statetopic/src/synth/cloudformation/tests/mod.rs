//! Each kind of resource.

mod destinations;
mod functions;
mod policies;
mod tables;

use serde_json::Value;
use statetopic::manifest::Manifest;

use super::{Code, template};
use crate::project::samples::{self, at_home, of_legacy, restless, subscribers, with_ledger};
use crate::synth::stack::stack;

/// The template of these subscribers.
fn template_of(manifests: impl IntoIterator<Item = Manifest>) -> Value {
    importing(manifests, &[])
}

/// The template of these subscribers, with tables of another stack.
fn importing(manifests: impl IntoIterator<Item = Manifest>, imports: &[&str]) -> Value {
    let imports: Vec<String> = imports.iter().map(|&import| import.to_owned()).collect();
    let mut subscribers = subscribers(manifests);
    subscribers.sort_by(|a, b| a.manifest.id.cmp(&b.manifest.id));
    template(&stack(&subscribers, &imports).unwrap(), &Code::Bucket)
}

/// Subscribers that use everything that a template can have.
fn everything() -> Vec<Manifest> {
    vec![restless(), of_legacy(), at_home(), samples::behind_a_queue(), with_ledger(samples::orders_to_totals())]
}

/// The properties of a resource.
fn properties<'a>(template: &'a Value, id: &str) -> &'a Value {
    let properties = &template["Resources"][id]["Properties"];
    assert!(properties.is_object(), "no `{id}` in {:?}", template["Resources"].as_object().unwrap().keys());
    properties
}
