//! The rules for a struct with `#[sharded]` fields, whose numbers are in several rows of the table.

use syn::LitStr;

use super::serde::FieldAttribute;
use super::{Field, Model, Role};
use crate::choice::Choice as _;
use crate::errors::Errors;
use crate::message;

/// Reports every rule that the struct breaks.
pub(super) fn check(model: &Model, errors: &mut Errors) {
    let Some(first) = model.sharded().next() else { return };
    for field in &model.fields {
        match field.roles.has(Role::Sharded) {
            true => check_counter(field, errors),
            false => check_no_counter(first, field, errors),
        }
    }
    check_counts(model, errors);
    if model.is_topic
        && let Some(span) = first.roles.span(Role::Sharded)
    {
        errors.at(span, message::sharded_topic());
    }
}

/// Additions meet in whichever row they are for, so nothing can be asked of one, and none has a default.
fn check_counter(field: &Field, errors: &mut Errors) {
    let mut others = Role::ALL.iter().copied().filter(|role| *role != Role::Sharded);
    if let Some((role, span)) = others.find_map(|role| Some((role.word(), field.roles.span(role)?))) {
        errors.at(span, message::sharded_with_role(role));
    }
    if let Some(element) = field.indexes.first() {
        errors.at(element.index.span(), message::index_of_sharded(&field.ident.to_string()));
    }
    let serde = &field.serde;
    let alias = serde.aliases.first().map(|alias| (FieldAttribute::Alias.word(), alias.span()));
    let path = serde.default.as_ref().and_then(|default| default.path.as_ref()).map(LitStr::span);
    let default = path.map(|span| (FieldAttribute::Default.word(), span));
    let written = [serde.flatten, serde.unread, serde.unwritten, serde.omitted].into_iter().flatten().next();
    let written = written.map(|written| (written.attribute.word(), written.span));
    if let Some((attribute, span)) = alias.or(default).or(written) {
        errors.at(span, message::sharded_with_serde(attribute));
    }
}

/// A shard has the key and its part of each number: another attribute would be in none of them, and an index would have each.
fn check_no_counter(counter: &Field, field: &Field, errors: &mut Errors) {
    if field.is_attribute() && !field.is_key() || field.serde.flatten.is_some() {
        errors.at(field.ident.span(), message::beside_sharded(&field.ident.to_string(), &counter.ident.to_string()));
    } else if let Some(element) = field.indexes.first() {
        errors.at(element.index.span(), message::index_of_sharded(&counter.ident.to_string()));
    }
}

/// The numbers of a source item are in one row.
fn check_counts(model: &Model, errors: &mut Errors) {
    let Some(first) = model.shards() else { return };
    let others = model.sharded().filter_map(|field| field.roles.shards()).filter(|other| other.count != first.count);
    for other in others {
        errors.at(other.span, message::other_shards(first.count));
    }
}
