//! Parses `#[index("by-sku", sort(1), projection = include(total))]`.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens as _;
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{Attribute, Expr, LitInt, LitStr, Meta, Token};

use super::{Element, Part, Place, Projection};
use crate::choice::{Choice as _, choice};
use crate::errors::Errors;
use crate::message;
use crate::settings::{self, Setting, SettingValue};

/// Maximum number of attributes of a key of a global index, on each side.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html>
pub(super) const MAX_ATTRIBUTES: usize = 4;

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
    let place = place(&index, &settings, errors.count() > before, errors);
    let local = settings::find(&settings, Name::Local);
    let projection = settings::find(&settings, Name::Projection);
    let projection = projection.and_then(|setting| Some((setting.name.span(), projection_of(setting, errors)?)));
    if let Some(local) = local.filter(|local| !matches!(local.value, SettingValue::Flag)) {
        errors.at(local.name.span(), message::flag_with_value(Name::Local.word()));
    }
    Some(Element { index, place, local: local.is_some(), projection })
}

fn name_and_rest(input: ParseStream<'_>) -> syn::Result<(LitStr, TokenStream)> {
    let name = input.parse()?;
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    Ok((name, input.parse()?))
}

/// `partition`, `sort(1)`. A misspelt part is not reported as missing too.
fn place(index: &LitStr, settings: &[(Name, Setting)], misspelt: bool, errors: &mut Errors) -> Option<Place> {
    let mut parts = settings.iter().filter_map(|(name, setting)| match name {
        Name::Partition => Some((Part::Partition, setting)),
        Name::Sort => Some((Part::Sort, setting)),
        Name::Local | Name::Projection => None,
    });
    let first = parts.next();
    if let Some((_, second)) = parts.next() {
        errors.at(second.name.span(), message::index_two_parts());
    }
    let Some((part, setting)) = first else {
        if !misspelt {
            errors.at(index.span(), message::index_without_part(&index.value()));
        }
        return None;
    };
    let span = setting.name.span();
    let (position, position_span) = position(part, setting, errors);
    Some(Place { part, position, span, position_span: position_span.unwrap_or(span) })
}

/// The position, which without a number is the first, and the span of the number.
fn position(part: Part, setting: &Setting, errors: &mut Errors) -> (Option<usize>, Option<Span>) {
    let tokens = match &setting.value {
        SettingValue::Flag => return (Some(0), None),
        SettingValue::Expr(_) => {
            errors.at(setting.name.span(), message::index_position_form(part.word()));
            return (None, None);
        }
        SettingValue::List(tokens) => tokens,
    };
    let number = syn::parse2::<LitInt>(tokens.clone()).ok();
    let Some((number, position)) = number.and_then(|number| Some((number.span(), number.base10_parse().ok()?))) else {
        match tokens.is_empty() {
            true => errors.at(setting.name.span(), message::index_position_form(part.word())),
            false => errors.on(tokens, message::index_position_form(part.word())),
        }
        return (None, None);
    };
    if position >= MAX_ATTRIBUTES {
        errors.at(number, message::index_position_range(part.word()));
        return (None, Some(number));
    }
    (Some(position), Some(number))
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
