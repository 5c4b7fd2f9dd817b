//! The names of an enum's variants, which are serde's: a key attribute is a field too, and both write one value.

use proc_macro2::Ident;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{DataEnum, DeriveInput, Fields, LitStr};

use super::Settings;
use crate::choice::Choice as _;
use crate::errors::Errors;
use crate::fields::{Case, each_serde, one_name, skip_value};
use crate::message;

/// A variant.
pub(super) struct Variant {
    pub(super) ident: Ident,
    /// Whether it has no fields; any other is reported.
    pub(super) is_unit: bool,
    /// The name that is written.
    pub(super) name: LitStr,
    /// The names that are read: that one and its aliases.
    pub(super) names: Vec<LitStr>,
}

/// Parses the variants, each with a name of its own.
pub(super) fn parse(input: &DeriveInput, data: &DataEnum, settings: &Settings, errors: &mut Errors) -> Vec<Variant> {
    if data.variants.is_empty() {
        errors.at(input.ident.span(), message::key_without_variant(&input.ident.to_string()));
    }
    let case = parse_enum(input, errors);
    let mut variants: Vec<Variant> = Vec::new();
    for variant in &data.variants {
        let parsed = parse_variant(variant, case, errors);
        if settings.group_id && !is_group_id(&parsed.name.value()) {
            errors.at(parsed.name.span(), message::name_not_a_group_id(&parsed.name.value()));
        }
        let mut own = Vec::new();
        for name in &parsed.names {
            let taken = |other: &Variant| other.names.iter().any(|taken| taken.value() == name.value());
            match variants.iter().find(|other| taken(other)) {
                Some(other) => {
                    errors.at(name.span(), message::same_variant_name(&name.value(), &other.ident.to_string()));
                }
                None => own.push(name.clone()),
            }
        }
        variants.push(Variant { names: own, ..parsed });
    }
    variants
}

/// Whether a text names a message group of an SQS FIFO queue.
pub(super) fn is_group_id(name: &str) -> bool {
    (1..=100).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Parses serde's attributes of the enum. What serde does not take on an enum, it reports itself.
fn parse_enum(input: &DeriveInput, errors: &mut Errors) -> Option<Case> {
    let (mut case, mut is_converted) = (None, false);
    each_serde(&input.attrs, errors, |meta, name, _, errors| {
        match name {
            "rename_all" => {
                // An unknown case is an error of serde's.
                case = one_name(meta, name, errors)?.and_then(|case| Case::from_word(&case.value()));
                return Ok(());
            }
            "from" | "try_from" | "into" if is_converted => {}
            "from" | "try_from" | "into" | "remote" | "tag" | "untagged" => {
                is_converted = matches!(name, "from" | "try_from" | "into");
                errors.at(meta.path.span(), message::serde_rejected_key_enum(name));
            }
            _ => {}
        }
        skip_value(meta)
    });
    case
}

/// Parses a variant, and serde's attributes of it.
fn parse_variant(variant: &syn::Variant, case: Option<Case>, errors: &mut Errors) -> Variant {
    let ident = &variant.ident;
    let is_unit = matches!(variant.fields, Fields::Unit);
    if !is_unit {
        errors.at(ident.span(), message::key_variant_with_fields(&ident.to_string()));
    }
    let (mut renamed, mut aliases) = (None, Vec::new());
    each_serde(&variant.attrs, errors, |meta, name, _, errors| {
        match name {
            "rename" => {
                renamed = one_name(meta, name, errors)?;
                return Ok(());
            }
            "alias" => {
                aliases.push(meta.value()?.parse::<LitStr>()?);
                return Ok(());
            }
            "other" | "skip" | "skip_serializing" | "skip_deserializing" | "untagged" | "with" | "serialize_with"
            | "deserialize_with" => errors.at(meta.path.span(), message::serde_rejected_key_variant(name)),
            _ => {}
        }
        skip_value(meta)
    });
    let name = renamed.unwrap_or_else(|| {
        let written = ident.unraw().to_string();
        LitStr::new(&case.map_or(written.clone(), |case| case.apply_to_variant(&written)), ident.span())
    });
    if name.value().is_empty() {
        errors.at(name.span(), message::empty_variant_name());
    }
    let names = std::iter::once(name.clone()).chain(aliases).collect();
    Variant { ident: ident.clone(), is_unit, name, names }
}
