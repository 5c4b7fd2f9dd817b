//! Parses a struct, one field at a time. Rules across fields are in `check`.

use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{Attribute, Data, DeriveInput, Fields};

use super::roles::Roles;
use super::serde::{ContainerSerde, parse_container, parse_field, parse_map};
use super::{Field, Model, index, owned};
use crate::errors::Errors;
use crate::message;
use crate::root::Root;

/// Parses the struct with `attribute`; `None` if it has no named fields.
pub(crate) fn parse(input: DeriveInput, attribute: &str, root: Root, errors: &mut Errors) -> Option<Model> {
    parse_as(input, attribute, parse_container, root, errors)
}

/// Parses a struct that is a map within a row, which serde reads.
pub(crate) fn parse_nested(input: DeriveInput, root: Root, errors: &mut Errors) -> Option<Model> {
    parse_as(input, "derive(MapAttribute)", parse_map, root, errors)
}

fn parse_as(
    input: DeriveInput,
    attribute: &str,
    parse_container: fn(&[Attribute], &mut Errors) -> ContainerSerde,
    root: Root,
    errors: &mut Errors,
) -> Option<Model> {
    let Data::Struct(data) = input.data else {
        errors.at(input.ident.span(), message::not_a_struct(attribute));
        return None;
    };
    let Fields::Named(fields) = data.fields else {
        errors.at(input.ident.span(), message::not_named_fields(attribute));
        return None;
    };
    let ContainerSerde { case, bound, default } = parse_container(&input.attrs, errors);
    let fields: Vec<_> = fields.named.into_iter().map(|field| (parse_field(&field.attrs, errors), field)).collect();
    if owned::check(&input.generics, fields.iter().map(|(serde, field)| (field, serde)), errors) {
        return None;
    }
    let fields = fields.into_iter().filter_map(|(serde, field)| {
        let ident = field.ident?;
        let roles = Roles::parse(&field.attrs, errors);
        let indexes = index::parse(&field.attrs, errors);
        let unraw = syn::ext::IdentExt::unraw(&ident).to_string();
        let (attribute, attribute_span) = match (&serde.rename, case) {
            (Some(rename), _) => (rename.value(), rename.span()),
            (None, Some(case)) => (case.apply(&unraw), ident.span()),
            (None, None) => (unraw, ident.span()),
        };
        let docs = field.attrs.into_iter().filter(|attribute| attribute.path().is_ident("doc")).collect();
        let vis = field.vis;
        let at = field.ty.span().resolved_at(Span::call_site());
        Some(Field { vis, at, ty: field.ty, docs, roles, indexes, serde, attribute, attribute_span, ident })
    });
    let (fields, generics) = (fields.collect(), input.generics);
    Some(Model { root, fields, ident: input.ident, vis: input.vis, generics, bound, default, is_topic: false })
}
