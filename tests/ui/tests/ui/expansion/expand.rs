//! Does with a file what rustc does with its attributes, as far as they are the library's.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use statetopic_tests_ui as macros;
use syn::visit::{self, Visit};
use syn::{Attribute, Field, Fields, ImplItemFn, Item, ItemStruct, LitStr, Meta, TraitItemFn};

use super::shown::{Error, Marked};

/// The errors in what a file's attributes expand to.
pub(super) fn errors_of(source: &str) -> Vec<Error> {
    let mut expansion = Expansion::default();
    expansion.visit_file(&syn::parse_file(source).expect("a case is Rust"));
    expansion.errors
}

#[derive(Default)]
struct Expansion {
    errors: Vec<Error>,
}

/// A hidden derive, and the attribute that added it, which is where rustc shows what the derive has to say of its place.
type Hidden = (&'static str, Marked);

impl<'ast> Visit<'ast> for Expansion {
    fn visit_item(&mut self, item: &'ast Item) {
        self.expand(item.to_token_stream(), Vec::new());
        visit::visit_item(self, item);
    }

    fn visit_trait_item_fn(&mut self, method: &'ast TraitItemFn) {
        self.expand(method.to_token_stream(), Vec::new());
        visit::visit_trait_item_fn(self, method);
    }

    fn visit_impl_item_fn(&mut self, method: &'ast ImplItemFn) {
        self.expand(method.to_token_stream(), Vec::new());
        visit::visit_impl_item_fn(self, method);
    }
}

impl Expansion {
    /// Does what rustc does with an item: its attributes from the first on, each with the rest of the item.
    fn expand(&mut self, item: TokenStream, mut hidden: Vec<Hidden>) {
        let Some((attribute, rest)) = first_macro(item) else { return };
        let call_site = Marked::all_of(&attribute);
        let args = match &attribute.meta {
            Meta::List(list) => list.tokens.clone(),
            _ => TokenStream::new(),
        };
        let expanded = match last_segment(&attribute).as_str() {
            "read_model" => {
                hidden.push(("__ReadModel", call_site));
                macros::read_model(&args, rest)
            }
            "state_topic" => {
                hidden.push(("__StateTopic", call_site));
                macros::state_topic(&args, rest)
            }
            // The function is in what it becomes, and nothing of ours stands on that.
            "subscriber" => return self.collect(macros::subscriber(args, &rest), call_site),
            _ => {
                self.derive(args, &rest, &hidden);
                return self.expand(rest, hidden);
            }
        };
        self.collect(expanded.clone(), call_site);
        // An attribute that reports an error re-emits the item behind it.
        let file: syn::File = syn::parse2(expanded).expect("items");
        if let Some(item) = file.items.into_iter().find(|item| !matches!(item, Item::Macro(_))) {
            self.expand(item.into_token_stream(), hidden);
        }
    }

    fn derive(&mut self, derives: TokenStream, item: &TokenStream, hidden: &[Hidden]) {
        let item = without_what_is_configured_out(item);
        for token in derives {
            let name = token.to_string();
            let expanded = match name.as_str() {
                "__ReadModel" => macros::derive_read_model(item.clone()),
                "__StateTopic" => macros::derive_state_topic(item.clone()),
                "KeyAttribute" => macros::key_attribute(item.clone()),
                "MapAttribute" => macros::map_attribute(item.clone()),
                _ => continue,
            };
            let added_by = hidden.iter().find(|(derive, _)| *derive == name).map(|(_, attribute)| *attribute);
            self.collect(expanded, added_by.unwrap_or_else(|| Marked::all_of(&token)));
        }
    }

    /// Collects each `compile_error! { "…" }`. What marks the call site is shown where the macro is called.
    fn collect(&mut self, tokens: TokenStream, call_site: Marked) {
        let mut error = None;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => error = (name == "compile_error").then(|| name.span()),
                TokenTree::Group(group) => {
                    let text = syn::parse2::<LitStr>(group.stream());
                    match (error.take(), text) {
                        (Some(first), Ok(text)) => {
                            let marked = Marked { first, last: group.span() };
                            let marked = if marked.is_call_site() { call_site } else { marked };
                            self.errors.push(Error { message: text.value(), marked });
                        }
                        _ => self.collect(group.stream(), call_site),
                    }
                }
                TokenTree::Punct(punct) if punct.as_char() == '!' => {}
                TokenTree::Punct(_) | TokenTree::Literal(_) => error = None,
            }
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
