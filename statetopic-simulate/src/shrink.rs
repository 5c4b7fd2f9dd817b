//! A run that breaks a promise, made smaller: fewer steps and fewer faults, as long as something breaks.

use std::collections::BTreeSet;

use crate::plan::{Plan, Violation};

/// The most runs that are tried.
const RUNS: u32 = 200;

/// Makes a violation smaller. `run` runs a plan and says what it broke.
///
/// ```
/// use statetopic_simulate::{FaultKind, Plan, Violation, shrink};
///
/// // Breaks where a run has five steps at least, whatever strikes.
/// let run = |plan: &Plan| {
///     (plan.steps >= 5).then(|| {
///         let mut violation = Violation::new(plan.clone(), "five", String::new());
///         violation.struck = (1..9).filter(|point| !plan.spared.contains(point)).map(|point| (point, FaultKind::Hang)).collect();
///         violation
///     })
/// };
/// let found = run(&Plan::new(1, 90)).expect("a violation");
/// let small = shrink(found, run);
/// assert_eq!((small.plan.steps, small.struck.len()), (5, 0));
/// ```
pub fn shrink(found: Violation, mut run: impl FnMut(&Plan) -> Option<Violation>) -> Violation {
    let mut smallest = found;
    let mut runs = 0;
    let mut breaks = |plan: &Plan| {
        runs += 1;
        if runs > RUNS { None } else { run(plan) }
    };
    loop {
        let before = (smallest.plan.steps, smallest.struck.len());
        fewer_steps(&mut smallest, &mut breaks);
        fewer_faults(&mut smallest, &mut breaks);
        if (smallest.plan.steps, smallest.struck.len()) == before {
            return smallest;
        }
    }
}

fn fewer_steps(smallest: &mut Violation, breaks: &mut impl FnMut(&Plan) -> Option<Violation>) {
    let mut less = smallest.plan.steps / 2;
    while less > 0 {
        let plan = Plan { steps: smallest.plan.steps.saturating_sub(less), ..smallest.plan.clone() };
        match breaks(&plan) {
            Some(violation) => *smallest = violation,
            None => less /= 2,
        }
        less = less.min(smallest.plan.steps);
    }
}

/// Spares faults, many at once and then one by one.
fn fewer_faults(smallest: &mut Violation, breaks: &mut impl FnMut(&Plan) -> Option<Violation>) {
    let mut size = smallest.struck.len();
    while size > 0 {
        let mut from = 0;
        while from < smallest.struck.len() {
            let chosen = smallest.struck.iter().skip(from).take(size).map(|(opportunity, _)| *opportunity);
            let chosen: BTreeSet<u64> = chosen.collect();
            let spared = smallest.plan.spared.union(&chosen).copied().collect();
            match breaks(&Plan { spared, ..smallest.plan.clone() }) {
                Some(violation) => *smallest = violation,
                None => from += size,
            }
        }
        size /= 2;
    }
}
