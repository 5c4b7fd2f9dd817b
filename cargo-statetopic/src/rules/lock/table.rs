//! Changes of a table that cannot be made in place. A table has an explicit name, so CloudFormation refuses to replace it.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html>,
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html>

use statetopic::plan::{Deployment, Owner};

use super::{index, resource, shards, ttl, view};
use crate::lock::LockedTable;

/// What is done where a table would have to be replaced.
const ANOTHER_NAME: &str = "CloudFormation refuses to replace a table with an explicit name; give the model another `table`, \
                            which creates a table of that name and retains this one with its rows, copy them, and run `cargo \
                            statetopic lock`";

/// The changes that a deployment of one table refuses or loses by.
pub(super) fn changes(name: &str, before: &LockedTable, now: &LockedTable, deployment: &Deployment) -> Vec<String> {
    if let Some(text) = shards::change(name, before.shards, now.shards) {
        return vec![text];
    }
    // What the stack does not create it does not change.
    let is_own = deployment.tables.get(name).is_some_and(|table| table.owner == Owner::Stack);
    if !is_own {
        return Vec::new();
    }
    if let Some(text) = resource::change(name, before, now) {
        return vec![text];
    }
    let mut texts = Vec::new();
    if before.key() != now.key() {
        texts.push(format!(
            "the key of the table `{name}` changes from ({}) to ({}): {ANOTHER_NAME}",
            before.key(),
            now.key()
        ));
    }
    if before.local_indexes != now.local_indexes {
        let names = |table: &LockedTable| {
            let names: Vec<String> = table.local_indexes.iter().map(|(name, of)| format!("{name} ({of})")).collect();
            if names.is_empty() { "none".to_owned() } else { names.join(", ") }
        };
        texts.push(format!(
            "the local indexes of the table `{name}` change from {} to {}: they are created with the table, and {ANOTHER_NAME}; or \
             use a global index",
            names(before),
            names(now)
        ));
    }
    texts.extend(index::changes(name, before, now));
    texts.extend(ttl::change(name, before, now));
    texts.extend(resource::replicas(name, before, now));
    texts.extend(view::change(name, before, now, deployment));
    texts
}
