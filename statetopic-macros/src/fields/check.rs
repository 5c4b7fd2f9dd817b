//! The rules for a struct: one function each, the reason above it.

use super::{Field, Model, Role};
use crate::errors::Errors;
use crate::message;

/// Reports every rule that the struct breaks.
pub(crate) fn check(model: &Model, errors: &mut Errors) {
    check_partition_key(model, errors);
    check_single(model, Role::PartitionKey, errors);
    check_single(model, Role::SortKey, errors);
    check_single(model, Role::Ttl, errors);
    check_attribute_names(model, errors);
    for field in &model.fields {
        check_one_key_a_field(field, errors);
        check_whole_key(field, errors);
        check_added(field, errors);
        check_ttl_attribute(field, errors);
    }
}

/// Every DynamoDB table has a partition key.
fn check_partition_key(model: &Model, errors: &mut Errors) {
    if model.partition_key().is_none() {
        let example = model.fields.iter().find(|field| field.is_attribute() && !field.is_key());
        let (field, ty) = match example {
            Some(field) => {
                let ty = &field.ty;
                (field.ident.to_string(), quote::quote!(#ty).to_string())
            }
            None => ("id".to_owned(), "String".to_owned()),
        };
        errors.at(model.ident.span(), message::missing_partition_key(&model.ident.to_string(), &field, &ty));
    }
}

/// A table has one partition key, one sort key and one TTL attribute at most.
fn check_single(model: &Model, role: Role, errors: &mut Errors) {
    let mut holders = model.fields.iter().filter(|field| field.roles.has(role));
    let Some(first) = holders.next() else { return };
    for second in holders {
        let span = second.roles.span(role).unwrap_or(second.ident.span());
        errors.at(span, message::duplicate_role(role.name(), &first.ident.to_string()));
    }
}

/// The key schema names two different attributes.
fn check_one_key_a_field(field: &Field, errors: &mut Errors) {
    if let (Some(_), Some(sort)) = (field.roles.span(Role::PartitionKey), field.roles.span(Role::SortKey)) {
        errors.at(sort, message::two_keys_on_a_field());
    }
}

/// DynamoDB takes no row without its key, so a key is never missing, skipped or spread over attributes.
fn check_whole_key(field: &Field, errors: &mut Errors) {
    if !field.is_key() {
        return;
    }
    if let Some(span) = field.roles.span(Role::Added) {
        errors.at(span, message::added_key());
    }
    let default = field.serde.default.as_ref().map(|default| default.span);
    for (name, span) in [("default", default), ("flatten", field.serde.flatten), ("skip", field.serde.skip)] {
        if let Some(span) = span {
            errors.at(span, message::key_with_serde(name));
        }
    }
}

/// `#[added]` says what a missing attribute becomes; nothing else may say it too, and there must be an attribute.
fn check_added(field: &Field, errors: &mut Errors) {
    let Some(span) = field.roles.span(Role::Added) else { return };
    if field.is_key() {
        return;
    }
    if field.serde.flatten.is_some() {
        errors.at(span, message::added_without_attribute("flatten"));
    } else if field.serde.skip.is_some() {
        errors.at(span, message::added_without_attribute("skip"));
    } else if field.serde.default.is_some() {
        errors.at(span, message::added_with_default());
    }
}

/// DynamoDB looks for the time of expiry in an attribute of the item, at its top.
fn check_ttl_attribute(field: &Field, errors: &mut Errors) {
    if !field.roles.has(Role::Ttl) {
        return;
    }
    for (name, span) in [("flatten", field.serde.flatten), ("skip", field.serde.skip)] {
        if let Some(span) = span {
            errors.at(span, message::ttl_without_attribute(name));
        }
    }
}

/// An item has an attribute once, under a name.
fn check_attribute_names(model: &Model, errors: &mut Errors) {
    let fields: Vec<&Field> = model.fields.iter().filter(|field| field.is_attribute()).collect();
    for (place, field) in fields.iter().enumerate() {
        if field.attribute.is_empty() {
            errors.at(field.attribute_span, message::empty_attribute_name());
        }
        if let Some(first) = fields[..place].iter().find(|other| other.attribute == field.attribute) {
            let holder = first.ident.to_string();
            errors.at(field.attribute_span, message::same_attribute(&field.attribute, &holder));
        }
    }
}
