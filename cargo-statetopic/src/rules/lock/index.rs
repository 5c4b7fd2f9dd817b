//! Global indexes: one is created or deleted in an update of a table, and none changes.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html>

use std::collections::BTreeMap;

use crate::lock::LockedTable;

pub(super) fn changes(table: &str, before: &LockedTable, now: &LockedTable) -> Vec<String> {
    let (before, now) = (&before.global_indexes, &now.global_indexes);
    let only_in = |one: &BTreeMap<String, String>, other: &BTreeMap<String, String>| {
        one.keys().filter(|name| !other.contains_key(*name)).cloned().collect::<Vec<String>>()
    };
    let (added, removed) = (only_in(now, before), only_in(before, now));
    let mut texts = Vec::new();
    for (name, was) in before {
        if let Some(is) = now.get(name).filter(|is| *is != was) {
            texts.push(format!(
                "the index `{name}` of the table `{table}` changes from ({was}) to ({is}): the keys and the projection of an index \
                 cannot change; take two deployments: keep `{name}` as it was and add the new one under another name, e.g. \
                 `{name}-2`, then query that one and remove `{name}`; run `cargo statetopic lock` after each"
            ));
        }
    }
    let steps: Vec<String> = removed
        .iter()
        .map(|name| format!("remove `{name}`"))
        .chain(added.iter().map(|name| format!("add `{name}`")))
        .collect();
    if steps.len() + texts.len() > 1 && !steps.is_empty() {
        texts.push(format!(
            "the indexes of the table `{table}` change in more than one step: one index is created or deleted in an update; take a \
             deployment for each step, and run `cargo statetopic lock` after it: {}",
            steps.join(", then ")
        ));
    }
    texts
}
