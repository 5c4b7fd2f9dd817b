//! The paths that a module's source names.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, Macro, Meta, Path, UseTree, Visibility};

use super::module::Contents;

/// Reads the items of a module. What is compiled for tests alone belongs to tests, and child modules to themselves.
pub(super) fn contents(items: &[Item], test: bool) -> Contents {
    let mut reader = Reader { contents: Contents::default() };
    for item in items {
        let (name, attributes) = name_and_attributes(item);
        reader.contents.items.extend(name);
        if test || !is_test_only(attributes) {
            reader.visit_item(item);
        }
    }
    reader.contents
}

/// Whether an item is compiled for tests alone.
pub(super) fn is_test_only(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

/// An identifier as paths are compared, without `r#`.
pub(super) fn name_of(ident: &Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").map_or(name.clone(), str::to_owned)
}

fn name_and_attributes(item: &Item) -> (Option<String>, &[Attribute]) {
    let (ident, attributes) = match item {
        Item::Const(item) => (Some(&item.ident), &item.attrs),
        Item::Enum(item) => (Some(&item.ident), &item.attrs),
        Item::Fn(item) => (Some(&item.sig.ident), &item.attrs),
        Item::Impl(item) => (None, &item.attrs),
        Item::Macro(item) => (item.ident.as_ref(), &item.attrs),
        Item::Static(item) => (Some(&item.ident), &item.attrs),
        Item::Struct(item) => (Some(&item.ident), &item.attrs),
        Item::Trait(item) => (Some(&item.ident), &item.attrs),
        Item::Type(item) => (Some(&item.ident), &item.attrs),
        Item::Union(item) => (Some(&item.ident), &item.attrs),
        Item::Use(item) => (None, &item.attrs),
        _ => return (None, &[]),
    };
    (ident.map(name_of), attributes)
}

struct Reader {
    contents: Contents,
}

impl Reader {
    fn import(&mut self, tree: &UseTree, prefix: &[String]) {
        let with = |ident: &Ident| [prefix, &[name_of(ident)]].concat();
        match tree {
            UseTree::Path(path) => self.import(&path.tree, &with(&path.ident)),
            UseTree::Name(name) if name.ident == "self" => self.imported(prefix.last().cloned(), prefix, &name.ident),
            UseTree::Name(name) => self.imported(Some(name_of(&name.ident)), &with(&name.ident), &name.ident),
            UseTree::Rename(rename) => {
                let path = if rename.ident == "self" { prefix.to_vec() } else { with(&rename.ident) };
                self.imported(Some(name_of(&rename.rename)), &path, &rename.ident);
            }
            UseTree::Glob(glob) => {
                self.contents.globs.push(prefix.to_vec());
                self.contents.paths.push((prefix.to_vec(), glob.star_token.spans[0].start().line));
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, prefix)),
        }
    }

    fn imported(&mut self, name: Option<String>, path: &[String], at: &Ident) {
        self.contents.paths.push((path.to_vec(), at.span().start().line));
        if let Some(name) = name.filter(|name| name != "_") {
            self.contents.imports.entry(name).or_insert_with(|| path.to_vec());
        }
    }

    /// Paths in tokens that no one has parsed.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Literal(literal) => self.quoted(&literal.to_string(), literal.span().start().line),
                TokenTree::Ident(first) if !(at > 1 && colon(at - 1) && colon(at - 2)) => {
                    let mut path = vec![name_of(first)];
                    while colon(at + 1)
                        && colon(at + 2)
                        && let Some(TokenTree::Ident(next)) = tokens.get(at + 3)
                    {
                        path.push(name_of(next));
                        at += 3;
                    }
                    self.contents.paths.push((path, first.span().start().line));
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// A path that an attribute quotes, such as `#[serde(with = "crate::time")]`.
    fn quoted(&mut self, literal: &str, line: usize) {
        let text = literal.trim_matches('"');
        if ["crate::", "self::", "super::"].iter().any(|start| text.starts_with(start))
            && text.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | ':'))
        {
            self.contents.paths.push((text.split("::").map(str::to_owned).collect(), line));
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if item.leading_colon.is_none() {
            self.import(&item.tree, &[]);
        }
    }

    fn visit_path(&mut self, path: &'ast Path) {
        if path.leading_colon.is_none() {
            let line = path.segments[0].ident.span().start().line;
            let names = path.segments.iter().map(|segment| name_of(&segment.ident)).collect();
            self.contents.paths.push((names, line));
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.visit_path(&call.path);
        self.tokens(call.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("doc") => {}
            Meta::List(list) => {
                self.visit_path(&list.path);
                self.tokens(list.tokens.clone());
            }
            _ => visit::visit_attribute(self, attribute),
        }
    }

    // A child is read as a module of its own, and `pub(in path)` uses nothing.
    fn visit_item_mod(&mut self, _: &'ast ItemMod) {}
    fn visit_visibility(&mut self, _: &'ast Visibility) {}
}
