//! Removes the faults of a struct that serde or rustc would report too.
//!
//! The struct is re-emitted without them, and the hidden derive gets what was written and reports it with the fix: one
//! error for one fault. The derive reports it because a field with a `#[cfg]` may be gone by then.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Fields, ItemStruct, Lifetime, Meta, Type, TypeReference};

use crate::fields::{Role, is_rejected_on_a_field, is_rejected_on_the_struct};
use crate::helpers::{MISSPELT, REJECTED};
use crate::spelling::misspelt;

/// Derives without a helper attribute that is spelt like one of these macros.
const WITHOUT_SUCH_HELPERS: [&str; 13] = [
    "Clone",
    "Copy",
    "Debug",
    "PartialEq",
    "Eq",
    "PartialOrd",
    "Ord",
    "Hash",
    "Default",
    "Serialize",
    "Deserialize",
    "__ReadModel",
    "__StateTopic",
];

/// Removes the faults from the struct.
pub(super) fn take_out(item: &mut ItemStruct) {
    let derives = derives(&item.attrs);
    // A derive above this attribute has run and reported what it found.
    let serde_is_to_run = derives.iter().any(|derive| derive == "Serialize" || derive == "Deserialize");
    let all_derives_are_known = derives.iter().all(|derive| WITHOUT_SUCH_HELPERS.contains(&derive.as_str()));
    if serde_is_to_run {
        reject(&mut item.attrs, is_rejected_on_the_struct);
    }
    let Fields::Named(fields) = &mut item.fields else { return };
    for field in &mut fields.named {
        // A field that is not read may borrow, and `'static` could change its meaning.
        if !is_skipped(&field.attrs) {
            Elided.visit_type_mut(&mut field.ty);
        }
        if serde_is_to_run {
            reject(&mut field.attrs, is_rejected_on_a_field);
        }
        if all_derives_are_known {
            rename_misspelt(&mut field.attrs);
        }
    }
}

/// The names of the derives, without their paths.
fn derives(attributes: &[Attribute]) -> Vec<String> {
    let lists = attributes.iter().filter(|attribute| attribute.path().is_ident("derive"));
    let lists = lists.filter_map(|attribute| attribute.meta.require_list().ok());
    let names = lists.flat_map(|list| split(list.tokens.clone())).filter_map(|derive| match derive.last() {
        Some(TokenTree::Ident(name)) => Some(name.to_string()),
        _ => None,
    });
    names.collect()
}

/// `#[serde(default)] #[__serde(skipp)]` of `#[serde(default, skipp)]`.
fn reject(attributes: &mut Vec<Attribute>, is_rejected: fn(&[TokenTree]) -> bool) {
    let mut kept = Vec::with_capacity(attributes.len());
    for attribute in attributes.drain(..) {
        let list = match &attribute.meta {
            Meta::List(list) if attribute.path().is_ident("serde") => list.tokens.clone(),
            _ => {
                kept.push(attribute);
                continue;
            }
        };
        let (rejected, taken): (Vec<_>, Vec<_>) = split(list).into_iter().partition(|setting| is_rejected(setting));
        if rejected.is_empty() {
            kept.push(attribute);
            continue;
        }
        let join = |settings: Vec<Vec<TokenTree>>| {
            let settings = settings.into_iter().map(|setting| setting.into_iter().collect::<TokenStream>());
            quote!(#(#settings),*)
        };
        let (rejected, helper) = (join(rejected), quote::format_ident!("{REJECTED}"));
        kept.push(syn::parse_quote!(#[#helper(#rejected)]));
        if !taken.is_empty() {
            let (path, taken) = (attribute.path(), join(taken));
            kept.push(syn::parse_quote!(#[#path(#taken)]));
        }
    }
    *attributes = kept;
}

/// The items between the commas of a list.
fn split(list: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut settings = vec![Vec::new()];
    for token in list {
        match (&token, settings.last_mut()) {
            (TokenTree::Punct(comma), _) if comma.as_char() == ',' => settings.push(Vec::new()),
            (_, Some(setting)) => setting.push(token),
            (_, None) => {}
        }
    }
    settings.retain(|setting| !setting.is_empty());
    settings
}

/// `#[__misspelt(partiton_key)]` of `#[partiton_key]`.
fn rename_misspelt(attributes: &mut [Attribute]) {
    for attribute in attributes {
        let Some(name) = attribute.path().get_ident() else { continue };
        if misspelt(&name.to_string(), &Role::helpers()).is_some() {
            let (name, helper) = (name.clone(), quote::format_ident!("{MISSPELT}"));
            *attribute = syn::parse_quote!(#[#helper(#name)]);
        }
    }
}

fn is_skipped(attributes: &[Attribute]) -> bool {
    let serde = attributes.iter().filter(|attribute| attribute.path().is_ident("serde"));
    let lists = serde.filter_map(|attribute| attribute.meta.require_list().ok());
    lists.flat_map(|list| split(list.tokens.clone())).any(|setting| {
        let name = setting.first().map(|name| name.to_token_stream().to_string());
        matches!(name.as_deref(), Some("skip" | "skip_deserializing"))
    })
}

/// Gives a lifetime to each reference without one, so that rustc does not report it: borrowed fields are rejected
/// anyway.
struct Elided;

impl VisitMut for Elided {
    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        let and = reference.and_token;
        reference.lifetime.get_or_insert_with(|| Lifetime::new("'static", and.span));
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        // The references in the type of a function belong to its callers.
        if !matches!(ty, Type::FnPtr(_)) {
            visit_mut::visit_type_mut(self, ty);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without_faults(item: &str) -> String {
        let mut item = syn::parse_str(item).unwrap();
        take_out(&mut item);
        item.into_token_stream().to_string()
    }

    fn of_field(derives: &str, field: &str) -> String {
        without_faults(&format!("#[derive({derives})] struct Order {{ {field} }}"))
    }

    #[test]
    fn what_serde_would_reject_is_removed_from_a_derive_that_will_run() {
        for derive in ["Serialize", "Deserialize", "serde::Serialize", "Clone, Deserialize"] {
            let item = without_faults(&format!("#[derive({derive})] #[serde(untagged)] struct Order {{}}"));
            assert!(item.contains("# [__serde (untagged)]"), "{item}");
            let item = of_field(derive, "#[serde(default, skipp)] id: String");
            assert!(item.contains("# [__serde (skipp)] # [serde (default)]"), "{item}");
        }
        for above in ["#[derive(Clone)] #[serde(untagged)] struct Order {}", "#[serde(untagged)] struct Order {}"] {
            let item = without_faults(above);
            assert!(item.contains("# [serde (untagged)]"), "{item}");
        }
    }

    #[test]
    fn a_field_that_is_not_read_keeps_its_references() {
        for (field, shown) in [
            ("name: &str", "name : & 'static str"),
            ("#[serde(skip_serializing)] name: Option<&str>", "name : Option < & 'static str >"),
            ("#[serde(skip)] name: &str", "name : & str"),
            ("#[serde(default, skip_deserializing)] name: &str", "name : & str"),
            ("call: fn(&str) -> &str", "call : fn (& str) -> & str"),
        ] {
            let item = of_field("Serialize", field);
            assert!(item.contains(shown), "{item}");
        }
    }
}
