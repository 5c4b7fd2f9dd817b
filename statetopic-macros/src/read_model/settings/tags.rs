//! `tags(team = "stock", "cost-center" = "42")`.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Token};

use crate::errors::Errors;
use crate::message;

/// Maximum number of tags of a table.
const MAX_TAGS: usize = 50;

/// A tag as it is written.
struct Tag {
    key: String,
    span: Span,
    value: LitStr,
}

impl Parse for Tag {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (key, span) = if input.peek(LitStr) {
            let key: LitStr = input.parse()?;
            (key.value(), key.span())
        } else {
            let key = Ident::parse_any(input)?;
            (key.unraw().to_string(), key.span())
        };
        input.parse::<Token![=]>()?;
        Ok(Self { key, span, value: input.parse()? })
    }
}

/// Reads the tags; `at` is the span of the setting.
pub(super) fn parse(list: TokenStream, at: Span, errors: &mut Errors) -> Vec<(String, String)> {
    let Ok(tags) = Punctuated::<Tag, Token![,]>::parse_terminated.parse2(list) else {
        errors.at(at, message::tags_form());
        return Vec::new();
    };
    if tags.is_empty() {
        errors.at(at, message::tags_form());
    }
    if let Some(tag) = tags.iter().nth(MAX_TAGS) {
        errors.at(tag.span, message::too_many_tags());
    }
    let mut kept: Vec<(String, String)> = Vec::new();
    for Tag { key, span, value } in tags {
        let text = value.value();
        if !(1..=128).contains(&key.chars().count()) || !key.chars().all(is_allowed) || key.starts_with("aws:") {
            errors.at(span, message::tag_key_range());
        } else if kept.iter().any(|(other, _)| *other == key) {
            errors.at(span, message::duplicate_tag(&key));
        }
        if text.chars().count() > 256 || !text.chars().all(is_allowed) {
            errors.at(value.span(), message::tag_value_range());
        }
        kept.push((key, text));
    }
    kept
}

fn is_allowed(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, ' ' | '+' | '-' | '=' | '.' | '_' | ':' | '/' | '@')
}
