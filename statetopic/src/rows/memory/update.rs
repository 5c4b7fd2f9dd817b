//! What an update makes of a row.

use serde_dynamo::AttributeValue;

use super::collection::collected;
use super::error::MemoryError;
use super::value::{Attributes, at, kept, number};
use crate::attribute::{DocumentPath, Segment};
use crate::rows::action::{Action, Actions, Addition};
use crate::rows::collection::Collected;

/// Carries out the actions. Values are read of the row as it was. Beyond the end of a list what is set is appended, in the order
/// of the places; what is removed goes last, the highest place first, so that every place is one of the row as it was.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html>
pub(super) fn apply(before: &Attributes, actions: &Actions) -> Result<Attributes, MemoryError> {
    let mut row = before.clone();
    for (path, action) in actions {
        let level = path.segments().len();
        match action {
            Action::Set(value) => set(&mut row, path, kept(value.clone(), level)?)?,
            Action::Empty => set(&mut row, path, AttributeValue::Null(true))?,
            Action::Add(addition) => {
                let sum = sum(at(before, path), addition, path)?;
                set(&mut row, path, sum)?;
            }
            Action::Collect(collected) => collect(&mut row, before, path, collected)?,
            Action::Remove => {}
        }
    }
    let removed = actions.iter().rev().filter(|(_, action)| **action == Action::Remove);
    for (path, _) in removed {
        match at(before, path) {
            Some(_) => remove(&mut row, path)?,
            None => check_parent(before, path)?,
        }
    }
    Ok(row)
}

fn sum(
    before: Option<&AttributeValue>,
    addition: &Addition,
    path: &DocumentPath,
) -> Result<AttributeValue, MemoryError> {
    let delta = addition.delta;
    let sum = match before {
        Some(AttributeValue::N(digits)) => number(digits)?.checked_add(delta),
        None if !path.is_element() => addition.start.checked_add(delta),
        None => return Err(MemoryError::validation("an element that is added to is not there")),
        Some(_) => return Err(MemoryError::validation("what is added to is not a number")),
    };
    let sum = sum.ok_or_else(|| MemoryError::validation("a sum has more digits than a number can have"))?;
    Ok(AttributeValue::N(sum.to_plain_string()))
}

fn collect(
    row: &mut Attributes,
    before: &Attributes,
    path: &DocumentPath,
    change: &Collected,
) -> Result<(), MemoryError> {
    match collected(at(before, path), change)? {
        Some(value) => set(row, path, kept(value, path.segments().len())?),
        None if at(before, path).is_some() => remove(row, path),
        None => Ok(()),
    }
}

fn invalid_path() -> MemoryError {
    MemoryError::validation("a path of the update leads through what is not there, or is neither a map nor a list")
}

/// What the last step of a path is taken from.
enum Parent<'a> {
    Map(&'a mut Attributes, &'a str),
    List(&'a mut Vec<AttributeValue>, usize),
}

fn parent<'a>(row: &'a mut Attributes, path: &'a DocumentPath) -> Result<Parent<'a>, MemoryError> {
    let [before @ .., step] = path.segments() else { return Err(invalid_path()) };
    let mut map = Some(row);
    let mut list: Option<&mut Vec<AttributeValue>> = None;
    for segment in before {
        let value = match (segment, map.take(), list.take()) {
            (Segment::Name(name), Some(map), _) => map.get_mut(name.as_ref()),
            (Segment::Index(place), _, Some(list)) => at_place(list, *place),
            _ => None,
        };
        match value {
            Some(AttributeValue::M(within)) => map = Some(within),
            Some(AttributeValue::L(within)) => list = Some(within),
            _ => return Err(invalid_path()),
        }
    }
    match (step, map, list) {
        (Segment::Name(name), Some(map), _) => Ok(Parent::Map(map, name)),
        (Segment::Index(place), _, Some(list)) => {
            Ok(Parent::List(list, usize::try_from(*place).map_err(|_| invalid_path())?))
        }
        _ => Err(invalid_path()),
    }
}

fn at_place(list: &mut [AttributeValue], place: u32) -> Option<&mut AttributeValue> {
    list.get_mut(usize::try_from(place).ok()?)
}

fn set(row: &mut Attributes, path: &DocumentPath, value: AttributeValue) -> Result<(), MemoryError> {
    match parent(row, path)? {
        Parent::Map(map, name) => drop(map.insert(name.to_owned(), value)),
        Parent::List(list, place) => match list.get_mut(place) {
            Some(element) => *element = value,
            None => list.push(value),
        },
    }
    Ok(())
}

fn remove(row: &mut Attributes, path: &DocumentPath) -> Result<(), MemoryError> {
    match parent(row, path)? {
        Parent::Map(map, name) => drop(map.remove(name)),
        Parent::List(list, place) => drop(list.remove(place)),
    }
    Ok(())
}

fn check_parent(row: &Attributes, path: &DocumentPath) -> Result<(), MemoryError> {
    match path.parent() {
        None => Ok(()),
        Some((parent, last)) => match (at(row, &parent), last) {
            (Some(AttributeValue::M(_)), Segment::Name(_)) | (Some(AttributeValue::L(_)), Segment::Index(_)) => Ok(()),
            _ => Err(invalid_path()),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::prelude::*;

    #[derive(Serialize, Deserialize, crate::MapAttribute)]
    struct Place {
        id: Option<u32>,
        #[serde(default)]
        visits: u32,
    }

    #[crate::read_model(table = "orders")]
    #[derive(Serialize, Deserialize)]
    struct Order {
        #[partition_key]
        id: u32,
        total: u64,
        place: Place,
        counts: Vec<u8>,
        notes: Vec<Option<String>>,
        tag: Option<String>,
        sizes: HashMap<u32, Option<u8>>,
    }

    fn row() -> Attributes {
        let n = |n: u32| AttributeValue::N(n.to_string());
        let place = Attributes::from([("id".to_owned(), n(7))]);
        [
            ("id", n(1)),
            ("place", AttributeValue::M(place)),
            ("counts", AttributeValue::L(vec![n(1), n(2)])),
            ("notes", AttributeValue::L(vec![AttributeValue::S("a".to_owned())])),
            ("tag", AttributeValue::S("x".to_owned())),
            ("sizes", AttributeValue::M(Attributes::from([("7".to_owned(), n(7)), ("8".to_owned(), n(8))]))),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    fn updated(change: impl FnOnce(Update<Order>) -> Update<Order>) -> Result<Attributes, MemoryError> {
        apply(&row(), &change(OrderKey { id: 1 }.update_existing()).into_actions().unwrap())
    }

    fn numbers(value: &AttributeValue) -> Vec<&str> {
        let AttributeValue::L(list) = value else { panic!("{value:?}") };
        list.iter().map(|element| if let AttributeValue::N(digits) = element { digits } else { "?" }).collect()
    }

    #[test]
    fn a_missing_number_counts_as_zero_and_a_missing_element_does_not() {
        let added = updated(|update| update.add(|a| a.total, 5).add(|a| a.place.at(|a| a.visits), 2)).unwrap();
        assert_eq!(added["total"], AttributeValue::N("5".to_owned()));
        let AttributeValue::M(place) = &added["place"] else { panic!() };
        assert_eq!(place["visits"], AttributeValue::N("2".to_owned()));
        let added = updated(|update| update.add(|a| a.counts.index(1), 5)).unwrap();
        assert_eq!(numbers(&added["counts"]), ["1", "7"]);
        assert!(updated(|update| update.add(|a| a.counts.index(2), 5)).is_err());
    }

    #[test]
    fn what_is_set_beyond_the_end_of_a_list_is_appended_in_the_order_of_the_places() {
        let set = updated(|update| {
            let update = update.set(|a| a.counts.index(9), 9).set(|a| a.counts.index(0), 0);
            update.set(|a| a.counts.index(30), 30).set(|a| a.counts.index(5), 5)
        });
        assert_eq!(numbers(&set.unwrap()["counts"]), ["0", "2", "5", "9", "30"]);
    }

    #[test]
    fn what_is_removed_is_gone_and_what_is_not_there_is_left_alone() {
        let removed = updated(|update| update.remove(|a| a.tag).remove(|a| a.place.at(|a| a.id))).unwrap();
        assert!(!removed.contains_key("tag"));
        assert_eq!(removed["place"], AttributeValue::M(Attributes::new()));
        assert_eq!(apply(&removed, &[(DocumentPath::named("tag"), Action::Remove)].into()), Ok(removed));
    }

    #[test]
    fn an_entry_is_set_or_removed_and_the_others_stay() {
        let set = updated(|update| {
            let update = update.set_entry(|a| a.sizes, 9, Some(9)).set_entry(|a| a.sizes, 8, None);
            update.remove_entry(|a| a.sizes, 7).remove_entry(|a| a.sizes, 1)
        });
        let entries = [("8", AttributeValue::Null(true)), ("9", AttributeValue::N("9".to_owned()))];
        let entries: Attributes = entries.map(|(name, value)| (name.to_owned(), value)).into();
        assert_eq!(set.unwrap()["sizes"], AttributeValue::M(entries));
        let actions = OrderKey { id: 1 }.update_existing().remove_entry(|a| a.sizes, 1).into_actions().unwrap();
        assert!(apply(&Attributes::new(), &actions).is_err(), "without the map");
    }

    #[test]
    fn a_path_through_what_is_not_there_is_refused() {
        let empty = Attributes::new();
        for change in [Action::Set(AttributeValue::Null(true)), Action::Remove] {
            let actions =
                OrderKey { id: 1 }.update_existing().set(|a| a.place.at(|a| a.visits), 1).into_actions().unwrap();
            let actions: Actions = actions.into_keys().map(|path| (path, change.clone())).collect();
            assert!(apply(&empty, &actions).is_err());
        }
    }

    #[test]
    fn a_sum_keeps_every_digit_or_is_refused() {
        let with = |total: &str| {
            let mut row = row();
            row.insert("total".to_owned(), AttributeValue::N(total.to_owned()));
            apply(&row, &OrderKey { id: 1 }.update_existing().add(|a| a.total, 1).into_actions().unwrap())
        };
        let sum = with("9999999999999999999999999999999999999").unwrap();
        assert_eq!(sum["total"], AttributeValue::N(format!("1{}", "0".repeat(37))));
        assert!(with("0.00000000000000000000000000000000000001").is_err(), "39 digits");
        assert!(with("1E38").is_err(), "39 digits");
    }
}
