//! How many changes a month brings to each table: what the application writes, and what subscribers derive of it.
#![expect(clippy::cast_precision_loss, reason = "counts of a month are far below what a float holds exactly")]

use std::collections::BTreeSet;

use statetopic::manifest::Manifest;

use super::workload::Workload;
use crate::project::Subscriber;

/// The changes of all tables.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flow<'a> {
    pub(super) subscribers: &'a [Subscriber],
    pub(super) workload: &'a Workload,
}

impl Flow<'_> {
    /// What the application writes. To a table of somebody's `Writes` it writes nothing, unless the workload says so; what a
    /// parameter may write the application may write too.
    pub(super) fn of_application(self, table: &str) -> f64 {
        match self.workload.said(table) {
            Some(said) => said.writes as f64,
            None if self.subscribers.iter().any(|one| derives(&one.manifest, table)) => 0.0,
            None => self.workload.table(table).writes as f64,
        }
    }

    /// The changes of a table.
    pub(super) fn of_table(self, table: &str) -> f64 {
        self.beyond(table, &mut BTreeSet::new())
    }

    /// The records that a subscriber's filter passes.
    pub(super) fn passed(self, manifest: &Manifest) -> f64 {
        self.of_table(&manifest.topic.table.name) * self.part_passed(manifest)
    }

    /// The records for which a subscriber writes.
    pub(super) fn written(self, manifest: &Manifest) -> f64 {
        self.passed(manifest) * self.part_written(manifest)
    }

    fn part_passed(self, manifest: &Manifest) -> f64 {
        match manifest.filter.patterns.is_empty() {
            true => 1.0,
            false => self.workload.function(&manifest.id).passed.unwrap_or(1.0),
        }
    }

    fn part_written(self, manifest: &Manifest) -> f64 {
        self.workload.function(&manifest.id).written.unwrap_or(1.0)
    }

    /// A loop of subscribers, which `check` refuses, is gone round once.
    fn beyond(self, table: &str, seen: &mut BTreeSet<String>) -> f64 {
        if !seen.insert(table.to_owned()) {
            return 0.0;
        }
        let writers = self.subscribers.iter().map(|one| &one.manifest).filter(|one| derives(one, table));
        let derived: f64 = writers
            .map(|one| {
                let changes = self.beyond(&one.topic.table.name, seen);
                changes * self.part_passed(one) * self.part_written(one)
            })
            .sum();
        seen.remove(table);
        self.of_application(table) + derived
    }
}

/// Whether a subscriber returns `Writes` of a table.
fn derives(manifest: &Manifest, table: &str) -> bool {
    manifest.writes.iter().any(|written| written.table.name == table)
}
