//! One run of a simulation, and why it is refuted.

use std::collections::BTreeSet;
use std::fmt;

use crate::fault::FaultKind;

/// One run: all that it is, apart from the subscribers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// What all chance of the run comes from.
    pub seed: u64,
    /// Number of steps of the workload.
    pub steps: u32,
    /// The opportunities at which no fault strikes.
    pub spared: BTreeSet<u64>,
}

impl Plan {
    /// A run of so many steps.
    #[must_use]
    pub const fn new(seed: u64, steps: u32) -> Self {
        Self { seed, steps, spared: BTreeSet::new() }
    }
}

/// A run that broke a promise.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Violation {
    /// The run.
    pub plan: Plan,
    /// The check that failed.
    pub check: String,
    /// What it found.
    pub message: String,
    /// The faults that struck.
    pub struck: Vec<(u64, FaultKind)>,
    /// What happened, a line each.
    pub trace: Vec<String>,
    /// How to run it again.
    pub replay: String,
}

/// The most lines of a trace that are shown.
const SHOWN: usize = 60;

impl Violation {
    /// A check of a run failed.
    #[must_use]
    pub fn new(plan: Plan, check: &str, message: String) -> Self {
        let (struck, trace, replay) = Default::default();
        Self { plan, check: check.to_owned(), message, struck, trace, replay }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { plan, check, message, struck, trace, replay } = self;
        writeln!(f, "seed {} broke `{check}`: {message}", plan.seed)?;
        writeln!(f, "{} steps; faults: {}", plan.steps, Listed(struck))?;
        let left_out = trace.len().saturating_sub(SHOWN);
        if left_out > 0 {
            writeln!(f, "  … {left_out} lines before")?;
        }
        for line in &trace[left_out..] {
            writeln!(f, "  {line}")?;
        }
        write!(f, "again: {replay}")
    }
}

impl std::error::Error for Violation {}

struct Listed<'a>(&'a [(u64, FaultKind)]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        for (place, (_, kind)) in self.0.iter().enumerate() {
            let separator = if place == 0 { "" } else { ", " };
            write!(f, "{separator}{kind}")?;
        }
        Ok(())
    }
}
