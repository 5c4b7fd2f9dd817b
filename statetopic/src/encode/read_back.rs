//! Reads what would be written, as `get` and a subscriber would.
//!
//! What is read is written once more where serde buffered some of it, or where something may read as another value all the
//! same. Fields that serde reads by their types are their own `Serialize` and `Deserialize`, and are not compared.

use std::collections::HashMap;

use serde::Serialize;
use serde_dynamo::{AttributeValue, Item};

use super::doubt::{Doubt, Doubts, Noted};
use super::error::{EncodeError, Problem, Step};
use super::same::are_same;
use super::value::ValueSerializer;
use super::{FieldForm, InForm, to_model_item, write_value};
use crate::decode::{RowError, TypeFree, read_attribute, read_row_noting};
use crate::model::ReadModel;

/// How many doubts are looked at to tell where a row cannot be read.
const MAX_SEARCHED: usize = 100;

/// Writes a value once more, and tells the error of the doubt that is one now.
type Rewrite<'a> = dyn Fn(&Doubts) -> Option<EncodeError> + 'a;

/// That a row reads back as it is.
pub(super) fn check_row<M: ReadModel + Serialize>(row: &M, item: &Item, noted: &[Noted]) -> Result<(), EncodeError> {
    let rewrite = |doubts: &Doubts| to_model_item(row, doubts).err();
    let (read, type_free) = read_row_noting::<M>(item);
    let read = match read {
        Ok(read) => read,
        Err(RowError::Decode(error)) => return Err(unreadable(noted, error.path().unwrap_or_default(), &rewrite)),
        Err(RowError::Missing(missing)) => return Err(unreadable(noted, missing.attribute(), &rewrite)),
    };
    if noted.is_empty() && type_free == TypeFree(false) {
        return Ok(());
    }
    let doubts = Doubts::default();
    let again = to_model_item(&read, &doubts);
    let doubts = doubts.into_noted();
    same_doubts(noted, &doubts, type_free, &rewrite)?;
    match again {
        Ok(again) if type_free == TypeFree(true) => changed_attribute::<M>(item, &again).map_or(Ok(()), Err),
        Err(error) if type_free == TypeFree(true) => Err(error.instead(Problem::Unread(Doubt::Another))),
        _ => Ok(()),
    }
}

/// The error of an attribute that serde buffers, and that is another one when it is written again.
#[cold]
fn changed_attribute<M: ReadModel>(item: &Item, again: &Item) -> Option<EncodeError> {
    let (one, other) = (item.inner(), again.inner());
    let names = one.keys().chain(other.keys().filter(|name| !one.contains_key(*name)));
    let mut changed = names.filter(|name| match (one.get(*name), other.get(*name)) {
        (Some(one), Some(other)) => !are_same(one, other),
        _ => true,
    });
    let name = changed.find(|name| match one.get(*name).or_else(|| other.get(*name)) {
        Some(value) => {
            let alone: HashMap<String, AttributeValue> = HashMap::from([((*name).clone(), value.clone())]);
            read_row_noting::<M>(&alone.into()).1 == TypeFree(true)
        }
        None => false,
    })?;
    let step = M::DECLARED.iter().find(|declared| *declared == name).map_or(Step::Entry, |name| Step::Field(name));
    Some(EncodeError::new(Problem::Unread(Doubt::Another)).under(step))
}

/// That an attribute which an update sets reads back as it is.
pub(super) fn check_attribute<F: FieldForm>(
    value: &F::Value,
    written: &AttributeValue,
    noted: &[Noted],
) -> Result<(), EncodeError> {
    let write = |value: &F::Value, doubts: &Doubts| InForm::<F>(value).serialize(ValueSerializer::in_place(doubts));
    let rewrite = |doubts: &Doubts| write(value, doubts).err();
    let (read, type_free) = read_attribute::<F>(written);
    let read = read.map_err(|path| unreadable(noted, &path, &rewrite))?;
    if noted.is_empty() && type_free == TypeFree(false) {
        return Ok(());
    }
    let doubts = Doubts::default();
    let again = write(&read, &doubts);
    same_doubts(noted, &doubts.into_noted(), type_free, &rewrite)?;
    match again {
        Ok(again) if type_free == TypeFree(false) || are_same(written, &again) => Ok(()),
        Ok(_) => Err(EncodeError::new(Problem::Unread(Doubt::Another))),
        Err(_) if type_free == TypeFree(false) => Ok(()),
        Err(error) => Err(error.instead(Problem::Unread(Doubt::Another))),
    }
}

/// That an attribute which an update takes away was nothing: a `Some` of nothing would be read as `None`.
pub(super) fn check_missing<F: FieldForm>(value: &F::Value, null: bool, noted: &[Noted]) -> Result<(), EncodeError> {
    if noted.is_empty() {
        return Ok(());
    }
    write_value(&InForm::<F>(value), null, &Doubts::refusing(0)).map(drop)
}

/// That what was read raises the doubts which what was written raises: else it is another value.
///
/// Places are not compared. A map may be read in another order, and what is compared tells most values apart.
fn same_doubts(noted: &[Noted], read: &[Noted], type_free: TypeFree, rewrite: &Rewrite<'_>) -> Result<(), EncodeError> {
    // What is read by its type is its own `Serialize` and `Deserialize`, and only what is left out is another's.
    let matters = |doubt: Doubt| type_free == TypeFree(true) || doubt.is_of_what_is_left_out();
    let refusal = lost(noted, read, matters).and_then(|place| rewrite(&Doubts::refusing(place)));
    refusal.map_or(Ok(()), Err)
}

/// The first of the doubts that matter which is not among others.
fn lost(noted: &[Noted], others: &[Noted], matters: impl Fn(Doubt) -> bool) -> Option<usize> {
    let mut kept: HashMap<&Noted, usize> = HashMap::new();
    for doubt in others {
        *kept.entry(doubt).or_default() += 1;
    }
    noted.iter().position(|doubt| match kept.get_mut(doubt) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => matters(doubt.0),
    })
}

/// The error of the first doubt at a path, or of the first of all, where what was written cannot be read.
#[cold]
fn unreadable(noted: &[Noted], path: &str, rewrite: &Rewrite<'_>) -> EncodeError {
    // A string of digits is read, if only as a number.
    let places = noted.iter().enumerate().filter(|(_, (doubt, _))| *doubt != Doubt::Digits).map(|(place, _)| place);
    let refusals = places.take(MAX_SEARCHED).filter_map(|place| rewrite(&Doubts::refusing(place)));
    let mut first = None;
    for refusal in refusals {
        if is_within(&refusal.path(), path) {
            return refusal;
        }
        first.get_or_insert(refusal);
    }
    first.unwrap_or_else(|| EncodeError::new(Problem::Unread(Doubt::Unreadable)).under(Step::Path(path.into())))
}

/// Whether a path is another one, or leads on from it.
fn is_within(path: &str, outer: &str) -> bool {
    outer.is_empty() || path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
