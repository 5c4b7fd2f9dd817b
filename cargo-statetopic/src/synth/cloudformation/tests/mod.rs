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
    vec![
        restless(),
        of_legacy(),
        at_home(),
        samples::behind_a_queue(),
        with_ledger(samples::orders_to_totals()),
        samples::managed(),
    ]
}

/// The template that `cargo run -p xtask -- verify` shows to the linters, since no example has every setting.
///
/// `UPDATE_TEMPLATE=1 cargo test -p cargo-statetopic --bin cargo-statetopic linters` writes the file anew.
#[test]
fn the_linters_see_every_setting() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/every_setting.json");
    let template = serde_json::to_string_pretty(&template_of(everything())).unwrap() + "\n";
    if std::env::var_os("UPDATE_TEMPLATE").is_some() {
        std::fs::write(path, &template).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap();
    assert!(written == template, "{path} is not the template of every setting; write it anew with `UPDATE_TEMPLATE=1`");
}

/// The properties of a resource.
fn properties<'a>(template: &'a Value, id: &str) -> &'a Value {
    let properties = &template["Resources"][id]["Properties"];
    assert!(properties.is_object(), "no `{id}` in {:?}", template["Resources"].as_object().unwrap().keys());
    properties
}
