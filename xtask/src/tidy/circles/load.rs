//! From the files of a crate to its modules.

use std::collections::BTreeMap;
use std::error::Error;

use syn::{Attribute, Expr, ExprLit, Item, ItemMod, Lit, Meta};

use super::module::{Crate, Module, ModulePath};
use super::uses;
use crate::tidy::tree::Tree;

/// The files that rustc is called with: what Cargo finds in a package by itself.
pub(super) fn roots(tree: &Tree) -> Vec<String> {
    let packages: Vec<&str> = tree.files().filter_map(|(path, _)| path.strip_suffix("Cargo.toml")).collect();
    let is_root = |path: &str| {
        let Some(package) = packages.iter().filter(|package| path.starts_with(**package)).max_by_key(|it| it.len())
        else {
            return false;
        };
        match path[package.len()..].split('/').collect::<Vec<_>>()[..] {
            // Each path is that of a Rust file.
            ["src", "lib.rs" | "main.rs"]
            | ["build.rs"]
            | ["src", "bin", _]
            | ["tests" | "benches" | "examples", _]
            | ["src", "bin", _, "main.rs"]
            | ["tests" | "benches" | "examples", _, "main.rs"] => true,
            _ => false,
        }
    };
    tree.ending(&[".rs"]).map(|(path, _)| path).filter(|path| is_root(path)).map(str::to_owned).collect()
}

/// Reads a crate, beginning with its root.
pub(super) fn load(tree: &Tree, root: &str) -> Result<Crate, Box<dyn Error>> {
    let mut loader = Loader { tree, modules: BTreeMap::new() };
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    loader.file(root, folder, &ModulePath::new(), None)?;
    Ok(Crate { root: root.to_owned(), modules: loader.modules })
}

struct Loader<'a> {
    tree: &'a Tree,
    modules: BTreeMap<ModulePath, Module>,
}

impl Loader<'_> {
    /// Reads the module that is a file; its child modules are in `folder`.
    fn file(
        &mut self,
        file: &str,
        folder: &str,
        path: &ModulePath,
        test: Option<&ModulePath>,
    ) -> Result<(), Box<dyn Error>> {
        let source = self.tree.text(file).ok_or_else(|| format!("{file}: there is no such file"))?;
        let parsed =
            syn::parse_file(source).map_err(|error| format!("{file}:{}: {error}", error.span().start().line))?;
        self.module(&parsed.items, file, folder, path, test)
    }

    fn module(
        &mut self,
        items: &[Item],
        file: &str,
        folder: &str,
        path: &ModulePath,
        test: Option<&ModulePath>,
    ) -> Result<(), Box<dyn Error>> {
        let contents = uses::contents(items, test.is_some());
        let module = Module { file: file.to_owned(), test: test.cloned(), contents };
        self.modules.insert(path.clone(), module);
        for item in items {
            if let Item::Mod(child) = item {
                self.child(child, file, folder, path, test)?;
            }
        }
        Ok(())
    }

    fn child(
        &mut self,
        item: &ItemMod,
        file: &str,
        folder: &str,
        parent: &ModulePath,
        test: Option<&ModulePath>,
    ) -> Result<(), Box<dyn Error>> {
        let name = uses::name_of(&item.ident);
        let path: ModulePath = [parent.as_slice(), std::slice::from_ref(&name)].concat();
        let test = test.cloned().or_else(|| uses::is_test_only(&item.attrs).then(|| path.clone()));
        let inner = format!("{folder}/{name}");
        if let Some((_, items)) = &item.content {
            return self.module(items, file, &inner, &path, test.as_ref());
        }
        if let Some(named) = item.attrs.iter().find_map(path_attribute) {
            let beside = file.rsplit_once('/').map_or("", |(folder, _)| folder);
            let named = joined(beside, &named);
            let folder = named.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
            return self.file(&named, &folder, &path, test.as_ref());
        }
        let plain = format!("{inner}.rs");
        let file = if self.tree.text(&plain).is_some() { plain } else { format!("{inner}/mod.rs") };
        self.file(&file, &inner, &path, test.as_ref())
    }
}

fn path_attribute(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// A path from a folder, without its `..`.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
