//! Which module a path leads to.

use std::collections::BTreeMap;

use super::module::{Crate, ModulePath};

/// Imports of imports that are followed; a name that imports itself ends here.
const MAX_DEPTH: usize = 16;

/// The modules that a module uses, each with the first line that does.
pub(super) fn targets(krate: &Crate, from: &ModulePath) -> BTreeMap<ModulePath, usize> {
    let mut targets = BTreeMap::new();
    for (path, line) in &krate.modules[from].contents.paths {
        if let Some(target) = resolve(krate, from, path, 0) {
            targets.entry(target).or_insert(*line);
        }
    }
    targets
}

/// The module that defines what a path names, as it is written in a module; `None` if this crate does not.
fn resolve(krate: &Crate, from: &[String], path: &[String], depth: usize) -> Option<ModulePath> {
    if depth > MAX_DEPTH {
        return None;
    }
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => walk(krate, ModulePath::new(), rest, depth),
        "self" => walk(krate, from.to_vec(), rest, depth),
        "super" => {
            let parent = from.split_last()?.1;
            match rest.first().is_some_and(|next| next == "super") {
                true => resolve(krate, parent, rest, depth),
                false => walk(krate, parent.to_vec(), rest, depth),
            }
        }
        _ => named(krate, from, first, rest, depth),
    }
}

/// Follows names from a module downwards, to the module that defines the first that is not a module.
fn walk(krate: &Crate, at: ModulePath, rest: &[String], depth: usize) -> Option<ModulePath> {
    let Some((name, below)) = rest.split_first() else { return Some(at) };
    named(krate, &at, name, below, depth).or(Some(at))
}

/// What a name means in a module, if it is a child, an import, or one of a glob.
fn named(krate: &Crate, at: &[String], name: &String, rest: &[String], depth: usize) -> Option<ModulePath> {
    let child = [at, std::slice::from_ref(name)].concat();
    if krate.modules.contains_key(&child) {
        return walk(krate, child, rest, depth);
    }
    let contents = &krate.modules.get(at)?.contents;
    if contents.items.contains(name) {
        return None;
    }
    if let Some(import) = contents.imports.get(name) {
        return resolve(krate, at, &[import, rest].concat(), depth + 1);
    }
    contents.globs.iter().find_map(|glob| {
        let module = resolve(krate, at, glob, depth + 1).filter(|module| module != at)?;
        match krate.modules[&module].contents.items.contains(name) {
            true => Some(module),
            false => named(krate, &module, name, rest, depth + 1),
        }
    })
}
