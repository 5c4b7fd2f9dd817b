//! What runs went through.

use std::collections::BTreeMap;
use std::fmt;

use statetopic_simulate::{Fate, FaultKind, RecordReport};

/// What runs went through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Number of runs.
    pub runs: u64,
    /// Number of changes of the sources' tables.
    pub changes: u64,
    /// How often each kind of fault struck.
    pub faults: BTreeMap<FaultKind, u64>,
    /// Number of records by what was told of them, each once a delivery.
    pub told: BTreeMap<Fate, u64>,
}

impl Summary {
    pub(super) fn of_run(changes: u64, struck: &[(u64, FaultKind)], told: &[RecordReport]) -> Self {
        let mut summary = Self { runs: 1, changes, ..Self::default() };
        for (_, kind) in struck {
            *summary.faults.entry(*kind).or_default() += 1;
        }
        for told in told {
            *summary.told.entry(told.fate).or_default() += 1;
        }
        summary
    }
}

impl std::ops::AddAssign for Summary {
    fn add_assign(&mut self, other: Self) {
        self.runs += other.runs;
        self.changes += other.changes;
        for (kind, count) in other.faults {
            *self.faults.entry(kind).or_default() += count;
        }
        for (fate, count) in other.told {
            *self.told.entry(fate).or_default() += count;
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} runs, {} changes", self.runs, self.changes)?;
        for (kind, count) in &self.faults {
            writeln!(f, "{:<14} {count:>10}", kind.name())?;
        }
        for (fate, count) in &self.told {
            writeln!(f, "{:<14} {count:>10}", format!("{fate:?}"))?;
        }
        Ok(())
    }
}
