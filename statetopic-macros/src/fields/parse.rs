//! Reads a struct. Looks at one field at a time; what fields mean to each other is `check`.

use syn::{Data, DeriveInput, Fields};

use super::roles::Roles;
use super::serde::{parse_container, parse_field};
use super::{Field, Model, index};
use crate::errors::Errors;
use crate::message;
use crate::root::Root;

/// Reads the struct that `attribute` stands on; `None` where it has no named fields.
pub(crate) fn parse(input: DeriveInput, attribute: &str, root: Root, errors: &mut Errors) -> Option<Model> {
    let Data::Struct(data) = input.data else {
        errors.at(input.ident.span(), message::not_a_struct(attribute));
        return None;
    };
    if !input.generics.params.is_empty() {
        errors.on(&input.generics, message::generic_model(attribute));
        return None;
    }
    let Fields::Named(fields) = data.fields else {
        errors.at(input.ident.span(), message::not_named_fields(attribute));
        return None;
    };
    let case = parse_container(&input.attrs, errors);
    let fields = fields.named.into_iter().filter_map(|field| {
        let ident = field.ident?;
        let roles = Roles::parse(&field.attrs, errors);
        let indexes = index::parse(&field.attrs, errors);
        let serde = parse_field(&field.attrs, errors);
        let unraw = syn::ext::IdentExt::unraw(&ident).to_string();
        let (attribute, attribute_span) = match (&serde.rename, case) {
            (Some(rename), _) => (rename.value(), rename.span()),
            (None, Some(case)) => (case.apply(&unraw), ident.span()),
            (None, None) => (unraw, ident.span()),
        };
        let docs = field.attrs.into_iter().filter(|attribute| attribute.path().is_ident("doc")).collect();
        let vis = field.vis;
        Some(Field { vis, ty: field.ty, docs, roles, indexes, serde, attribute, attribute_span, ident })
    });
    Some(Model { root, fields: fields.collect(), ident: input.ident, vis: input.vis })
}
