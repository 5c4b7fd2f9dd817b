//! Loops: subscribers through which a change of a table leads to another change of it.

use std::collections::{BTreeMap, BTreeSet};

use statetopic::manifest::Manifest;

use super::finding::Finding;
use crate::project::{Subscriber, readers, written_tables};

pub(super) fn check(subscribers: &[Subscriber], findings: &mut Vec<Finding>) {
    let readers = readers(subscribers);
    let mut reported: BTreeSet<BTreeSet<&str>> = BTreeSet::new();
    for table in readers.keys() {
        let Some(path) = shortest_loop(table, &readers) else { continue };
        // The same loop is found from each of its tables.
        if !reported.insert(path.iter().map(|manifest| &*manifest.id).collect()) {
            continue;
        }
        let steps: Vec<String> =
            path.iter().map(|manifest| format!("`{}` → {}", manifest.topic.table.model, manifest.id)).collect();
        findings.push(Finding::error(
            &path[0].location,
            format!(
                "a loop of subscribers: {} → `{}`; each change causes another, without an end: write to a table that none of \
                 these listens to, or do the work where the row is first written",
                steps.join(" → "),
                path[0].topic.table.model
            ),
        ));
    }
}

/// The subscribers on the shortest path from a table back to it.
fn shortest_loop<'a>(start: &str, readers: &BTreeMap<&str, Vec<&'a Manifest>>) -> Option<Vec<&'a Manifest>> {
    let mut paths: Vec<Vec<&'a Manifest>> = readers.get(start)?.iter().map(|manifest| vec![*manifest]).collect();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    while !paths.is_empty() {
        let mut longer = Vec::new();
        for path in paths {
            let Some(last) = path.last() else { continue };
            for table in written_tables(last) {
                if table == start {
                    return Some(path);
                }
                if seen.insert(table.to_owned()) {
                    let next = readers.get(table).into_iter().flatten();
                    longer.extend(next.map(|manifest| path.iter().copied().chain([*manifest]).collect::<Vec<_>>()));
                }
            }
        }
        paths = longer;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::samples::{self, subscribers};

    fn findings(manifests: impl IntoIterator<Item = Manifest>) -> Vec<String> {
        let mut findings = Vec::new();
        check(&subscribers(manifests), &mut findings);
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
