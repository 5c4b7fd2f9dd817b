//! The arguments of any attribute: `name = value, name(list), flag`.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprPath, Path, PathArguments, Token, parenthesized};

use crate::choice::Choice;
use crate::errors::Errors;
use crate::groups::without_groups;
use crate::message;

/// One argument.
pub(crate) struct Setting {
    pub(crate) name: Ident,
    pub(crate) value: SettingValue,
}

/// What follows the name of an argument.
pub(crate) enum SettingValue {
    /// Nothing.
    Flag,
    /// `= value`
    Expr(Expr),
    /// `(…)`
    List(TokenStream),
}

impl Parse for Setting {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        // Keywords too: `crate` is one.
        let name = Ident::parse_any(input)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            SettingValue::Expr(value(input)?)
        } else if input.peek(syn::token::Paren) {
            let list;
            parenthesized!(list in input);
            SettingValue::List(list.parse()?)
        } else {
            SettingValue::Flag
        };
        Ok(Self { name, value })
    }
}

/// A value. A path may have arguments as a type has them, `Order<Parcel>`, which in an expression would be comparisons.
fn value(input: ParseStream) -> syn::Result<Expr> {
    let ahead = input.fork();
    if let Ok(path) = ahead.parse::<Path>()
        && path.segments.iter().any(|segment| matches!(segment.arguments, PathArguments::AngleBracketed(_)))
        && (ahead.is_empty() || ahead.peek(Token![,]))
    {
        input.advance_to(&ahead);
        return Ok(Expr::Path(ExprPath { attrs: Vec::new(), qself: None, path }));
    }
    Ok(without_groups(input.parse()?))
}

/// The settings of an attribute: each name is a known `Name`, and there is no duplicate.
pub(crate) fn parse<Name: Choice>(attribute: &str, args: TokenStream, errors: &mut Errors) -> Vec<(Name, Setting)> {
    if let Some(TokenTree::Literal(literal)) = args.clone().into_iter().next() {
        errors.at(literal.span(), message::unnamed_argument(attribute, &literal.to_string()));
        return Vec::new();
    }
    let parser = Punctuated::<Setting, Token![,]>::parse_terminated;
    let Some(settings) = errors.keep(syn::parse::Parser::parse2(parser, args)) else { return Vec::new() };
    let mut kept: Vec<(Name, Setting)> = Vec::new();
    for setting in settings {
        let (written, span) = (setting.name.to_string(), setting.name.span());
        match Name::from_word(&written) {
            None => errors.at(span, message::unknown_setting(attribute, &written, &Name::words())),
            Some(name) if kept.iter().any(|(other, _)| *other == name) => {
                errors.at(span, message::duplicate_setting(&written));
            }
            Some(name) => kept.push((name, setting)),
        }
    }
    kept
}

/// The setting with a name.
pub(crate) fn find<Name: Choice>(settings: &[(Name, Setting)], name: Name) -> Option<&Setting> {
    settings.iter().find(|(other, _)| *other == name).map(|(_, setting)| setting)
}

/// A setting's value as one of the words of a choice; `None` for a fault, which is reported.
pub(crate) fn choice<C: Choice>(value: &Expr, unknown: fn(&str, &[&str]) -> String, errors: &mut Errors) -> Option<C> {
    let choice = as_name(value).and_then(|name| C::from_word(&name.to_string()));
    if choice.is_none() {
        errors.on(value, unknown(&value.to_token_stream().to_string(), &C::words()));
    }
    choice
}

/// Whether a text is a valid name of a table or an index.
pub(crate) fn is_resource_name(name: &str) -> bool {
    (3..=255).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

/// Whether a text is a Region, such as `eu-central-1`.
pub(crate) fn is_region(name: &str) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    let is_word = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    match parts.as_slice() {
        [area, place @ .., number] => {
            is_word(area)
                && !place.is_empty()
                && place.iter().all(is_word)
                && (1..=2).contains(&number.len())
                && number.bytes().all(|b| b.is_ascii_digit())
        }
        _ => false,
    }
}

/// The settings, known or not; empty if the arguments do not parse.
pub(crate) fn peek(args: TokenStream) -> Vec<Setting> {
    let parser = Punctuated::<Setting, Token![,]>::parse_terminated;
    syn::parse::Parser::parse2(parser, args).into_iter().flatten().collect()
}

/// A setting's value as a name such as `NEW_IMAGE`.
pub(crate) fn as_name(expr: &Expr) -> Option<&Ident> {
    match expr {
        // A path with a `<Self>::` in front is not an ident.
        Expr::Path(path) => path.path.get_ident(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_named_in_3_to_255_of_the_allowed_characters() {
        assert!(is_resource_name("a_Z"));
        assert!(is_resource_name(&"x".repeat(255)));
        assert!(is_resource_name("by-sku.2"));
        for name in ["", "ab", "by sku", "by/sku", "größe"] {
            assert!(!is_resource_name(name), "{name}");
        }
        assert!(!is_resource_name(&"x".repeat(256)));
    }

    #[test]
    fn a_region_is_words_and_a_number() {
        for region in ["eu-central-1", "us-gov-west-1", "us-iso-east-12"] {
            assert!(is_region(region), "{region}");
        }
        for other in [
            "",
            "eu",
            "eu-1",
            "-central-1",
            "eu--1",
            "eu-central",
            "eu-central-",
            "eu-central-123",
            "eu-central-1a",
            "EU-central-1",
            "eu-Central-1",
            "eu-c3ntral-1",
            "eu-central-one",
        ] {
            assert!(!is_region(other), "{other}");
        }
    }

    #[test]
    fn a_path_may_have_arguments_as_a_type_has_them() {
        for (value, is_path) in [
            ("Order<Parcel>", true),
            ("orders::Order<Parcel, 3>", true),
            ("Order::<Parcel>", true),
            ("Order", true),
            ("s3(\"bucket\")", false),
            ("a < b", false),
        ] {
            let settings = peek(format!("first = {value}, second = 1").parse().unwrap());
            let SettingValue::Expr(first) = &settings[0].value else { panic!("{value}") };
            assert_eq!((matches!(first, Expr::Path(_)), settings.len()), (is_path, 2), "{value}");
        }
    }

    #[test]
    fn a_name_is_one_word() {
        let is_name = |expr: &str| as_name(&syn::parse_str(expr).unwrap()).is_some();
        assert!(is_name("NEW_IMAGE"));
        for other in ["<Self>::NEW_IMAGE", "<Self as View>::NEW_IMAGE", "view::NEW_IMAGE", "\"NEW_IMAGE\""] {
            assert!(!is_name(other), "{other}");
        }
    }
}
