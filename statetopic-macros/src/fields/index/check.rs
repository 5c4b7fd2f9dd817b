//! The rules for indexes: one function each, the reason above it.
//!
//! Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>

use super::parse::MAX_ATTRIBUTES;
use super::{Element, Index, Part, Projection};
use crate::choice::Choice as _;
use crate::errors::Errors;
use crate::fields::{Field, Model, Role};
use crate::message;
use crate::spelling::nearest;

/// Maximum number of global indexes of a table.
const MAX_GLOBAL: usize = 20;
/// Maximum number of local indexes of a table.
const MAX_LOCAL: usize = 5;
/// Maximum number of attributes that the indexes of a table include, counted for each index.
const MAX_INCLUDED: usize = 100;

/// Reports every rule that the indexes of a struct break.
pub(crate) fn check(model: &Model, errors: &mut Errors) {
    let indexes = Index::all(model);
    check_counts(&indexes, errors);
    check_included_in_all(model, &indexes, errors);
    for field in &model.fields {
        check_own_attribute(field, errors);
    }
    check_names(model, &indexes, errors);
    for index in &indexes {
        check_fields(index, errors);
        if index.is_local() {
            check_local(model, index, errors);
        } else {
            check_partition(index, &indexes, errors);
            check_positions(index, errors);
        }
        check_one_projection(index, errors);
        check_included(model, index, errors);
    }
}

/// DynamoDB's quotas: `CreateTable` fails beyond them.
fn check_counts(indexes: &[Index<'_>], errors: &mut Errors) {
    let (local, global): (Vec<_>, Vec<_>) = indexes.iter().partition(|index| index.is_local());
    if let Some(index) = global.get(MAX_GLOBAL) {
        errors.at(index.span(), message::too_many_global_indexes());
    }
    if let Some(index) = local.get(MAX_LOCAL) {
        errors.at(index.span(), message::too_many_local_indexes());
    }
}

/// Each index is a field of the typed indexes, and its rows are a type unless it includes all attributes.
fn check_names(model: &Model, indexes: &[Index<'_>], errors: &mut Errors) {
    for (place, index) in indexes.iter().enumerate() {
        if let Some(other) = indexes[..place].iter().find(|other| other.is_named_like(index)) {
            errors.at(index.span(), message::indexes_of_one_name(&index.name, &other.name));
        } else if let Some(suffix) = index.taken_suffix() {
            let taken = model.suffixed(&suffix).to_string();
            errors.at(index.span(), message::index_rows_name_taken(&index.name, &taken));
        }
    }
}

/// The same attribute in two indexes counts twice, and each name that an attribute may have counts.
fn check_included_in_all(model: &Model, indexes: &[Index<'_>], errors: &mut Errors) {
    let included = indexes.iter().filter_map(|index| match index.projection() {
        Projection::Include(fields) => Some(fields),
        Projection::All | Projection::KeysOnly => None,
    });
    let mut names = included.flatten().flat_map(|name| {
        let field = model.fields.iter().find(|field| field.ident == *name);
        std::iter::repeat_n(name, 1 + field.map_or(0, |field| field.serde.aliases.len()))
    });
    if let Some(field) = names.nth(MAX_INCLUDED) {
        errors.at(field.span(), message::too_many_projected());
    }
}

/// The keys of an index are attributes of the item, which DynamoDB compares in the form of their type.
fn check_own_attribute(field: &Field, errors: &mut Errors) {
    if field.indexes.is_empty() {
        return;
    }
    let serde = &field.serde;
    if let Some(written) = serde.flatten.or(serde.unread.filter(|_| !field.is_attribute())) {
        errors.at(written.span, message::role_without_attribute("index", written.attribute.word()));
    } else if let Some(written) = serde.converted().filter(|_| !field.is_key()) {
        errors.at(written.span, message::conversion_of_role("index", written.attribute.word()));
    }
}

/// An attribute is in the keys of an index once.
fn check_fields(index: &Index<'_>, errors: &mut Errors) {
    for (place, (field, element)) in index.elements.iter().enumerate() {
        if index.elements[..place].iter().any(|(other, _)| other.ident == field.ident) {
            errors.at(element.index.span(), message::index_field_twice(&index.name));
        }
    }
}

/// The attributes of a key have an order, in which a query gives values for them: each position has one attribute, and none is
/// left out.
fn check_positions(index: &Index<'_>, errors: &mut Errors) {
    for part in [Part::Partition, Part::Sort] {
        let places = index.places(part);
        let taken: Vec<Option<usize>> = places.iter().map(|(_, place)| place.position).collect();
        // A field that is there twice is reported, and so is a position that is not a number.
        if taken.contains(&None) || has_field_twice(index) {
            continue;
        }
        let free = (0..MAX_ATTRIBUTES).find(|position| !taken.contains(&Some(*position)));
        for (rank, (_, place)) in places.iter().enumerate() {
            let before = rank.checked_sub(1).map(|before| places[before]);
            if let Some((holder, _)) = before.filter(|(_, before)| before.position == place.position) {
                let holder = holder.ident.to_string();
                errors.at(place.position_span, message::index_position_taken(&index.name, part.word(), &holder, free));
                break;
            }
            if place.position != Some(rank) {
                errors.at(place.position_span, message::index_position_left_out(&index.name, part.word(), rank));
                break;
            }
        }
    }
}

fn has_field_twice(index: &Index<'_>) -> bool {
    let twice = |(place, (field, _)): (usize, &(&Field, _))| {
        index.elements[..place].iter().any(|(other, _)| other.ident == field.ident)
    };
    index.elements.iter().enumerate().any(twice)
}

/// A global index has partitions of its own.
fn check_partition(index: &Index<'_>, indexes: &[Index<'_>], errors: &mut Errors) {
    let is_sort = |element: &Element| element.place.as_ref().is_some_and(|place| place.part == Part::Sort);
    if index.elements.iter().all(|(_, element)| is_sort(element)) {
        let others = indexes.iter().filter(|other| other.name != index.name).map(|other| other.name.as_str());
        let others: Vec<&str> = others.collect();
        let near = nearest(&index.name, &others);
        errors.at(index.span(), message::index_without_partition(&index.name, near));
    }
}

/// A local index has the partitions of the table, and another sort key, of one attribute.
fn check_local(model: &Model, index: &Index<'_>, errors: &mut Errors) {
    if let Some((_, place)) = index.places(Part::Partition).first() {
        errors.at(place.span, message::local_index_partition(&index.name));
    } else if model.sort_key().is_none() {
        errors.at(index.span(), message::local_index_without_sort_key());
    } else if let [(holder, first), more @ ..] = index.places(Part::Sort).as_slice()
        && !has_field_twice(index)
    {
        if holder.roles.has(Role::PartitionKey) {
            errors.at(index.span(), message::local_index_by_partition(&index.name));
        } else if let Some((_, second)) = more.first() {
            let holder = holder.ident.to_string();
            errors.at(second.position_span, message::local_index_second_sort_key(&index.name, &holder));
        } else if first.position.is_some_and(|position| position > 0) {
            errors.at(first.position_span, message::index_position_left_out(&index.name, Part::Sort.word(), 0));
        }
    }
}

/// An index has one projection, on either of its keys.
fn check_one_projection(index: &Index<'_>, errors: &mut Errors) {
    let said = index.elements.iter().filter_map(|(_, element)| element.projection.as_ref());
    for (span, _) in said.skip(1) {
        errors.at(*span, message::duplicate_projection(&index.name));
    }
}

/// A projection lists attributes that are not keys, which are always in an index.
fn check_included(model: &Model, index: &Index<'_>, errors: &mut Errors) {
    let Projection::Include(included) = index.projection() else { return };
    let names: Vec<String> = model.fields.iter().map(|field| field.ident.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for (place, name) in included.iter().enumerate() {
        let written = name.to_string();
        match model.fields.iter().find(|field| field.ident == *name) {
            None => errors.at(name.span(), message::unknown_projected_field(&written, &names)),
            Some(field) if !field.is_attribute() => {
                errors.at(name.span(), message::projected_field_without_attribute(&written));
            }
            Some(field) if field.is_key() || index.is_key(field) => {
                errors.at(name.span(), message::projected_key(&written));
            }
            Some(_) if included[..place].contains(name) => errors.at(name.span(), message::projected_twice(&written)),
            Some(_) => {}
        }
    }
}
