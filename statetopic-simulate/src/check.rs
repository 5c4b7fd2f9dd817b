//! Checks of a run. They see the source's history, what was told of its records, and the tables at the end.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use statetopic::RecordOutcome;

/// A change of a source, as its stream has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceChange {
    /// Its sequence number.
    pub number: String,
    /// The item, by what its key is written as.
    pub item: String,
}

/// What was told of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordReport {
    /// The id under which the subscriber's ledger rows are, which it shares with its predecessor.
    pub subscriber: &'static str,
    /// The record's sequence number.
    pub number: String,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Fate {
    /// The function did it, and its writes are committed.
    Done,
    /// It had been done before.
    Duplicate,
    /// No arm takes it.
    NotTaken,
    /// A later change of its item was done before it.
    Superseded,
    /// It failed, and was left out for good.
    Skipped,
    /// It is kept in the parking table.
    Parked,
    /// It is delivered again: it failed, or was not started.
    Again,
    /// A filter dropped it, before the function.
    Filtered,
    /// The mapping discarded it, and told its destination.
    Discarded,
    /// The stream kept it no longer.
    Trimmed,
}

impl Fate {
    /// What an outcome of the pipeline means.
    #[must_use]
    pub fn of(outcome: &RecordOutcome) -> Self {
        match outcome {
            RecordOutcome::Done => Self::Done,
            RecordOutcome::Duplicate => Self::Duplicate,
            RecordOutcome::NotTaken | RecordOutcome::Foreign => Self::NotTaken,
            RecordOutcome::Superseded => Self::Superseded,
            RecordOutcome::Skipped(_) => Self::Skipped,
            RecordOutcome::Parked(_) => Self::Parked,
            RecordOutcome::Failed(_) | RecordOutcome::HandedBack | RecordOutcome::NotStarted => Self::Again,
        }
    }

    /// Whether nothing more happens to the record.
    const fn is_end(self) -> bool {
        !matches!(self, Self::Again)
    }
}

/// Every change was handled by the subscriber, or what became of it was told.
///
/// # Errors
/// The first change of which nothing is known that ends it.
pub fn handled_or_told(history: &[SourceChange], told: &[RecordReport], subscriber: &str) -> Result<(), String> {
    let of_it = told.iter().filter(|told| told.subscriber == subscriber && told.fate.is_end());
    let ended: BTreeSet<&str> = of_it.map(|told| told.number.as_str()).collect();
    match history.iter().find(|changed| !ended.contains(changed.number.as_str())) {
        None => Ok(()),
        Some(lost) => Err(format!("`{subscriber}`: nobody knows what became of the change {}", lost.number)),
    }
}

/// No record of a subscriber was done twice, and none that no stream has.
///
/// # Errors
/// The first such record.
pub fn done_once(history: &[SourceChange], told: &[RecordReport], subscriber: &str) -> Result<(), String> {
    let there: BTreeSet<&str> = history.iter().map(|changed| changed.number.as_str()).collect();
    let mut done = BTreeSet::new();
    for told in told.iter().filter(|told| told.subscriber == subscriber && told.fate == Fate::Done) {
        if !there.contains(told.number.as_str()) {
            return Err(format!("`{subscriber}`: {} is done, and no stream has it", told.number));
        }
        if !done.insert(told.number.as_str()) {
            return Err(format!("`{subscriber}`: {} was done twice", told.number));
        }
    }
    Ok(())
}

/// What was told as superseded is kept, so that somebody can look at it.
///
/// # Errors
/// The first such record that is not among the `kept`, by their sequence numbers.
pub fn superseded_is_kept(told: &[RecordReport], kept: &BTreeSet<String>, subscriber: &str) -> Result<(), String> {
    let mut superseded = told.iter().filter(|told| told.subscriber == subscriber && told.fate == Fate::Superseded);
    match superseded.find(|told| !kept.contains(&told.number)) {
        None => Ok(()),
        Some(lost) => Err(format!("`{subscriber}`: {} is superseded, and nowhere kept", lost.number)),
    }
}

/// What was derived is what follows from the source.
///
/// # Errors
/// The first difference.
pub fn derived_equals_recomputed<K: Ord + Debug, V: PartialEq + Debug>(
    derived: &BTreeMap<K, V>,
    recomputed: &BTreeMap<K, V>,
) -> Result<(), String> {
    let keys: BTreeSet<&K> = derived.keys().chain(recomputed.keys()).collect();
    match keys.into_iter().find(|key| derived.get(key) != recomputed.get(key)) {
        None => Ok(()),
        Some(key) => Err(format!("{key:?} is {:?}, and should be {:?}", derived.get(key), recomputed.get(key))),
    }
}

/// A value in the changes of each row only grows: nothing was applied twice or in another order.
///
/// # Errors
/// The first row and value that does not.
pub fn ascending<K: Ord + Debug, V: PartialOrd + Debug>(
    changes: impl IntoIterator<Item = (K, V)>,
) -> Result<(), String> {
    let mut last: BTreeMap<K, V> = BTreeMap::new();
    for (key, value) in changes {
        if let Some(before) = last.get(&key)
            && before.partial_cmp(&value) != Some(Ordering::Less)
        {
            return Err(format!("{key:?} became {value:?} after {before:?}"));
        }
        last.insert(key, value);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(number: &str) -> SourceChange {
        SourceChange { number: number.to_owned(), item: "a".to_owned() }
    }

    fn told(number: &str, fate: Fate) -> RecordReport {
        RecordReport { subscriber: "s", number: number.to_owned(), fate }
    }

    #[test]
    fn a_change_that_only_ever_failed_is_lost() {
        let history = [changed("1"), changed("2")];
        let mut said = vec![told("1", Fate::Done), told("2", Fate::Again)];
        assert!(handled_or_told(&history, &said, "s").unwrap_err().contains("change 2"));
        said.push(told("2", Fate::Discarded));
        assert_eq!(handled_or_told(&history, &said, "s"), Ok(()));
        assert!(handled_or_told(&history, &said, "t").is_err(), "another subscriber did them");
    }

    #[test]
    fn what_is_done_twice_or_never_was_is_found() {
        let history = [changed("1")];
        assert_eq!(done_once(&history, &[told("1", Fate::Done), told("1", Fate::Duplicate)], "s"), Ok(()));
        assert!(done_once(&history, &[told("1", Fate::Done), told("1", Fate::Done)], "s").is_err());
        assert!(done_once(&history, &[told("2", Fate::Done)], "s").is_err());
    }

    #[test]
    fn what_is_superseded_and_not_kept_is_found() {
        let said = [told("1", Fate::Superseded), told("2", Fate::Done)];
        assert_eq!(superseded_is_kept(&said, &BTreeSet::from(["1".to_owned()]), "s"), Ok(()));
        assert!(superseded_is_kept(&said, &BTreeSet::from(["2".to_owned()]), "s").unwrap_err().contains("1 is"));
    }

    #[test]
    fn differences_are_named() {
        let derived = BTreeMap::from([("a", 1), ("b", 2)]);
        assert_eq!(derived_equals_recomputed(&derived, &derived.clone()), Ok(()));
        let error = derived_equals_recomputed(&derived, &BTreeMap::from([("a", 1)])).unwrap_err();
        assert_eq!(error, "\"b\" is Some(2), and should be None");
    }

    #[test]
    fn a_value_that_stays_or_falls_is_found() {
        assert_eq!(ascending([("a", 1), ("b", 1), ("a", 2)]), Ok(()));
        for second in [1, 0] {
            assert!(ascending([("a", 1), ("a", second)]).is_err());
        }
    }
}
