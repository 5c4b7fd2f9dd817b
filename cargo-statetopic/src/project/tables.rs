//! The tables that a subscriber names, and those that it writes.

use std::collections::BTreeSet;

use statetopic::manifest::{GrantTarget, Manifest, Table};

/// The actions that change a table.
const WRITES: [&str; 7] = [
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:DeleteItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:PartiQLInsert",
    "dynamodb:PartiQLUpdate",
    "dynamodb:PartiQLDelete",
];

/// Each table that a subscriber names: its topic's, those of its `Writes`, and those that it is granted.
pub(crate) fn tables(manifest: &Manifest) -> impl Iterator<Item = &Table> {
    let granted = manifest.resources.iter().flat_map(|resource| &resource.grants);
    let granted = granted.filter_map(|grant| match &grant.on {
        GrantTarget::Table(table) | GrantTarget::Indexes(table) => Some(&**table),
        _ => None,
    });
    let written = manifest.writes.iter().map(|written| &written.table);
    [&manifest.topic.table].into_iter().chain(written).chain(granted)
}

/// The logical names of the tables that a subscriber may write: those of its `Writes`, and those that a parameter may change.
pub(crate) fn written_tables(manifest: &Manifest) -> BTreeSet<&str> {
    let returned = manifest.writes.iter().map(|written| &*written.table.name);
    let granted = manifest.resources.iter().flat_map(|resource| &resource.grants);
    let granted = granted.filter_map(|grant| match &grant.on {
        GrantTarget::Table(table) if grant.actions.iter().any(|action| WRITES.contains(&&**action)) => {
            Some(&*table.name)
        }
        _ => None,
    });
    returned.chain(granted).collect()
}
