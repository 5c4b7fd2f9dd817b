//! Loops: subscribers through which a change of a table leads to another change of it.
//!
//! A change leads to another only where what a subscriber may do makes a change that the next one's arms take: who only deletes
//! makes no insertions. What a guard says of the values that are written cannot be known; `loop_ends` says it.

use std::collections::{BTreeMap, BTreeSet};

use statetopic::ChangeKind;
use statetopic::plan::{Deployment, SubscriberPlan};

use super::finding::Finding;
use crate::project::readers;

pub(super) fn check(deployment: &Deployment, findings: &mut Vec<Finding>) {
    let readers = readers(deployment);
    let endless = |subscriber: &SubscriberPlan| subscriber.manifest.loop_ends.is_none();
    let mut reported: BTreeSet<BTreeSet<&str>> = BTreeSet::new();
    for start in readers.values().flatten().filter(|start| endless(start)) {
        let Some(path) = shortest_loop(start, &readers, &endless) else { continue };
        // The same loop is found from each of its subscribers.
        if !reported.insert(path.iter().map(|step| &*step.manifest.id).collect()) {
            continue;
        }
        let steps: Vec<String> =
            path.iter().map(|step| format!("`{}` → {}", step.manifest.topic.table.model, step.manifest.id)).collect();
        findings.push(Finding::error(
            &path[0].manifest.location,
            format!(
                "a loop of subscribers: {} → `{}`; each change causes another, without an end: write to a table that none of \
                 these listens to, do the work where the row is first written, or, where a guard ends it, say how with \
                 `loop_ends = \"…\"`",
                steps.join(" → "),
                path[0].manifest.topic.table.model
            ),
        ));
    }
    for subscriber in readers.values().flatten().filter(|subscriber| !endless(subscriber)) {
        if shortest_loop(subscriber, &readers, &|_| true).is_none() {
            findings.push(Finding::warning(
                &subscriber.manifest.location,
                format!(
                    "`{}`: `loop_ends` has no effect, since no loop leads through it; remove it",
                    subscriber.manifest.id
                ),
            ));
        }
    }
}

/// The subscribers on the shortest path from one back to it, through those that count.
fn shortest_loop<'a>(
    start: &'a SubscriberPlan,
    readers: &BTreeMap<&str, Vec<&'a SubscriberPlan>>,
    counts: &dyn Fn(&SubscriberPlan) -> bool,
) -> Option<Vec<&'a SubscriberPlan>> {
    let mut paths = vec![vec![start]];
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    while !paths.is_empty() {
        let mut longer = Vec::new();
        for path in paths {
            let Some(last) = path.last() else { continue };
            if causes(last, start) {
                return Some(path);
            }
            let next = readers.values().flatten().filter(|next| counts(next) && causes(last, next));
            for next in next {
                if seen.insert(&next.manifest.id) {
                    longer.push(path.iter().copied().chain([*next]).collect::<Vec<_>>());
                }
            }
        }
        paths = longer;
    }
    None
}

/// Whether what one subscriber may write can be a change that an arm of the other takes.
fn causes(writer: &SubscriberPlan, reader: &SubscriberPlan) -> bool {
    let has_ttl = reader.manifest.topic.table.schema.ttl.is_some();
    let actions = writer.actions_on(reader.topic());
    let made: BTreeSet<ChangeKind> = actions.iter().flat_map(|action| changes(action, has_ttl)).copied().collect();
    reader.manifest.filter.arms.iter().any(|arm| made.contains(&arm.event))
}

/// The changes that an action of DynamoDB's can make. A row that is written may expire later.
fn changes(action: &str, has_ttl: bool) -> &'static [ChangeKind] {
    use ChangeKind::{Inserted, Modified, Removed};

    match action {
        "dynamodb:PutItem" | "dynamodb:UpdateItem" if !has_ttl => &[Inserted, Modified],
        "dynamodb:DeleteItem" => &[Removed],
        _ => &ChangeKind::ALL,
    }
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
    fn a_loop_that_ends_is_none_and_the_others_through_it_are_found() {
        let mut itself = samples::writes_itself();
        itself.loop_ends = Some("the guard is false then".to_owned());
        assert_eq!(findings([itself.clone()]), [] as [&str; 0]);
        // The way that leaves it out is still without an end.
        let [finding] = &*findings([itself, samples::orders_to_totals(), samples::totals_to_orders()]) else {
            panic!()
        };
        assert!(finding.contains("`Order` → to_totals → `Total` → to_orders → `Order`"), "{finding}");
    }

    #[test]
    fn one_step_that_ends_a_loop_is_enough() {
        let mut to_totals = samples::orders_to_totals();
        to_totals.loop_ends = Some("only the first of a day is written".to_owned());
        assert_eq!(findings([to_totals, samples::totals_to_orders()]), [] as [&str; 0]);
    }

    #[test]
    fn a_reason_without_a_loop_is_out_of_date() {
        let mut stamp = samples::stamp("a");
        stamp.loop_ends = Some("it did once".to_owned());
        let [finding] = &*findings([stamp]) else { panic!() };
        assert!(finding.contains("warning: `a`: `loop_ends` has no effect"), "{finding}");
    }

    #[test]
    fn what_a_subscriber_may_do_makes_no_change_that_it_takes() {
        let [deletes, puts_again, deletes_all] = samples::of_its_own_table();
        assert_eq!(findings([deletes]), [] as [&str; 0], "a deletion does not insert");
        assert_eq!(findings([puts_again.clone()]), [] as [&str; 0], "a put removes nothing");
        assert_eq!(findings([deletes_all]).len(), 1, "a deletion is a removal");
        let mut expiring = puts_again;
        expiring.topic.table.schema.ttl = Some("expires_at".to_owned());
        assert_eq!(findings([expiring]).len(), 1, "what is put may expire");
    }

    #[test]
    fn a_chain_is_not_a_loop() {
        assert_eq!(findings([samples::orders_to_totals(), samples::stamp("a")]), [] as [&str; 0]);
    }
}
