//! Differences from the lock file: what a deployment cannot change in place, and what it would lose.
//!
//! ```text
//! mod.rs ─▶ table.rs ─▶ index.rs, ttl.rs, resource.rs, view.rs
//!        └▶ subscriber.rs
//! ```

mod index;
mod resource;
mod shards;
mod subscriber;
mod table;
#[cfg(test)]
mod tests;
mod ttl;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use statetopic::manifest::Location;
use statetopic::plan::Deployment;

use super::finding::{Finding, Severity};
use crate::lock::Lock;

pub(super) fn check(deployment: &Deployment, locked: &Lock, findings: &mut Vec<Finding>) {
    let now = Lock::new(deployment);
    let mut reported: BTreeSet<&str> = BTreeSet::new();
    for (name, table) in &now.tables {
        let Some(before) = locked.tables.get(name) else { continue };
        let texts = table::changes(name, before, table, deployment);
        if !texts.is_empty() {
            reported.insert(name);
        }
        let location = table_location(name, deployment);
        findings.extend(texts.into_iter().map(|text| Finding {
            severity: Severity::Error,
            location: location.clone(),
            text,
        }));
    }
    let found = subscriber::check(deployment, locked, &now);
    reported.extend(found.iter().map(|(id, _)| *id));
    findings.extend(found.into_iter().map(|(_, finding)| finding));
    findings.extend(stale(locked, &now, &reported));
}

/// Says what of the lock file is not as it is now, but for what is reported already.
fn stale(locked: &Lock, now: &Lock, reported: &BTreeSet<&str>) -> Option<Finding> {
    let tables = differences(&locked.tables, &now.tables).into_iter();
    let subscribers = differences(&locked.subscribers, &now.subscribers).into_iter();
    let names: Vec<String> = tables
        .map(|(name, how)| (name, format!("the table `{name}` {how}")))
        .chain(subscribers.map(|(id, how)| (id, format!("the subscriber `{id}` {how}"))))
        .filter(|(name, _)| !reported.contains(*name))
        .map(|(_, text)| text)
        .collect();
    (!names.is_empty()).then(|| Finding {
        severity: Severity::Warning,
        location: None,
        text: format!(
            "statetopic.lock is stale: {}; run `cargo statetopic lock` and commit the file",
            names.join(", ")
        ),
    })
}

fn differences<'a, T: PartialEq>(
    before: &'a BTreeMap<String, T>,
    now: &'a BTreeMap<String, T>,
) -> Vec<(&'a str, &'static str)> {
    let names: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    let how = |name: &String| match (before.get(name), now.get(name)) {
        (None, _) => Some("was added"),
        (_, None) => Some("was removed"),
        (before, now) => (before != now).then_some("was changed"),
    };
    names.into_iter().filter_map(|name| Some((name.as_str(), how(name)?))).collect()
}

fn table_location(name: &str, deployment: &Deployment) -> Option<Location> {
    deployment.tables.get(name).and_then(|table| table.table.location.clone())
}
