//! `#[serde(bound)]`: the bounds for reading a generic model, instead of those that serde infers.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{LitStr, Token, WherePredicate};

/// `= "T: Trait"` or `(deserialize = "T: Trait")`; `None` without bounds for reading.
pub(super) fn bound(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<Vec<WherePredicate>>> {
    let mut text: Option<LitStr> = None;
    if meta.input.peek(Token![=]) {
        text = Some(meta.value()?.parse()?);
    } else {
        meta.parse_nested_meta(|direction| {
            let value = direction.value()?.parse()?;
            if direction.path.is_ident("deserialize") {
                text = Some(value);
            }
            Ok(())
        })?;
    }
    text.map(|text| {
        let predicates = text.parse_with(Punctuated::<WherePredicate, Token![,]>::parse_terminated)?;
        Ok(predicates.into_iter().map(of_any_lifetime).collect())
    })
    .transpose()
}

/// `for<'row> T: Deserialize<'row>` of `T: Deserialize<'de>`, since `'de` is the lifetime of serde's implementation.
fn of_any_lifetime(predicate: WherePredicate) -> WherePredicate {
    fn rename(tokens: TokenStream, renamed: &mut bool) -> TokenStream {
        let mut after_tick = false;
        let tokens = tokens.into_iter().map(|token| match token {
            TokenTree::Ident(ident) if after_tick && ident == "de" => {
                (after_tick, *renamed) = (false, true);
                TokenTree::Ident(Ident::new("row", ident.span()))
            }
            TokenTree::Group(group) => {
                after_tick = false;
                TokenTree::Group(Group::new(group.delimiter(), rename(group.stream(), renamed)))
            }
            other => {
                after_tick = matches!(&other, TokenTree::Punct(punct) if punct.as_char() == '\'');
                other
            }
        });
        tokens.collect()
    }
    let mut renamed = false;
    let tokens = rename(predicate.to_token_stream(), &mut renamed);
    let tokens = if renamed { quote!(for<'row> #tokens) } else { tokens };
    syn::parse2(tokens).unwrap_or(predicate)
}

#[cfg(test)]
mod tests {
    use syn::parse::Parser as _;

    use super::*;

    /// The bounds for reading of `#[serde(…)]`.
    fn read(attribute: &str) -> Option<Vec<String>> {
        let attribute = syn::Attribute::parse_outer.parse_str(&format!("#[serde({attribute})]")).unwrap().remove(0);
        let mut read = None;
        attribute.parse_nested_meta(|meta| bound(&meta).map(|bound| read = bound)).unwrap();
        read.map(|predicates| predicates.iter().map(|predicate| predicate.to_token_stream().to_string()).collect())
    }

    #[test]
    fn the_bounds_for_reading_are_required() {
        for (attribute, expected) in [
            ("bound = \"T: Clone, Vec<U>: Copy\"", Some(vec!["T : Clone", "Vec < U > : Copy"])),
            ("bound(serialize = \"T: Clone\", deserialize = \"T: Copy\")", Some(vec!["T : Copy"])),
            ("bound(deserialize = \"T: Copy\", serialize = \"T: Clone\")", Some(vec!["T : Copy"])),
            ("bound(serialize = \"T: Clone\")", None),
            ("bound = \"\"", Some(vec![])),
        ] {
            let read = read(attribute);
            let read = read.as_ref().map(|read| read.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(read, expected, "{attribute}");
        }
    }

    #[test]
    fn serdes_lifetime_is_any() {
        for (predicate, expected) in [
            ("T: Deserialize<'de>", "for < 'row > T : Deserialize < 'row >"),
            ("T: Fn(&'de str) -> de", "for < 'row > T : Fn (& 'row str) -> de"),
            ("T: From<&'static str>", "T : From < & 'static str >"),
            ("de: Into<de>", "de : Into < de >"),
        ] {
            assert_eq!(read(&format!("bound = \"{predicate}\"")), Some(vec![expected.to_owned()]), "{predicate}");
        }
    }
}
