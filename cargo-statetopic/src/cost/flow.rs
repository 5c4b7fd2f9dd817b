//! The number of changes of each table in a month: the application's writes, and the writes of subscribers.
#![expect(clippy::cast_precision_loss, reason = "counts of a month are far below what a float holds exactly")]

use std::collections::BTreeSet;

use statetopic::manifest::Manifest;
use statetopic::plan::SubscriberPlan;

use super::workload::Workload;

/// Counts the changes of tables.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flow<'a> {
    pub(super) subscribers: &'a [SubscriberPlan],
    pub(super) workload: &'a Workload,
}

impl Flow<'_> {
    /// The application's writes to a table. A table of `Writes` has none, unless the workload says otherwise; a table that a
    /// parameter may write has the assumed ones.
    pub(super) fn application_writes(self, table: &str) -> f64 {
        match self.workload.stated(table) {
            Some(stated) => stated.writes as f64,
            None if self.subscribers.iter().any(|one| derives(&one.manifest, table)) => 0.0,
            None => self.workload.table(table).writes as f64,
        }
    }

    /// The changes of a table.
    pub(super) fn changes(self, table: &str) -> f64 {
        self.changes_except(table, &mut BTreeSet::new())
    }

    /// The records that the filter of a subscriber passes.
    pub(super) fn passed(self, manifest: &Manifest) -> f64 {
        self.changes(manifest.topic.table.name()) * self.fraction_passed(manifest)
    }

    /// The records for which a subscriber writes.
    pub(super) fn written(self, manifest: &Manifest) -> f64 {
        self.passed(manifest) * self.fraction_written(manifest)
    }

    fn fraction_passed(self, manifest: &Manifest) -> f64 {
        match manifest.filter.patterns.is_empty() {
            true => 1.0,
            false => self.workload.function(&manifest.id).passed.unwrap_or(1.0),
        }
    }

    fn fraction_written(self, manifest: &Manifest) -> f64 {
        self.workload.function(&manifest.id).written.unwrap_or(1.0)
    }

    /// The changes of a table without those that go through the tables in `seen`: a loop of subscribers, which `check` refuses, is
    /// counted once.
    fn changes_except(self, table: &str, seen: &mut BTreeSet<String>) -> f64 {
        if !seen.insert(table.to_owned()) {
            return 0.0;
        }
        let writers = self.subscribers.iter().map(|one| &one.manifest).filter(|one| derives(one, table));
        let derived: f64 = writers
            .map(|one| {
                let changes = self.changes_except(one.topic.table.name(), seen);
                changes * self.fraction_passed(one) * self.fraction_written(one)
            })
            .sum();
        seen.remove(table);
        self.application_writes(table) + derived
    }
}

/// Whether a subscriber returns `Writes` of a table.
fn derives(manifest: &Manifest, table: &str) -> bool {
    manifest.writes.iter().any(|written| written.table.name() == table)
}
