//! Differences from the lock file that replace a table or lose changes.

use statetopic::manifest::Location;
use statetopic::plan::Deployment;

use super::finding::{Finding, Severity};
use crate::lock::{Lock, LockedSubscriber, LockedTable};

pub(super) fn check(deployment: &Deployment, locked: &Lock, findings: &mut Vec<Finding>) {
    let now = Lock::new(deployment);
    let known = findings.len();
    for (name, table) in &now.tables {
        if let Some(before) = locked.tables.get(name) {
            let location = table_location(name, deployment);
            findings.extend(table_changes(name, before, table).into_iter().map(|text| error(location.clone(), text)));
        }
    }
    let removed: Vec<(&String, &LockedSubscriber)> =
        locked.subscribers.iter().filter(|(id, _)| !now.subscribers.contains_key(*id)).collect();
    for manifest in deployment.subscribers.iter().map(|subscriber| &subscriber.manifest) {
        let is_new = !locked.subscribers.contains_key(&manifest.id);
        let explained =
            manifest.previously.as_ref().is_some_and(|previously| removed.iter().any(|(id, _)| *id == previously));
        let renamed = removed.iter().find(|(_, before)| before.topic == manifest.topic.table.name());
        if let (true, false, Some((before, _))) = (is_new, explained, renamed) {
            findings.push(Finding::error(
                &manifest.location,
                format!(
                    "`{}` is new and `{before}`, which listened to the same topic, was removed: the new mapping starts from its \
                     starting position with an empty ledger, so changes of the last 24 hours are applied again; if it is the same \
                     subscriber, add `previously = \"{before}\"` (or keep the id with `id = \"{before}\"`), else run \
                     `cargo statetopic lock`",
                    manifest.id
                ),
            ));
        }
    }
    if findings.len() == known && *locked != now {
        findings.push(Finding {
            severity: Severity::Warning,
            location: None,
            text: "statetopic.lock is stale: tables or subscribers were added, removed or changed; run `cargo statetopic lock` and \
                   commit the file"
                .to_owned(),
        });
    }
}

fn error(location: Option<Location>, text: String) -> Finding {
    Finding { severity: Severity::Error, location, text }
}

fn table_location(name: &str, deployment: &Deployment) -> Option<Location> {
    let all = deployment.subscribers.iter().flat_map(|subscriber| subscriber.manifest.tables());
    all.filter(|table| table.name() == name).find_map(|table| table.location.clone())
}

/// Changes of a table that cannot be made in place.
fn table_changes(name: &str, before: &LockedTable, now: &LockedTable) -> Vec<String> {
    let mut texts = Vec::new();
    let accept = "if that is intended, copy the rows first and run `cargo statetopic lock`";
    let key = |table: &LockedTable| match &table.sort_key {
        Some(sort) => format!("{}, {sort}", table.partition_key),
        None => table.partition_key.clone(),
    };
    if key(before) != key(now) {
        texts.push(format!(
            "the key of the table `{name}` changes from ({}) to ({}): CloudFormation replaces the table with an empty one and \
             retains the old one with all rows; {accept}",
            key(before),
            key(now)
        ));
    }
    if before.local_indexes != now.local_indexes {
        let names = |table: &LockedTable| {
            let names: Vec<String> = table.local_indexes.iter().map(|(name, of)| format!("{name} ({of})")).collect();
            if names.is_empty() { "none".to_owned() } else { names.join(", ") }
        };
        texts.push(format!(
            "the local indexes of the table `{name}` change from {} to {}: they are created with the table, so CloudFormation \
             replaces it with an empty one and retains the old one with all rows; use a global index, or {accept}",
            names(before),
            names(now)
        ));
    }
    match (&before.view, &now.view) {
        (Some(before), Some(now)) if before != now => texts.push(format!(
            "the view of the table `{name}` changes from {before} to {now}: the stream is replaced by one with another ARN, \
             undelivered changes are lost, mappings start from their starting position, and Pipes are replaced; drain the \
             subscribers, then run `cargo statetopic lock`"
        )),
        (Some(before), None) => texts.push(format!(
            "the table `{name}` loses its stream ({before}): undelivered changes are lost; drain the subscribers, then run \
             `cargo statetopic lock`"
        )),
        _ => {}
    }
    texts
}

#[cfg(test)]
mod tests {
    use statetopic::manifest::Manifest;
    use statetopic::view::StreamView;

    use super::*;
    use crate::project::samples::{self, deployment};

    /// The findings of `now` where `before` is locked.
    fn between(before: impl IntoIterator<Item = Manifest>, now: impl IntoIterator<Item = Manifest>) -> Vec<String> {
        let mut findings = Vec::new();
        check(&deployment(now), &Lock::new(&deployment(before)), &mut findings);
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn no_change_is_not_a_finding_and_an_addition_makes_the_lock_stale() {
        assert_eq!(between([samples::stamp("a")], [samples::stamp("a")]), [] as [&str; 0]);
        let stale = between([samples::stamp("a")], [samples::stamp("a"), samples::of_global_table("b")]);
        assert!(stale[0].starts_with("warning") && stale[0].contains("stale"), "{stale:?}");
    }

    #[test]
    fn another_key_replaces_the_table() {
        let findings = between([samples::stamp("other")], [samples::with_id(samples::other_orders(), "other")]);
        assert!(
            findings[0].contains("from (id S) to (number N)") && findings[0].contains("replaces the table"),
            "{findings:?}"
        );
    }

    #[test]
    fn another_view_replaces_the_stream() {
        let mut now = samples::stamp("a");
        now.topic.view = StreamView::NewImage;
        let findings = between([samples::stamp("a")], [now]);
        assert!(findings[0].contains("from NEW_AND_OLD_IMAGES to NEW_IMAGE"), "{findings:?}");
        assert!(findings[0].contains("cargo-statetopic/src/project/samples/mod.rs:"), "{findings:?}");
        let mut off = samples::stamp("a");
        off.topic.enabled = false;
        let findings = between([samples::stamp("a")], [off]);
        assert!(findings[0].contains("loses its stream"), "{findings:?}");
    }

    #[test]
    fn a_local_index_replaces_the_table_and_a_global_one_does_not() {
        let with = |global| {
            let mut now = samples::stamp("a");
            now.topic.table.schema.indexes = samples::indexes(global);
            between([samples::stamp("a")], [now])
        };
        assert!(with(false)[0].contains("from none to by-total (total N ALL)"), "{:?}", with(false));
        assert_eq!(with(true), [] as [&str; 0]);
    }

    #[test]
    fn a_subscriber_that_was_renamed_says_what_it_was() {
        let findings = between([samples::stamp("before")], [samples::stamp("after")]);
        assert!(findings[0].contains("previously = \"before\""), "{findings:?}");
        let mut explained = samples::stamp("after");
        explained.previously = Some("before".to_owned());
        let findings = between([samples::stamp("before")], [explained]);
        assert!(findings.iter().all(|finding| !finding.contains("previously")), "{findings:?}");
    }
}
