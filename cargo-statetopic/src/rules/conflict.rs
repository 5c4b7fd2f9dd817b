//! Each table has one description.

use std::collections::{BTreeMap, BTreeSet};

use statetopic::manifest::{Manifest, Table};
use statetopic::plan::Deployment;
use statetopic::schema::TableSchema;

use super::finding::Finding;

pub(super) fn check(deployment: &Deployment, findings: &mut Vec<Finding>) {
    let mut known: BTreeMap<&str, &Table> = BTreeMap::new();
    let mut streams: BTreeMap<&str, &Manifest> = BTreeMap::new();
    // Several subscribers may name the struct that differs: it is one error.
    let mut reported: BTreeSet<Finding> = BTreeSet::new();
    for manifest in deployment.subscribers.iter().map(|subscriber| &subscriber.manifest) {
        for table in manifest.tables() {
            let first = *known.entry(table.name()).or_insert(table);
            if !has_same_shape(first, table) {
                reported.insert(conflict(first, table, manifest));
            }
        }
        let first = *streams.entry(manifest.topic.table.name()).or_insert(manifest);
        if first.topic.view != manifest.topic.view {
            reported.insert(conflict(&first.topic.table, &manifest.topic.table, manifest));
        }
    }
    findings.extend(reported);
}

fn has_same_shape(one: &Table, other: &Table) -> bool {
    let shape = |table: &Table| {
        let TableSchema { partition_key, sort_key, ttl, indexes, shards, .. } = table.schema.clone();
        (partition_key, sort_key, ttl, indexes, shards.map(|shards| shards.count))
    };
    shape(one) == shape(other)
}

fn conflict(first: &Table, second: &Table, manifest: &Manifest) -> Finding {
    let location = second.location.as_ref().unwrap_or(&manifest.location);
    let first_at = first.location.as_ref().map(|at| format!(" at {}:{}", at.file, at.line)).unwrap_or_default();
    Finding::error(
        location,
        format!(
            "the table `{}` is `{}`{first_at}, and `{}` here with different keys, indexes, TTL, view or `#[sharded]`; give one of them \
             another `table`, or use the same struct",
            second.name(),
            first.model,
            second.model
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::samples::{self, deployment};

    #[test]
    fn one_table_has_one_description() {
        let mut findings = Vec::new();
        check(&deployment([samples::stamp("a"), samples::orders_to_totals()]), &mut findings);
        assert_eq!(findings, []);
        check(&deployment([samples::stamp("a"), samples::other_orders()]), &mut findings);
        assert!(findings[0].text.contains("`Order` at "), "{findings:?}");
    }

    #[test]
    fn a_conflict_is_reported_once_however_many_subscribers_name_its_structs() {
        let other = |id| samples::with_id(samples::other_orders(), id);
        let mut findings = Vec::new();
        check(&deployment([samples::stamp("a"), other("b"), samples::stamp("c"), other("d")]), &mut findings);
        assert_eq!(findings.len(), 1, "{findings:?}");
        let mut wider = samples::stamp("e");
        wider.topic.view = statetopic::view::StreamView::KeysOnly;
        findings.clear();
        check(&deployment([samples::stamp("a"), wider.clone(), samples::with_id(wider, "f")]), &mut findings);
        assert_eq!(findings.len(), 1, "{findings:?}");
    }
}
