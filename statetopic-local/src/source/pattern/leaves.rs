//! A record's leaves.
//!
//! Arrays are not a step of a path: their elements stand where they stand. Two leaves in different elements of one array
//! never pass together.

use std::collections::{BTreeSet, HashMap};

use super::json::Json;

/// The separator of the names of a path. A name may hold it, and is then not told from two: so does AWS's engine.
const SEPARATOR: char = '.';

/// The leaves of a record, by path.
#[derive(Debug, Default)]
pub(super) struct Leaves<'a> {
    by_path: HashMap<String, Vec<Leaf<'a>>>,
    arrays: usize,
}

/// A leaf, and of which arrays it is in which element.
#[derive(Clone, Debug)]
pub(super) struct Leaf<'a> {
    pub(super) value: Value<'a>,
    pub(super) elements: Elements,
}

/// A leaf's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Text(&'a str),
    /// A number, a truth value or `null`, as it is written.
    Literal(&'a str),
}

/// Elements of arrays: the array's number, and the index in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Elements(Vec<(usize, usize)>);

impl Elements {
    /// Both together; `None` where they are in different elements of one array.
    pub(super) fn with(&self, other: &Self) -> Option<Self> {
        let mut both = self.clone();
        for &(array, index) in &other.0 {
            match both.0.iter().find(|(known, _)| *known == array) {
                Some((_, there)) if *there != index => return None,
                Some(_) => {}
                None => both.0.push((array, index)),
            }
        }
        Some(both)
    }
}

/// A path, one name longer.
pub(super) fn step(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}{SEPARATOR}{name}") }
}

impl<'a> Leaves<'a> {
    /// The leaves of a record whose paths are among the named ones; `None` where it is not an object.
    pub(super) fn of(record: &'a Json, named: &BTreeSet<String>) -> Option<Self> {
        let mut leaves = Self::default();
        let Json::Object(_) = record else { return None };
        leaves.add(record, "", &Elements::default(), named);
        Some(leaves)
    }

    /// The leaves with this path.
    pub(super) fn at(&self, path: &str) -> &[Leaf<'a>] {
        self.by_path.get(path).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, json: &'a Json, path: &str, elements: &Elements, named: &BTreeSet<String>) {
        let value = match json {
            Json::Object(members) => {
                for (name, member) in members {
                    self.add(member, &step(path, name), elements, named);
                }
                return;
            }
            Json::Array(array) => {
                self.arrays += 1;
                let number = self.arrays;
                for (index, element) in array.iter().enumerate() {
                    let mut elements = elements.clone();
                    // Scalars are alternatives of each other: no second field can be in another one of them.
                    if matches!(element, Json::Object(_) | Json::Array(_)) {
                        elements.0.push((number, index));
                    }
                    self.add(element, path, &elements, named);
                }
                return;
            }
            Json::Text(text) => Value::Text(text),
            Json::Literal(literal) => Value::Literal(literal),
        };
        if named.contains(path) {
            let leaf = Leaf { value, elements: elements.clone() };
            self.by_path.entry(path.to_owned()).or_default().push(leaf);
        }
    }
}
