//! The rules for a struct: one function each, the reason above it.

use quote::ToTokens as _;
use syn::LitStr;
use syn::spanned::Spanned as _;

use super::roles::AddedDefault;
use super::serde::{FieldAttribute, Written};
use super::{Field, Model, Role, index, sequence, sharded};
use crate::choice::Choice as _;
use crate::errors::Errors;
use crate::message;

/// Reports every rule that the struct breaks.
pub(crate) fn check(model: &Model, errors: &mut Errors) {
    check_partition_key(model, errors);
    check_single(model, Role::PartitionKey, errors);
    check_single(model, Role::SortKey, errors);
    check_single(model, Role::Ttl, errors);
    check_single(model, Role::Version, errors);
    check_single(model, Role::Sequence, errors);
    check_attribute_names(model, errors);
    index::check(model, errors);
    sharded::check(model, errors);
    for field in &model.fields {
        check_key_name(field, errors);
        check_one_key_a_field(field, errors);
        check_whole_key(field, errors);
        check_added(field, errors);
        check_own_attribute(field, errors);
        check_version_of_key(field, errors);
        check_version_of_one_name(field, errors);
        check_version_default(field, errors);
        sequence::check(field, errors);
        check_sensitive(field, errors);
        check_conversion(field, errors);
        check_omitted_conversion(field, errors);
        check_decimal(field, errors);
    }
}

/// A DynamoDB table has a partition key.
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

/// A table has one partition key, one sort key and one TTL attribute at most; a row has one version.
fn check_single(model: &Model, role: Role, errors: &mut Errors) {
    let mut holders = model.fields.iter().filter(|field| field.roles.has(role));
    let Some(first) = holders.next() else { return };
    for second in holders {
        let span = second.roles.span(role).unwrap_or(second.ident.span());
        errors.at(span, message::duplicate_role(role.word(), role.noun(), &first.ident.to_string()));
    }
}

/// The most bytes that the name of a key attribute has; other attributes' have 64 KB.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>
const MAX_KEY_NAME: usize = 255;

/// `CreateTable` refuses longer names of key attributes, of the table and of its indexes.
fn check_key_name(field: &Field, errors: &mut Errors) {
    if field.attribute.len() > MAX_KEY_NAME && (field.is_key() || !field.indexes.is_empty()) {
        errors.at(field.attribute_span, message::key_name_too_long(field.attribute.len()));
    }
}

/// The key schema names two different attributes.
fn check_one_key_a_field(field: &Field, errors: &mut Errors) {
    if let (Some(_), Some(sort)) = (field.roles.span(Role::PartitionKey), field.roles.span(Role::SortKey)) {
        errors.at(sort, message::two_keys_on_a_field());
    }
}

/// DynamoDB rejects a row without its key, so a key cannot be missing, skipped or flattened.
fn check_whole_key(field: &Field, errors: &mut Errors) {
    if !field.is_key() {
        return;
    }
    if let Some(span) = field.roles.span(Role::Added) {
        errors.at(span, message::added_key());
    }
    let serde = &field.serde;
    let default =
        serde.default.as_ref().map(|default| Written { attribute: FieldAttribute::Default, span: default.span });
    let alias = serde.aliases.first().map(|alias| Written { attribute: FieldAttribute::Alias, span: alias.span() });
    let rejected = [default, alias, serde.flatten, serde.unread, serde.unwritten, serde.omitted];
    for Written { attribute, span } in distinct(rejected) {
        errors.at(span, message::key_with_serde(attribute.word()));
    }
}

/// Each attribute once: `skip` is both of its directions.
fn distinct<const N: usize>(written: [Option<Written>; N]) -> Vec<Written> {
    let mut distinct: Vec<Written> = Vec::new();
    for written in written.into_iter().flatten() {
        if distinct.iter().all(|other| other.attribute != written.attribute) {
            distinct.push(written);
        }
    }
    distinct
}

/// `#[added]` replaces a missing attribute, so the field has an attribute, and nothing else replaces it.
fn check_added(field: &Field, errors: &mut Errors) {
    let Some(span) = field.roles.span(Role::Added) else { return };
    if field.is_key() {
        return;
    }
    if let Some(written) = field.serde.flatten.or(field.serde.unread) {
        errors.at(span, message::added_without_attribute(written.attribute.word()));
    } else if field.serde.default.is_some() {
        errors.at(span, message::added_with_default());
    } else if field.is_optional()
        && let Some((written, _)) = &field.serde.read_with
    {
        errors.at(span, message::added_with_conversion(written.attribute.word()));
    }
}

/// The TTL, and the version and the sequence that a condition compares, are attributes of the item.
fn check_own_attribute(field: &Field, errors: &mut Errors) {
    let serde = &field.serde;
    for role in [Role::Ttl, Role::Version, Role::Sequence].into_iter().filter(|role| field.roles.has(*role)) {
        // A row that never expires may lack its TTL, but one without its version or its position is overwritten by any other.
        let omitted = serde.omitted.filter(|_| role != Role::Ttl);
        for Written { attribute, span } in distinct([serde.flatten, serde.unwritten, omitted]) {
            errors.at(span, message::role_without_attribute(role.word(), attribute.word()));
        }
    }
}

/// The versions of a row have the same key.
fn check_version_of_key(field: &Field, errors: &mut Errors) {
    if let Some(span) = field.roles.span(Role::Version).filter(|_| field.is_key()) {
        errors.at(span, message::version_key());
    }
}

/// A row that has its version under another name would be older than each.
fn check_version_of_one_name(field: &Field, errors: &mut Errors) {
    if field.roles.has(Role::Version)
        && !field.is_key()
        && let Some(alias) = field.serde.aliases.first()
    {
        errors.at(alias.span(), message::version_with_alias());
    }
}

/// A row without its version is older than each, as a default of zero says and no other.
fn check_version_default(field: &Field, errors: &mut Errors) {
    if !field.roles.has(Role::Version) || field.is_key() {
        return;
    }
    let path = field.serde.default.as_ref().and_then(|default| default.path.as_ref()).map(LitStr::span);
    let added = match field.roles.added_default() {
        Some(AddedDefault::Expr(expr)) if expr.to_token_stream().to_string() != "0" => Some(expr.span()),
        _ => None,
    };
    if let Some(span) = path.or(added) {
        errors.at(span, message::version_with_default());
    }
}

/// `#[sensitive]` hides the value of an attribute. A key cannot be hidden from the operators of a table.
fn check_sensitive(field: &Field, errors: &mut Errors) {
    let Some(span) = field.roles.span(Role::Sensitive) else { return };
    if field.is_key() {
        errors.at(span, message::sensitive_key());
    } else if let Some(written) = field.serde.flatten.or(field.serde.unread.filter(|_| !field.is_attribute())) {
        errors.at(span, message::sensitive_without_attribute(written.attribute.word()));
    }
}

/// DynamoDB compares keys, TTLs, versions and positions in the form of their type.
fn check_conversion(field: &Field, errors: &mut Errors) {
    let roles = [Role::PartitionKey, Role::SortKey, Role::Ttl, Role::Version, Role::Sequence];
    let role = roles.into_iter().find(|role| field.roles.has(*role));
    if let (Some(role), Some(Written { attribute, span })) = (role, field.serde.converted()) {
        errors.at(span, message::conversion_of_role(role.word(), attribute.word()));
    }
}

/// serde reads a missing attribute as `None` only if the `Option` has no conversion.
fn check_omitted_conversion(field: &Field, errors: &mut Errors) {
    if !field.is_omittable() {
        return;
    }
    if let (Some(left_out), Some((conversion, _))) = (field.serde.left_out(), &field.serde.read_with) {
        let text = message::left_out_with_conversion(left_out.attribute.word(), conversion.attribute.word());
        errors.at(left_out.span, text);
    }
}

/// `decimal` is for a `Decimal` and `decimal::option` for an `Option` of it: rustc would report the wrong one once for each
/// struct that serde reads.
fn check_decimal(field: &Field, errors: &mut Errors) {
    let (read, written) = (&field.serde.read_with, &field.serde.written_with);
    let Some((_, path)) = read.as_ref().or(written.as_ref()) else { return };
    let is_option = is_called_option(&field.ty);
    let right = match path.value().trim_start_matches("::") {
        "statetopic::decimal" if is_option => "statetopic::decimal::option",
        "statetopic::decimal::option" if !is_option => "statetopic::decimal",
        _ => return,
    };
    errors.at(path.span(), message::decimal_of_another_type(&path.value(), is_option, right));
}

fn is_called_option(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Option"))
}

/// The attributes of an item have different names, which are not empty.
pub(crate) fn check_attribute_names(model: &Model, errors: &mut Errors) {
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
