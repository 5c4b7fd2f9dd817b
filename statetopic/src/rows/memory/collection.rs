//! What an update makes of a list, a set, or what is missing.

use serde_dynamo::AttributeValue;

use super::error::MemoryError;
use super::value::number;
use crate::rows::collection::{Collected, How};

/// The attribute afterwards; `None` where it is missing then, as a set without elements is.
pub(super) fn collected(
    before: Option<&AttributeValue>,
    change: &Collected,
) -> Result<Option<AttributeValue>, MemoryError> {
    let Collected { how, value, .. } = change;
    match (how, before) {
        (How::IfMissing, Some(before)) => Ok(Some(before.clone())),
        (How::IfMissing | How::Include, None) => Ok(Some(value.clone())),
        (How::Exclude, None) => Ok(None),
        (How::Append { start }, before) => appended(before.unwrap_or(start), value).map(Some),
        (How::Include | How::Exclude, Some(before)) => changed(before, value, *how == How::Include),
    }
}

fn appended(list: &AttributeValue, elements: &AttributeValue) -> Result<AttributeValue, MemoryError> {
    match (list, elements) {
        (AttributeValue::L(list), AttributeValue::L(elements)) => {
            Ok(AttributeValue::L(list.iter().chain(elements).cloned().collect()))
        }
        _ => Err(MemoryError::validation("what is appended to is not a list")),
    }
}

fn changed(
    before: &AttributeValue,
    elements: &AttributeValue,
    include: bool,
) -> Result<Option<AttributeValue>, MemoryError> {
    fn members<T: Clone>(before: &[T], elements: &[T], include: bool, same: impl Fn(&T, &T) -> bool) -> Vec<T> {
        let is_in = |list: &[T], one: &T| list.iter().any(|other| same(one, other));
        match include {
            true => before.iter().chain(elements.iter().filter(|one| !is_in(before, one))).cloned().collect(),
            false => before.iter().filter(|one| !is_in(elements, one)).cloned().collect(),
        }
    }
    let is_one = |one: &String, other: &String| number(one).ok() == number(other).ok();
    let set = match (before, elements) {
        (AttributeValue::Ss(before), AttributeValue::Ss(elements)) => {
            AttributeValue::Ss(members(before, elements, include, String::eq))
        }
        (AttributeValue::Ns(before), AttributeValue::Ns(elements)) => {
            AttributeValue::Ns(members(before, elements, include, is_one))
        }
        (AttributeValue::Bs(before), AttributeValue::Bs(elements)) => {
            AttributeValue::Bs(members(before, elements, include, Vec::eq))
        }
        _ => {
            return Err(MemoryError::validation(
                "what elements are added to or deleted from is not a set of their type",
            ));
        }
    };
    let is_empty = match &set {
        AttributeValue::Ss(members) | AttributeValue::Ns(members) => members.is_empty(),
        AttributeValue::Bs(members) => members.is_empty(),
        _ => false,
    };
    Ok((!is_empty).then_some(set))
}
