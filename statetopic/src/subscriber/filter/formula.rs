//! A guard as an "or" of "and"s of leaves: the form of patterns.

use std::collections::BTreeMap;

use super::guard::Guard;
use super::leaf::{Alternatives, both, is_everything};

/// Leaves that must all pass, by the path in the record.
pub(crate) type Conjunction = BTreeMap<Vec<String>, Alternatives>;

/// More than this cannot become five patterns worth having.
const MAX_CONJUNCTIONS: usize = 64;

/// What a guard becomes.
pub(crate) struct Formula {
    /// One of these must pass; none of them passes nothing.
    pub(crate) any: Vec<Conjunction>,
    /// What stays in process.
    pub(crate) in_process: Vec<String>,
}

/// The formula of a guard, which passes whatever the guard takes.
pub(crate) fn of(guard: &Guard) -> Formula {
    let mut in_process = Vec::new();
    let any = disjunction(guard, false, &mut in_process);
    Formula { any, in_process }
}

fn everything() -> Vec<Conjunction> {
    vec![Conjunction::new()]
}

fn disjunction(guard: &Guard, negated: bool, in_process: &mut Vec<String>) -> Vec<Conjunction> {
    match (guard, negated) {
        (Guard::Not(guard), negated) => disjunction(guard, !negated, in_process),
        // By de Morgan, what is negated is of the other kind.
        (Guard::All(guards), false) | (Guard::Any(guards), true) => guards.iter().fold(everything(), |all, guard| {
            let further = disjunction(guard, negated, in_process);
            conjoined(&all, &further)
        }),
        (Guard::Any(guards), false) | (Guard::All(guards), true) => {
            let any: Vec<_> = guards.iter().flat_map(|guard| disjunction(guard, negated, in_process)).collect();
            if any.len() > MAX_CONJUNCTIONS { everything() } else { any }
        }
        (Guard::Test(test), negated) => match test.leaf(negated) {
            // Whatever the attribute is, the test fails.
            Some((_, alternatives)) if alternatives.is_empty() => Vec::new(),
            Some((path, alternatives)) if !is_everything(&alternatives) => {
                vec![Conjunction::from([(path, alternatives)])]
            }
            _ => {
                in_process.push(test.text().to_owned());
                everything()
            }
        },
        (Guard::InProcess(text), _) => {
            in_process.push((*text).to_owned());
            everything()
        }
    }
}

/// The conjunctions of each of the one with each of the other.
fn conjoined(one: &[Conjunction], other: &[Conjunction]) -> Vec<Conjunction> {
    let pairs = one.iter().flat_map(|a| other.iter().filter_map(move |b| conjunction(a, b)));
    let all: Vec<Conjunction> = pairs.collect();
    // Too many: what `one` says alone is wider.
    if all.len() > MAX_CONJUNCTIONS { one.to_vec() } else { all }
}

/// Both; `None` where nothing can pass both.
pub(crate) fn conjunction(one: &Conjunction, other: &Conjunction) -> Option<Conjunction> {
    let mut all = one.clone();
    for (path, alternatives) in other {
        let alternatives = match all.get(path) {
            Some(there) => both(there, alternatives),
            None => alternatives.clone(),
        };
        if alternatives.is_empty() {
            return None;
        }
        all.insert(path.clone(), alternatives);
    }
    Some(all)
}
