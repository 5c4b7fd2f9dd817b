//! Which module a path leads to.

use std::collections::{BTreeMap, BTreeSet};

use super::module::{Crate, ModulePath};

/// The names that were looked up in a module for one path, so that an import of itself ends, and two globs of each other do.
type Seen = BTreeSet<(ModulePath, String)>;

/// The modules that a module uses, each with the first line that does.
pub(super) fn targets(krate: &Crate, from: &ModulePath) -> BTreeMap<ModulePath, usize> {
    let mut targets = BTreeMap::new();
    for (path, line) in &krate.modules[from].contents.paths {
        if let Some(target) = resolve(krate, from, path, &mut Seen::new()) {
            targets.entry(target).or_insert(*line);
        }
    }
    targets
}

/// The module that defines what a path names, as it is written in a module; `None` if this crate does not.
fn resolve(krate: &Crate, from: &[String], path: &[String], seen: &mut Seen) -> Option<ModulePath> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => walk(krate, ModulePath::new(), rest, seen),
        "self" => walk(krate, from.to_vec(), rest, seen),
        "super" => {
            let parent = from.split_last()?.1;
            match rest.first().is_some_and(|next| next == "super") {
                true => resolve(krate, parent, rest, seen),
                false => walk(krate, parent.to_vec(), rest, seen),
            }
        }
        _ => named(krate, from, first, rest, seen),
    }
}

/// Follows names from a module downwards, to the module that defines the first that is not a module.
fn walk(krate: &Crate, at: ModulePath, rest: &[String], seen: &mut Seen) -> Option<ModulePath> {
    let Some((name, below)) = rest.split_first() else { return Some(at) };
    named(krate, &at, name, below, seen).or(Some(at))
}

/// What a name means in a module, if it is a child, an import, or one of a glob.
fn named(krate: &Crate, at: &[String], name: &String, rest: &[String], seen: &mut Seen) -> Option<ModulePath> {
    let child = [at, std::slice::from_ref(name)].concat();
    if krate.modules.contains_key(&child) {
        return walk(krate, child, rest, seen);
    }
    let contents = &krate.modules.get(at)?.contents;
    if contents.items.contains(name) || !seen.insert((at.to_vec(), name.clone())) {
        return None;
    }
    if let Some(import) = contents.imports.get(name) {
        return resolve(krate, at, &[import, rest].concat(), seen);
    }
    contents.globs.iter().find_map(|glob| {
        let module = resolve(krate, at, glob, seen).filter(|module| module != at)?;
        match krate.modules[&module].contents.items.contains(name) {
            true => Some(module),
            false => named(krate, &module, name, rest, seen),
        }
    })
}
