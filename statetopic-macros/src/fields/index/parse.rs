//! Reads `#[index("by-sku", sort, projection = include(total))]`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens as _;
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{Attribute, Expr, LitStr, Meta, Token};

use super::{Element, Part, Projection};
use crate::errors::Errors;
use crate::message;
use crate::settings::{self, Setting, SettingValue};

const KNOWN: [&str; 4] = ["partition", "sort", "local", "projection"];

/// The indexes that a field is a key of.
pub(crate) fn parse(attributes: &[Attribute], errors: &mut Errors) -> Vec<Element> {
    let indexes = attributes.iter().filter(|attribute| attribute.path().is_ident("index"));
    indexes.filter_map(|attribute| element(&attribute.meta, errors)).collect()
}

fn element(meta: &Meta, errors: &mut Errors) -> Option<Element> {
    let named = match meta {
        Meta::List(list) => name_and_rest.parse2(list.tokens.clone()).ok(),
        Meta::Path(_) | Meta::NameValue(_) => None,
    };
    let Some((index, rest)) = named else {
        errors.on(meta, message::index_form());
        return None;
    };
    if !settings::is_resource_name(&index.value()) {
        errors.at(index.span(), message::index_name_range());
        return None;
    }
    let before = errors.count();
    let settings = settings::parse("index", rest, &KNOWN, errors);
    let part = part(&index, &settings, errors.count() > before, errors);
    let local = settings.iter().find(|setting| setting.name == "local");
    let projection = settings.iter().find(|setting| setting.name == "projection");
    let projection = projection.and_then(|setting| Some((setting.name.span(), projection_of(setting, errors)?)));
    for setting in settings.iter().filter(|setting| setting.name != "projection") {
        if !matches!(setting.value, SettingValue::Word) {
            errors.at(setting.name.span(), message::word_with_value(&setting.name.to_string()));
        }
    }
    let (part, part_span) = part.unwrap_or((Part::Unknown, index.span()));
    Some(Element { index, part, part_span, local: local.is_some(), projection })
}

fn name_and_rest(input: ParseStream<'_>) -> syn::Result<(LitStr, TokenStream)> {
    let name = input.parse()?;
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    Ok((name, input.parse()?))
}

/// `partition` or `sort`; where it is missing because it is misspelt, that is one fault, not two.
fn part(index: &LitStr, settings: &[Setting], misspelt: bool, errors: &mut Errors) -> Option<(Part, Span)> {
    let mut parts = settings.iter().filter_map(|setting| {
        let part = [Part::Partition, Part::Sort].into_iter().find(|part| setting.name == part.name())?;
        Some((part, setting.name.span()))
    });
    let first = parts.next();
    if let Some((_, second)) = parts.next() {
        errors.at(second, message::index_two_parts());
    }
    if first.is_none() && !misspelt {
        errors.at(index.span(), message::index_without_part(&index.value()));
    }
    first
}

fn projection_of(setting: &Setting, errors: &mut Errors) -> Option<Projection> {
    let SettingValue::Expr(value) = &setting.value else {
        errors.at(setting.name.span(), message::setting_without_value("projection", "projection = all"));
        return None;
    };
    let name = match value {
        Expr::Call(call) => settings::as_name(&call.func),
        other => settings::as_name(other),
    };
    match (name.map(Ident::to_string).as_deref(), value) {
        (Some("all"), Expr::Path(_)) => Some(Projection::All),
        (Some("keys_only"), Expr::Path(_)) => Some(Projection::KeysOnly),
        (Some("include"), Expr::Path(_)) => {
            errors.on(value, message::empty_projection());
            None
        }
        (Some("include"), Expr::Call(call)) => {
            if call.args.is_empty() {
                errors.on(value, message::empty_projection());
            }
            let fields = call.args.iter().filter_map(|field| {
                let name = settings::as_name(field).cloned();
                if name.is_none() {
                    errors.on(field, message::projection_not_a_field());
                }
                name
            });
            Some(Projection::Include(fields.collect()))
        }
        _ => {
            errors.at(value.span(), message::unknown_projection(&value.to_token_stream().to_string()));
            None
        }
    }
}
