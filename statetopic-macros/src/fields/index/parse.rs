//! Parses `#[index("by-sku", sort, projection = include(total))]`.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens as _;
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{Attribute, Expr, LitStr, Meta, Token};

use super::{Element, Part, Projection};
use crate::choice::{Choice as _, choice};
use crate::errors::Errors;
use crate::message;
use crate::settings::{self, Setting, SettingValue};

choice! {
    /// The settings of `#[index]` after the name.
    enum Name {
        Partition = Part::Partition.word(),
        Sort = Part::Sort.word(),
        Local = "local",
        Projection = "projection",
    }
}

choice! {
    /// What `projection = …` begins with.
    enum ProjectionKind {
        All = "all",
        KeysOnly = "keys_only",
        Include = "include",
    }
}

impl ProjectionKind {
    /// The form in an error.
    const fn form(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::KeysOnly => "keys_only",
            Self::Include => "include(…)",
        }
    }
}

/// The indexes of which a field is a key.
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
    let settings = settings::parse("index", rest, errors);
    let part = part(&index, &settings, errors.count() > before, errors);
    let local = settings::find(&settings, Name::Local);
    let projection = settings::find(&settings, Name::Projection);
    let projection = projection.and_then(|setting| Some((setting.name.span(), projection_of(setting, errors)?)));
    for (name, setting) in &settings {
        match (name, &setting.value) {
            (Name::Projection, _) | (Name::Partition | Name::Sort | Name::Local, SettingValue::Flag) => {}
            (Name::Partition | Name::Sort | Name::Local, _) => {
                errors.at(setting.name.span(), message::flag_with_value(&setting.name.to_string()));
            }
        }
    }
    let part_span = part.map_or(index.span(), |(_, span)| span);
    Some(Element { index, part: part.map(|(part, _)| part), part_span, local: local.is_some(), projection })
}

fn name_and_rest(input: ParseStream<'_>) -> syn::Result<(LitStr, TokenStream)> {
    let name = input.parse()?;
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    Ok((name, input.parse()?))
}

/// `partition` or `sort`. A misspelt part is not reported as missing too.
fn part(index: &LitStr, settings: &[(Name, Setting)], misspelt: bool, errors: &mut Errors) -> Option<(Part, Span)> {
    let mut parts = settings.iter().filter_map(|(name, setting)| {
        let part = match name {
            Name::Partition => Part::Partition,
            Name::Sort => Part::Sort,
            Name::Local | Name::Projection => return None,
        };
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
    let kind = name.and_then(|name| ProjectionKind::from_word(&name.to_string()));
    match (kind, value) {
        (Some(ProjectionKind::All), Expr::Path(_)) => Some(Projection::All),
        (Some(ProjectionKind::KeysOnly), Expr::Path(_)) => Some(Projection::KeysOnly),
        (Some(ProjectionKind::Include), Expr::Path(_)) => {
            errors.on(value, message::empty_projection());
            None
        }
        (Some(ProjectionKind::Include), Expr::Call(call)) => {
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
            let forms: Vec<&str> = ProjectionKind::ALL.iter().map(|kind| kind.form()).collect();
            errors.at(value.span(), message::unknown_projection(&value.to_token_stream().to_string(), &forms));
            None
        }
    }
}
