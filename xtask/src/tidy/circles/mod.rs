//! No module imports one that imports it.
//!
//! Modules that share a parent are compared, with all that is below them: that `a::x` uses `b::y` and `b::z` uses `a::w` is
//! a circle of `a` and `b`. A parent and its child are not a circle, and an item that a parent re-exports belongs to the
//! module that defines it. What a test module uses is not what its parent uses.

mod graph;
mod load;
mod module;
mod resolve;
#[cfg(test)]
mod tests;
mod uses;

use std::collections::BTreeMap;
use std::error::Error;

use self::graph::Graph;
use self::module::{Crate, ModulePath};
use super::finding::Finding;
use super::tree::Tree;

/// Modules below these are one recursive grammar: a value is a list of values.
const RECURSIVE: &[(&str, &str)] = &[("statetopic/src/lib.rs", "decode"), ("statetopic/src/lib.rs", "encode")];

/// A module of the crate root whose only content is names of others.
const PRELUDE: &str = "prelude";

/// Finds the uses that close a circle, as few as possible.
///
/// # Errors
/// If a source file cannot be parsed, or a module's file does not exist.
pub(super) fn check(tree: &Tree) -> Result<Vec<Finding>, Box<dyn Error>> {
    let mut findings = Vec::new();
    for root in load::roots(tree) {
        let krate = load::load(tree, &root)?;
        findings.extend(in_crate(&krate));
    }
    findings.sort();
    findings.dedup();
    Ok(findings)
}

/// One place where a module uses another.
struct Place {
    file: String,
    line: usize,
    from: ModulePath,
    to: ModulePath,
}

fn in_crate(krate: &Crate) -> Vec<Finding> {
    // By the parent of both, then by the two children that stand for all below them.
    let mut graphs: BTreeMap<ModulePath, BTreeMap<(String, String), Vec<Place>>> = BTreeMap::new();
    for (from, module) in &krate.modules {
        for (to, line) in resolve::targets(krate, from) {
            let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
            let (Some(first), Some(second)) = (from.get(shared), to.get(shared)) else { continue };
            let test_of_parent = module.test.as_ref().is_some_and(|test| test.len() > shared + 1);
            let recursive = RECURSIVE.iter().any(|(root, name)| {
                *root == krate.root && from.first().is_some_and(|first| first == name) && shared > 0
            });
            if test_of_parent || recursive || shared == 0 && (first == PRELUDE || second == PRELUDE) {
                continue;
            }
            let edge = (first.clone(), second.clone());
            let place = Place { file: module.file.clone(), line, from: from.clone(), to: to.clone() };
            graphs.entry(from[..shared].to_vec()).or_default().entry(edge).or_default().push(place);
        }
    }
    graphs.values().flat_map(closing_uses).collect()
}

fn closing_uses(edges: &BTreeMap<(String, String), Vec<Place>>) -> Vec<Finding> {
    let graph = Graph::new(edges.iter().map(|((from, to), places)| (from.as_str(), to.as_str(), places.len())));
    let mut findings = Vec::new();
    for (from, to) in graph.closing_edges() {
        let back = graph.way(to, from).join("` uses `");
        for place in &edges[&(from.to_owned(), to.to_owned())] {
            let message = format!(
                "`{}` uses `{}`, and `{back}`; move what both need into a module below both, or this use above both",
                place.from.join("::"),
                place.to.join("::"),
            );
            findings.push(Finding { path: place.file.clone(), line: place.line, message });
        }
    }
    findings
}
