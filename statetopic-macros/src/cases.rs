//! The cases of `tests/ui`, without rustc: what each file's items expand to holds the errors that its `.stderr` shows, and
//! those of what is meant to compile hold none.
//!
//! It says in a second what the cases themselves say in minutes, so that a rule which is taken out or turned round is seen
//! at once. Where an error stands, and what rustc adds to it, the cases say.

use std::path::{Path, PathBuf};
use std::{fs, io};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::visit::{self, Visit};
use syn::{Attribute, Field, Fields, ImplItemFn, Item, ItemStruct, Meta, TraitItemFn};

use crate::{hidden_derive, key_attribute, map_attribute, read_model, state_topic, subscriber};

/// What is an error without a code and none of the macros'.
const OF_OTHERS: [&str; 6] = [
    // rustc's.
    "cannot find attribute ",
    "cannot find derive macro ",
    "future cannot be sent between threads safely",
    // serde's, whose derive stands beside ours on a map, and on a read model where it is above the attribute.
    "unknown serde container attribute ",
    "#[serde(",
    // The library's: whether it is there is known to the library alone.
    "`#[subscriber]` is the `main` of a bin, which needs the feature `lambda`",
];

#[test]
fn every_faulty_case_has_the_errors_beside_it_and_no_other() -> io::Result<()> {
    let cases = cases("fail")?;
    assert!(cases.len() > 200, "read only {} cases", cases.len());
    for case in cases {
        let mut expected = Vec::new();
        let shown = fs::read_to_string(case.with_extension("stderr"))?;
        for line in shown.lines() {
            let message =
                line.strip_prefix("error: ").filter(|message| !OF_OTHERS.iter().any(|of| message.starts_with(of)));
            expected.extend(message.map(str::to_owned));
        }
        let mut found = errors_of(&fs::read_to_string(&case)?);
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{}", case.display());
    }
    Ok(())
}

#[test]
fn what_is_meant_to_compile_has_no_error() -> io::Result<()> {
    let cases = cases("pass")?;
    assert!(cases.len() > 15, "read only {} cases", cases.len());
    for case in cases {
        assert_eq!(errors_of(&fs::read_to_string(&case)?), Vec::<String>::new(), "{}", case.display());
    }
    Ok(())
}

/// The files of a folder of `tests/ui`, and of the folders in it.
fn cases(folder: &str) -> io::Result<Vec<PathBuf>> {
    fn collect(folder: &Path, cases: &mut Vec<PathBuf>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                collect(&path, cases)?;
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                cases.push(path);
            }
        }
        Ok(())
    }
    let mut cases = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ui").join(folder), &mut cases)?;
    cases.sort();
    Ok(cases)
}

/// The errors in what a file's attributes expand to.
fn errors_of(source: &str) -> Vec<String> {
    let mut expansion = Expansion::default();
    expansion.visit_file(&syn::parse_file(source).expect("a case is Rust"));
    expansion.errors
}

#[derive(Default)]
struct Expansion {
    errors: Vec<String>,
}

impl<'ast> Visit<'ast> for Expansion {
    fn visit_item(&mut self, item: &'ast Item) {
        self.expand(item.to_token_stream());
        visit::visit_item(self, item);
    }

    fn visit_trait_item_fn(&mut self, method: &'ast TraitItemFn) {
        self.expand(method.to_token_stream());
        visit::visit_trait_item_fn(self, method);
    }

    fn visit_impl_item_fn(&mut self, method: &'ast ImplItemFn) {
        self.expand(method.to_token_stream());
        visit::visit_impl_item_fn(self, method);
    }
}

impl Expansion {
    /// Does what rustc does with an item: its attributes from the first on, each with the rest of the item.
    fn expand(&mut self, item: TokenStream) {
        let Some((attribute, rest)) = first_macro(item) else { return };
        let args = match &attribute.meta {
            Meta::List(list) => list.tokens.clone(),
            _ => TokenStream::new(),
        };
        let expanded = match last_segment(&attribute).as_str() {
            "read_model" => hidden_derive::attach(&hidden_derive::READ_MODEL, &args, rest),
            "state_topic" => hidden_derive::attach(&hidden_derive::STATE_TOPIC, &args, rest),
            // The function is in what it becomes, and nothing of ours stands on that.
            "subscriber" => return collect_errors(subscriber::subscriber(args, &rest), &mut self.errors),
            _ => {
                self.derive(&args, &rest);
                return self.expand(rest);
            }
        };
        let errors = &mut self.errors;
        collect_errors(expanded.clone(), errors);
        // An attribute that reports an error re-emits the item behind it.
        let file: syn::File = syn::parse2(expanded).expect("items");
        if let Some(item) = file.items.into_iter().find(|item| !matches!(item, Item::Macro(_))) {
            self.expand(item.into_token_stream());
        }
    }

    fn derive(&mut self, derives: &TokenStream, item: &TokenStream) {
        let item = without_what_is_configured_out(item);
        for token in derives.clone() {
            let expanded = match token.to_string().as_str() {
                "__ReadModel" => read_model::derive(item.clone()),
                "__StateTopic" => state_topic::derive(item.clone()),
                "KeyAttribute" => key_attribute::derive(item.clone()),
                "MapAttribute" => map_attribute::derive(item.clone()),
                _ => continue,
            };
            collect_errors(expanded, &mut self.errors);
        }
    }
}

/// The first attribute that expands to something, and the item without it.
fn first_macro(item: TokenStream) -> Option<(Attribute, TokenStream)> {
    let parser =
        |input: syn::parse::ParseStream<'_>| Ok((Attribute::parse_outer(input)?, input.parse::<TokenStream>()?));
    let (mut attributes, rest) = syn::parse::Parser::parse2(parser, item).ok()?;
    let macros = ["read_model", "state_topic", "subscriber", "derive"];
    let place = attributes.iter().position(|attribute| macros.contains(&last_segment(attribute).as_str()))?;
    let attribute = attributes.remove(place);
    Some((attribute, quote::quote!(#(#attributes)* #rest)))
}

fn last_segment(attribute: &Attribute) -> String {
    attribute.path().segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}

/// The item as a derive gets it.
fn without_what_is_configured_out(item: &TokenStream) -> TokenStream {
    let Ok(mut item) = syn::parse2::<ItemStruct>(item.clone()) else { return item.clone() };
    let is_there = |field: &Field| {
        !field.attrs.iter().any(|attribute| {
            let condition = attribute.meta.to_token_stream().to_string();
            ["cfg (any ())", "cfg (not (all ()))"].contains(&condition.as_str())
        })
    };
    if let Fields::Named(fields) = &mut item.fields {
        fields.named = std::mem::take(&mut fields.named).into_iter().filter(is_there).collect();
    }
    item.into_token_stream()
}

/// The texts of `compile_error!("…")`.
fn collect_errors(tokens: TokenStream, errors: &mut Vec<String>) {
    let mut is_error = false;
    for token in tokens {
        match token {
            TokenTree::Ident(name) => is_error = name == "compile_error",
            TokenTree::Group(group) => {
                let text = syn::parse2::<syn::LitStr>(group.stream());
                match text {
                    Ok(text) if is_error => errors.push(text.value()),
                    _ => collect_errors(group.stream(), errors),
                }
                is_error = false;
            }
            TokenTree::Punct(punct) => is_error = is_error && punct.as_char() == '!',
            TokenTree::Literal(_) => is_error = false,
        }
    }
}
