//! Subscribers that keep each other going: a change that leads back to its own table.

use std::collections::{BTreeMap, BTreeSet};

use statetopic::manifest::Manifest;

use super::finding::Finding;
use crate::project::{Subscriber, readers, written_tables};

pub(super) fn check(subscribers: &[Subscriber], findings: &mut Vec<Finding>) {
    let of_topic = readers(subscribers);
    let mut reported: BTreeSet<BTreeSet<&str>> = BTreeSet::new();
    for table in of_topic.keys() {
        let Some(way) = way_back(table, &of_topic) else { continue };
        // Each table of a loop leads to the same loop.
        if !reported.insert(way.iter().map(|manifest| &*manifest.id).collect()) {
            continue;
        }
        let steps: Vec<String> =
            way.iter().map(|manifest| format!("`{}` → {}", manifest.topic.table.model, manifest.id)).collect();
        findings.push(Finding::error(
            &way[0].location,
            format!(
                "a loop: {} → `{}`; each change leads to another without an end: write to a table that none of these listens \
                 to, or do the work where the row is first written",
                steps.join(" → "),
                way[0].topic.table.model
            ),
        ));
    }
}

/// The subscribers on the shortest way from a table back to it.
fn way_back<'a>(start: &str, of_topic: &BTreeMap<&str, Vec<&'a Manifest>>) -> Option<Vec<&'a Manifest>> {
    let mut ways: Vec<Vec<&'a Manifest>> = of_topic.get(start)?.iter().map(|manifest| vec![*manifest]).collect();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    while !ways.is_empty() {
        let mut further = Vec::new();
        for way in ways {
            let Some(last) = way.last() else { continue };
            for table in written_tables(last) {
                if table == start {
                    return Some(way);
                }
                if seen.insert(table.to_owned()) {
                    let next = of_topic.get(table).into_iter().flatten();
                    further.extend(next.map(|manifest| way.iter().copied().chain([*manifest]).collect::<Vec<_>>()));
                }
            }
        }
        ways = further;
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
    fn a_chain_is_none() {
        assert_eq!(findings([samples::orders_to_totals(), samples::stamp("a")]), [] as [&str; 0]);
    }
}
