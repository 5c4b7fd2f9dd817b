//! A query of a table in memory or of an index of it.

use std::cmp::Ordering;

use serde_dynamo::{AttributeValue, Item};

use super::error::MemoryError;
use super::schema::{Index, KeyPart, KeyParts, part};
use super::size;
use super::table::Table;
use super::value::Attributes;
use crate::rows::compare::{begins_with, compares};
use crate::rows::condition::Comparison;
use crate::rows::order::order;
use crate::rows::query::{KeyCondition, KeyTest, Page, QueryRequest};
use crate::schema::{IndexScope, KeyElement};

/// The most bytes of a page.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html>
const MAX_PAGE: usize = 1024 * 1024;

/// A row's place in the order of a query: its sort key's values there, and its key.
type Place = (KeyParts, KeyParts);

/// Reads a page.
pub(super) fn page(table: &Table, request: &QueryRequest<'_>) -> Result<Page, MemoryError> {
    let index = match request.index {
        None => None,
        Some(name) => Some(index(table, name, request.consistent)?),
    };
    let (partition, sort) =
        index.map_or((&table.keys.partition, &table.keys.sort), |index| (&index.partition, &index.sort));
    check_keys(request.keys, partition, sort)?;
    let place = |row: &Attributes| -> Option<Place> {
        let in_index = |element: &KeyElement<String>| part(row.get(&element.name), element.scalar_type);
        partition.iter().try_for_each(|element| in_index(element).map(drop))?;
        let sorted: Option<Vec<KeyPart>> = sort.iter().map(in_index).collect();
        Some((sorted?, table.keys.of(row).ok()?))
    };
    let matches = |row: &Attributes| request.keys.iter().all(|key| meets(row, key));
    let mut rows: Vec<(Place, &Attributes)> =
        table.rows.values().filter(|row| matches(row)).filter_map(|row| Some((place(row)?, row))).collect();
    rows.sort_by(|(left, _), (right, _)| directed(left.cmp(right), request.descending));
    if let Some(start) = &request.start {
        let start = place(start.inner()).ok_or_else(|| MemoryError::validation("the page starts at no key"))?;
        rows.retain(|(place, _)| directed(place.cmp(&start), request.descending) == Ordering::Greater);
    }
    let (mut items, mut bytes, mut last) = (Vec::new(), 0, None);
    for (_, row) in rows {
        if last.is_some() {
            return Ok(Page { items, next: last });
        }
        bytes += size::of_row(row);
        items.push(Item::from(projected(table, index, row)));
        if request.limit.is_some_and(|limit| items.len() >= limit) || bytes >= MAX_PAGE {
            last = Some(Item::from(keys_alone(table, index, row)));
        }
    }
    Ok(Page { items, next: last })
}

fn directed(ordering: Ordering, descending: bool) -> Ordering {
    if descending { ordering.reverse() } else { ordering }
}

fn index<'a>(table: &'a Table, name: &str, consistent: bool) -> Result<&'a Index, MemoryError> {
    let index = table.keys.indexes.iter().find(|index| index.name == name);
    let index = index.ok_or_else(|| MemoryError::validation(format!("the table has no index `{name}`")))?;
    match consistent && index.scope == IndexScope::Global {
        true => Err(MemoryError::validation("a global index has no consistent reads")),
        false => Ok(index),
    }
}

/// Equality of all that the partition key has, then of the sort key's attributes from the left, and a range of the last one
/// that is asked for.
fn check_keys(
    keys: &[KeyCondition],
    partition: &[KeyElement<String>],
    sort: &[KeyElement<String>],
) -> Result<(), MemoryError> {
    let elements = || partition.iter().chain(sort);
    let in_order = keys.len() >= partition.len()
        && keys.len() <= elements().count()
        && keys.iter().zip(elements()).all(|(key, element)| key.attribute == element.name);
    let is_equality = |key: &KeyCondition| matches!(key.test, KeyTest::Compare(Comparison::Equal, _));
    let equalities = keys.iter().take_while(|key| is_equality(key)).count();
    if !in_order || equalities < partition.len() || equalities + 1 < keys.len() {
        return Err(MemoryError::validation("a query asks for its keys from the left"));
    }
    for (key, element) in keys.iter().zip(elements()) {
        let values: &[&AttributeValue] = match &key.test {
            KeyTest::Compare(Comparison::NotEqual, _) => {
                return Err(MemoryError::validation("a query does not ask for what is not equal"));
            }
            KeyTest::Compare(_, value) | KeyTest::BeginsWith(value) => &[value],
            KeyTest::Between(low, high) => &[low, high],
        };
        let fits = |value: &AttributeValue| part(Some(value), element.scalar_type).is_some_and(|part| !is_empty(&part));
        let ordered = match values {
            [low, high] => order(low, high).is_some_and(Ordering::is_le),
            _ => true,
        };
        let may_be_empty = matches!(key.test, KeyTest::BeginsWith(_));
        if !ordered || !(may_be_empty || values.iter().all(|value| fits(value))) {
            return Err(MemoryError::validation(format!(
                "the value for the key attribute `{}` does not fit it",
                element.name
            )));
        }
    }
    Ok(())
}

fn is_empty(part: &KeyPart) -> bool {
    match part {
        KeyPart::N(_) => false,
        KeyPart::S(text) => text.is_empty(),
        KeyPart::B(bytes) => bytes.is_empty(),
    }
}

fn meets(row: &Attributes, key: &KeyCondition) -> bool {
    let value = row.get(key.attribute);
    match &key.test {
        KeyTest::Compare(comparison, other) => compares(value, *comparison, other),
        KeyTest::Between(low, high) => {
            compares(value, Comparison::AtLeast, low) && compares(value, Comparison::AtMost, high)
        }
        KeyTest::BeginsWith(prefix) => value.is_some_and(|value| begins_with(value, prefix)),
    }
}

/// What an index has of a row.
fn projected(table: &Table, index: Option<&Index>, row: &Attributes) -> Attributes {
    let Some(names) = index.and_then(|index| index.projection.as_ref()) else { return row.clone() };
    let mut projected = keys_alone(table, index, row);
    projected.extend(names.iter().filter_map(|name| Some((name.clone(), row.get(name)?.clone()))));
    projected
}

/// The attributes of the table's key and of the index's.
fn keys_alone(table: &Table, index: Option<&Index>, row: &Attributes) -> Attributes {
    let of_index = index.into_iter().flat_map(|index| index.partition.iter().chain(&index.sort));
    let names = table.keys.names().chain(of_index.map(|element| element.name.as_str()));
    names.filter_map(|name| Some((name.to_owned(), row.get(name)?.clone()))).collect()
}
