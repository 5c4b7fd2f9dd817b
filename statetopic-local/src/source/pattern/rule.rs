//! A pattern as branches: what must hold of which leaves. `$or` makes several of one.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::error::Fault;
use super::json::Json;
use super::leaves::{Elements, Leaves, step};
use super::test::{self, Test};

/// Begins alternatives of whole objects.
const OR: &str = "$or";

/// Names that an object in `$or` cannot have: they are operators.
const OPERATORS: [&str; 8] =
    ["exactly", "prefix", "suffix", "anything-but", "numeric", "exists", "equals-ignore-case", "wildcard"];

/// More than this is a mistake.
const MAX_BRANCHES: usize = 1000;

/// Of each leaf one of its tests must hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Branch {
    leaves: BTreeMap<String, Vec<Test>>,
}

impl Branch {
    /// The paths of its leaves.
    pub(super) fn paths(&self) -> impl Iterator<Item = &String> {
        self.leaves.keys()
    }

    /// Whether it holds of a record.
    pub(super) fn passes(&self, record: &Leaves<'_>) -> bool {
        let leaves: Vec<_> = self.leaves.iter().map(|(path, tests)| (path.as_str(), tests.as_slice())).collect();
        passes(&leaves, record, &Elements::default())
    }
}

/// Whether the leaves pass, together with others that are in these elements of arrays.
fn passes(leaves: &[(&str, &[Test])], record: &Leaves<'_>, elements: &Elements) -> bool {
    let Some(((path, tests), rest)) = leaves.split_first() else { return true };
    let there = record.at(path);
    if there.is_empty() {
        return tests.contains(&Test::Absent) && passes(rest, record, elements);
    }
    let passing = there.iter().filter(|leaf| tests.iter().any(|test| test.passes(leaf.value)));
    passing.filter_map(|leaf| elements.with(&leaf.elements)).any(|elements| passes(rest, record, &elements))
}

/// Reads a pattern.
pub(super) fn read(pattern: &Json) -> Result<Vec<Branch>, Fault> {
    let Json::Object(members) = pattern else { return Err(Fault::NotObject) };
    object(members, "", false, vec![Branch::default()])
}

/// Adds what an object says to each of the branches.
fn object(
    members: &[(String, Json)],
    path: &str,
    within_or: bool,
    mut branches: Vec<Branch>,
) -> Result<Vec<Branch>, Fault> {
    if members.is_empty() {
        return Err(Fault::empty_object(path));
    }
    for (name, member) in members {
        if name == OR {
            branches = alternatives(member, path, &branches)?;
            continue;
        }
        if within_or && OPERATORS.contains(&name.as_str()) {
            return Err(Fault::operator_in_or(path, name));
        }
        let path = step(path, name);
        match member {
            Json::Object(inner) => branches = object(inner, &path, within_or, branches)?,
            Json::Array(rules) => {
                let tests = test::read(rules).map_err(|wrong| Fault::rule(&path, wrong))?;
                for branch in &mut branches {
                    match branch.leaves.entry(path.clone()) {
                        Entry::Vacant(leaf) => leaf.insert(tests.clone()),
                        Entry::Occupied(_) => return Err(Fault::twice(&path)),
                    };
                }
            }
            _ => return Err(Fault::bare_value(&path)),
        }
    }
    Ok(branches)
}

/// The branches for each of the objects in `$or`.
fn alternatives(member: &Json, path: &str, branches: &[Branch]) -> Result<Vec<Branch>, Fault> {
    let Json::Array(objects) = member else { return Err(Fault::or(path)) };
    if objects.len() < 2 {
        return Err(Fault::or(path));
    }
    let mut all = Vec::new();
    for one in objects {
        let Json::Object(members) = one else { return Err(Fault::or(path)) };
        all.extend(object(members, path, true, branches.to_vec())?);
        if all.len() > MAX_BRANCHES {
            return Err(Fault::too_many_branches(MAX_BRANCHES));
        }
    }
    Ok(all)
}
