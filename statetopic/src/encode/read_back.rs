//! Reads what would be written, where there are doubts about it, as `get` and a subscriber would.

use std::collections::HashMap;

use serde::Serialize;
use serde_dynamo::{AttributeValue, Item};

use super::doubt::{Doubt, Doubts, Noted};
use super::error::EncodeError;
use super::value::ValueSerializer;
use crate::attribute::{DocumentPath, Segment};
use crate::decode::{RowError, part_fault, read_row};
use crate::model::ReadModel;

/// How many doubts are looked at to tell where a row cannot be read.
const MAX_SEARCHED: usize = 100;

/// That a row reads back with all of which there are doubts.
#[cold]
#[inline(never)]
pub(super) fn check_row<M: ReadModel + Serialize>(row: &M, item: &Item, noted: &[Noted]) -> Result<(), EncodeError> {
    let blamed = match read_row::<M>(item) {
        Ok(read) => lost(noted, &read).map(|place| refusal(row, place)),
        Err(RowError::Decode(error)) => Some(refusal_at(row, noted, error.path().unwrap_or_default())),
        Err(RowError::Missing(missing)) => Some(refusal_at(row, noted, missing.attribute())),
    };
    blamed.flatten().map_or(Ok(()), Err)
}

/// The first of the doubts that what was read does not raise as well: there it is another value.
///
/// Places are not compared. A map may be read in another order, and what is compared tells most values apart.
fn lost<T: Serialize>(noted: &[Noted], read: &T) -> Option<usize> {
    let doubts = Doubts::default();
    // Where it cannot be written again, that is a difference too.
    let _ = read.serialize(ValueSerializer::in_place(&doubts));
    let mut kept: HashMap<Noted, usize> = HashMap::new();
    for doubt in doubts.into_noted() {
        *kept.entry(doubt).or_default() += 1;
    }
    noted.iter().position(|doubt| match kept.get_mut(doubt) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    })
}

/// The error of one doubt, which is known by its place when the value is written again.
fn refusal<T: Serialize + ?Sized>(value: &T, place: usize) -> Option<EncodeError> {
    value.serialize(ValueSerializer::in_place(&Doubts::refusing(place))).err()
}

/// The error of the first doubt at a path, or of the first of all, where a row cannot be read.
fn refusal_at<T: Serialize + ?Sized>(value: &T, noted: &[Noted], path: &str) -> Option<EncodeError> {
    // A string of digits is read, if only as a number.
    let places = noted.iter().enumerate().filter(|(_, (doubt, _))| *doubt != Doubt::Digits).map(|(place, _)| place);
    let refusals = places.take(MAX_SEARCHED).filter_map(|place| refusal(value, place));
    let mut first = None;
    for refusal in refusals {
        if is_within(&refusal.path(), path) {
            return Some(refusal);
        }
        first.get_or_insert(refusal);
    }
    first
}

/// Whether a path is another one, or leads on from it.
fn is_within(path: &str, outer: &str) -> bool {
    outer.is_empty() || path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// That an attribute can be read which an update sets. Of the rest of the row nothing is known, so that an attribute which reads
/// as another value is not found.
#[cold]
#[inline(never)]
pub(super) fn check_attribute<M: ReadModel, T: Serialize + ?Sized>(
    path: &DocumentPath,
    value: &T,
    written: &AttributeValue,
    noted: &[Noted],
) -> Result<(), EncodeError> {
    let Some((item, place)) = part(path, written) else { return Ok(()) };
    match part_fault::<M>(&item) {
        // What else the row has is missing here.
        Some(fault) if is_within(&fault, &place) => {
            let rest = fault.strip_prefix(&place).unwrap_or_default().trim_start_matches('.');
            refusal_at(value, noted, rest).map_or(Ok(()), Err)
        }
        _ => Ok(()),
    }
}

/// A row that has nothing but an attribute, and the attribute's path in it.
fn part(path: &DocumentPath, value: &AttributeValue) -> Option<(Item, String)> {
    let (first, rest) = path.segments().split_first()?;
    let Segment::Name(name) = first else { return None };
    let mut place = (*name).to_owned();
    for segment in rest {
        match segment {
            Segment::Name(name) => place.extend([".", name]),
            Segment::Index(_) => place.push_str("[0]"),
        }
    }
    let value = rest.iter().rev().fold(value.clone(), |value, segment| match segment {
        Segment::Name(name) => AttributeValue::M(HashMap::from([((*name).to_owned(), value)])),
        Segment::Index(_) => AttributeValue::L(vec![value]),
    });
    Some((HashMap::from([((*name).to_owned(), value)]).into(), place))
}
