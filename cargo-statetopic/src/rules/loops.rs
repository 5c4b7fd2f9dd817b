//! Loops: subscribers through which a change of a table leads to another change of it.

use std::collections::{BTreeMap, BTreeSet};

use statetopic::plan::{Deployment, SubscriberPlan};

use super::finding::Finding;
use crate::project::readers;

pub(super) fn check(deployment: &Deployment, findings: &mut Vec<Finding>) {
    let readers = readers(deployment);
    let mut reported: BTreeSet<BTreeSet<&str>> = BTreeSet::new();
    for table in readers.keys() {
        let Some(path) = shortest_loop(table, &readers) else { continue };
        // The same loop is found from each of its tables.
        if !reported.insert(path.iter().map(|step| &*step.manifest.id).collect()) {
            continue;
        }
        let steps: Vec<String> =
            path.iter().map(|step| format!("`{}` → {}", step.manifest.topic.table.model, step.manifest.id)).collect();
        findings.push(Finding::error(
            &path[0].manifest.location,
            format!(
                "a loop of subscribers: {} → `{}`; each change causes another, without an end: write to a table that none of \
                 these listens to, or do the work where the row is first written",
                steps.join(" → "),
                path[0].manifest.topic.table.model
            ),
        ));
    }
}

/// The subscribers on the shortest path from a table back to it.
fn shortest_loop<'a>(
    start: &str,
    readers: &BTreeMap<&str, Vec<&'a SubscriberPlan>>,
) -> Option<Vec<&'a SubscriberPlan>> {
    let mut paths: Vec<Vec<&'a SubscriberPlan>> = readers.get(start)?.iter().map(|reader| vec![*reader]).collect();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    while !paths.is_empty() {
        let mut longer = Vec::new();
        for path in paths {
            let Some(last) = path.last() else { continue };
            for table in last.writes() {
                if table == start {
                    return Some(path);
                }
                if seen.insert(table.to_owned()) {
                    let next = readers.get(table).into_iter().flatten();
                    longer.extend(next.map(|reader| path.iter().copied().chain([*reader]).collect::<Vec<_>>()));
                }
            }
        }
        paths = longer;
    }
    None
}

#[cfg(test)]
mod tests {
    use statetopic::manifest::Manifest;

    use super::*;
    use crate::project::samples::{self, deployment};

    fn findings(manifests: impl IntoIterator<Item = Manifest>) -> Vec<String> {
        let mut findings = Vec::new();
        check(&deployment(manifests), &mut findings);
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_subscriber_that_writes_its_own_table_is_a_loop() {
        let [finding] = &*findings([samples::writes_itself()]) else { panic!() };
        assert!(finding.contains("`Order` → itself → `Order`"), "{finding}");
    }

    #[test]
    fn a_loop_of_two_is_one_error() {
        let [finding] = &*findings([samples::orders_to_totals(), samples::totals_to_orders()]) else { panic!() };
        assert!(finding.contains("`Order` → to_totals → `Total` → to_orders → `Order`"), "{finding}");
    }

    #[test]
    fn a_chain_is_not_a_loop() {
        assert_eq!(findings([samples::orders_to_totals(), samples::stamp("a")]), [] as [&str; 0]);
    }
}
