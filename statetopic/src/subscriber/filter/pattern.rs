//! Arms as at most five patterns.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::formula::{self, Conjunction, conjunction};
use super::guard::{Arm, Cause};
use super::leaf::{self, Alternative, Alternatives, either};
use super::split::{ArmSplit, FilterSplit};
use crate::change::ChangeKind;

/// The most patterns of a mapping, without asking for a higher quota.
pub(crate) const MAX_PATTERNS: usize = 5;
/// The most characters of a pattern.
pub(crate) const MAX_CHARACTERS: usize = 4096;

const EVENT_NAME: &str = "eventName";

/// What of the arms goes into patterns, and what stays in the function.
pub(crate) fn split(arms: &[Arm]) -> FilterSplit {
    let mut any = Vec::new();
    let mut split = Vec::new();
    for arm in arms {
        let (conjunctions, in_process) = of_arm(arm);
        split.push(ArmSplit {
            arm: in_a_line(arm.text),
            event: arm.event,
            patterns: conjunctions.iter().map(to_json).collect(),
            in_process: in_process.iter().map(|text| in_a_line(text)).collect(),
        });
        any.extend(conjunctions);
    }
    FilterSplit { patterns: patterns(any), arms: split }
}

/// What the compiler, which breaks long lines, was given: for people to read.
fn in_a_line(text: &str) -> String {
    text.replace('\n', " ")
}

fn of_arm(arm: &Arm) -> (Vec<Conjunction>, Vec<String>) {
    let formula = arm.guard.as_ref().map(formula::of);
    let (any, in_process) = match formula {
        Some(formula) => (formula.any, formula.in_process),
        None => (vec![Conjunction::new()], Vec::new()),
    };
    let causes = match arm.cause {
        Some(Cause::Expired) => {
            vec![[(TYPE, is("Service")), (PRINCIPAL, is("dynamodb.amazonaws.com"))].map(leaf).into()]
        }
        // A removal that is not an expiry differs in one of the two.
        Some(Cause::Deleted) => {
            vec![[leaf((TYPE, is_not("Service")))].into(), [leaf((PRINCIPAL, is_not("dynamodb.amazonaws.com")))].into()]
        }
        None => vec![Conjunction::new()],
    };
    let event: Conjunction = [leaf((&[EVENT_NAME], is(arm.event.event_name())))].into();
    let frames = causes.iter().filter_map(|cause| conjunction(&event, cause));
    let any = frames.flat_map(|frame| any.iter().filter_map(|guard| conjunction(&frame, guard)).collect::<Vec<_>>());
    (any.collect(), in_process)
}

const TYPE: &[&str] = &["userIdentity", "type"];
const PRINCIPAL: &[&str] = &["userIdentity", "principalId"];

fn is(text: &str) -> Alternatives {
    [Alternative::Is(text.to_owned())].into()
}

fn is_not(text: &str) -> Alternatives {
    [Alternative::Absent, Alternative::AnythingBut([text.to_owned()].into())].into()
}

fn leaf((path, alternatives): (&[&str], Alternatives)) -> (Vec<String>, Alternatives) {
    (path.iter().map(|name| (*name).to_owned()).collect(), alternatives)
}

/// The patterns of conjunctions of which one must pass; none where everything passes.
fn patterns(mut any: Vec<Conjunction>) -> Vec<String> {
    any = any.into_iter().map(shortened).collect();
    merge_equals(&mut any);
    while any.len() > MAX_PATTERNS {
        widen(&mut any);
        merge_equals(&mut any);
    }
    if any.iter().any(|conjunction| conjunction.keys().all(|path| path[0] == EVENT_NAME) && takes_all(conjunction)) {
        return Vec::new();
    }
    let mut patterns: Vec<String> = any.iter().map(|conjunction| to_json(conjunction).to_string()).collect();
    patterns.sort();
    patterns.dedup();
    patterns
}

/// Whether all three changes pass.
fn takes_all(conjunction: &Conjunction) -> bool {
    let events = conjunction.get(&vec![EVENT_NAME.to_owned()]);
    events.is_none_or(|events| {
        ChangeKind::ALL.iter().all(|event| events.contains(&Alternative::Is(event.event_name().to_owned())))
    })
}

/// Without its longest leaves, until it is no longer than a pattern may be.
fn shortened(mut conjunction: Conjunction) -> Conjunction {
    while to_json(&conjunction).to_string().chars().count() > MAX_CHARACTERS {
        let length = |path: &Vec<String>| leaf::to_json(&conjunction[path]).to_string().len() + path.concat().len();
        let longest = conjunction.keys().filter(|path| path[0] != EVENT_NAME).max_by_key(|path| length(path)).cloned();
        let Some(longest) = longest else { break };
        conjunction.remove(&longest);
    }
    conjunction
}

/// Joins conjunctions that differ in one leaf, and drops what another one covers.
fn merge_equals(any: &mut Vec<Conjunction>) {
    'again: loop {
        for one in 0..any.len() {
            for other in one + 1..any.len() {
                if let Some(joined) = joined(&any[one], &any[other]) {
                    any.remove(other);
                    any[one] = joined;
                    continue 'again;
                }
            }
        }
        return;
    }
}

/// One conjunction that passes exactly what the two pass, if there is one and it is short enough.
fn joined(one: &Conjunction, other: &Conjunction) -> Option<Conjunction> {
    let paths: BTreeSet<_> = one.keys().chain(other.keys()).collect();
    let mut differing = paths.into_iter().filter(|path| one.get(*path) != other.get(*path));
    let joined = match (differing.next(), differing.next()) {
        (None, _) => one.clone(),
        (Some(path), None) => {
            let mut joined = one.clone();
            match (one.get(path), other.get(path)) {
                (Some(a), Some(b)) => {
                    joined.insert(path.clone(), either(a, b));
                }
                // One of them passes whatever the leaf is.
                _ => {
                    joined.remove(path);
                }
            }
            joined
        }
        _ => return None,
    };
    (to_json(&joined).to_string().chars().count() <= MAX_CHARACTERS).then_some(joined)
}

/// Puts the two conjunctions together that lose least by it.
fn widen(any: &mut Vec<Conjunction>) {
    let mut best: Option<(usize, usize, usize, Conjunction)> = None;
    for one in 0..any.len() {
        for other in one + 1..any.len() {
            let joint = common(&any[one], &any[other]);
            let lost = any[one].len().max(any[other].len()) - joint.len();
            if best.as_ref().is_none_or(|(_, _, least, _)| lost < *least) {
                best = Some((one, other, lost, joint));
            }
        }
    }
    if let Some((one, other, _, joint)) = best {
        any.remove(other);
        any[one] = shortened(joint);
    }
}

/// What passes one of two, at least: the leaves of both, each with the alternatives of both.
fn common(one: &Conjunction, other: &Conjunction) -> Conjunction {
    let shared = one.iter().filter_map(|(path, a)| other.get(path).map(|b| (path.clone(), either(a, b))));
    shared.filter(|(_, alternatives)| !leaf::is_everything(alternatives)).collect()
}

fn to_json(conjunction: &Conjunction) -> Value {
    let mut pattern = Map::new();
    for (path, alternatives) in conjunction {
        insert(&mut pattern, path, leaf::to_json(alternatives));
    }
    Value::Object(pattern)
}

/// A leaf's path is never the beginning of another one's: a descriptor ends it.
fn insert(pattern: &mut Map<String, Value>, path: &[String], rule: Value) {
    match path {
        [] => {}
        [name] => {
            pattern.insert(name.clone(), rule);
        }
        [name, rest @ ..] => {
            if let Value::Object(inner) = pattern.entry(name.clone()).or_insert_with(|| Value::Object(Map::new())) {
                insert(inner, rest, rule);
            }
        }
    }
}
