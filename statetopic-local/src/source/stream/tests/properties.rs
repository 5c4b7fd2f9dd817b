//! What holds in every history of a mapping.

use std::collections::BTreeSet;

use serde_json::Value;

use super::history::History;
use crate::source::discarded::DiscardReason;
use crate::source::outcome::Fate;
use crate::source::testing::numbers;

/// Histories that each property is tried on.
const SEEDS: u64 = 200;

/// The order of each item, that no item is delivered twice at once, and that no shard begins before what it came of is done, is
/// checked in the history at each delivery.
#[test]
fn a_record_is_done_or_in_the_destination_and_no_item_is_delivered_twice_at_once() {
    let (mut done, mut discarded, mut filtered, mut trimmed, mut at_once, mut shards) = (0, 0, 0, 0, 0, 0);
    for seed in 0..SEEDS {
        let history = History::of(seed);
        let (did, gone, lost) = (&history.done, &history.gone, &history.trimmed);
        for change in &history.changes.0 {
            let number = change.number();
            let places = usize::from(did.contains(&number))
                + gone.iter().filter(|there| **there == number).count()
                + usize::from(lost.contains(&number));
            assert_eq!(
                places,
                usize::from(history.is_wanted(change) || lost.contains(&number)),
                "seed {seed}, {:?}: {change:?}",
                history.settings
            );
            filtered += usize::from(!history.is_wanted(change));
        }
        (done, discarded, at_once) = (done + did.len(), discarded + gone.len(), at_once.max(history.at_once));
        shards = shards.max(history.shards_at_once);
        trimmed += lost.len();
    }
    assert!(
        done > 5000 && discarded > 1000 && filtered > 2000 && trimmed > 500,
        "{done} done, {discarded} discarded, {filtered} filtered, {trimmed} trimmed"
    );
    assert!(at_once > 5 && shards > 3, "{at_once} at once, of {shards} shards");
}

#[test]
fn retries_are_counted_exactly() {
    let mut exhausted = 0;
    for seed in 0..SEEDS {
        let history = History::of(seed);
        let (deliveries, settings) = (&history.deliveries, &history.settings);
        let came = |number: &String| deliveries.iter().filter(|delivered| delivered.contains(number)).count();
        for discarded in &history.discarded {
            let body: Value = serde_json::from_str(discarded.body()).unwrap();
            let those = numbers(discarded.payload().unwrap());
            for number in &those {
                assert_eq!(body["requestContext"]["approximateInvokeCount"], came(number), "seed {seed}, {settings:?}");
            }
            if discarded.reason() != DiscardReason::RetryAttemptsExhausted {
                continue;
            }
            exhausted += 1;
            let attempts = usize::from(settings.max_retries.unwrap()) + 1;
            if settings.bisect {
                assert_eq!(those.len(), 1, "seed {seed}, {settings:?}: it was not isolated");
                let alone = deliveries.iter().filter(|delivered| **delivered == those).count();
                assert_eq!(alone, attempts, "seed {seed}, {settings:?}: a cut uses up no retry");
            } else {
                assert_eq!(came(&those[0]), attempts, "seed {seed}, {settings:?}");
            }
        }
    }
    assert!(exhausted > 300, "{exhausted} were discarded after retries");
}

#[test]
fn the_outcomes_tell_what_became_of_each_record() {
    for seed in 0..SEEDS {
        let history = History::of(seed);
        let told = |wanted: fn(Fate) -> bool| {
            let outcomes = history.outcomes.iter().filter(|outcome| wanted(outcome.fate));
            outcomes.flat_map(|outcome| outcome.records.clone()).collect::<Vec<_>>()
        };
        let once = |told: Vec<String>| {
            let set: BTreeSet<String> = told.iter().cloned().collect();
            assert_eq!(set.len(), told.len(), "seed {seed}: told twice");
            set
        };
        assert_eq!(once(told(|fate| fate == Fate::Done)), history.done, "seed {seed}");
        let discarded: BTreeSet<String> = history.gone.iter().cloned().collect();
        assert_eq!(once(told(|fate| matches!(fate, Fate::Discarded(_)))), discarded, "seed {seed}");
        let unwanted = history.changes.0.iter().filter(|change| !history.is_wanted(change));
        let unwanted = unwanted.map(crate::source::testing::Change::number);
        let unwanted: BTreeSet<String> = unwanted.filter(|number| !history.trimmed.contains(number)).collect();
        assert_eq!(once(told(|fate| fate == Fate::Filtered)), unwanted, "seed {seed}");
        assert_eq!(once(told(|fate| fate == Fate::Trimmed)), history.trimmed, "seed {seed}");
    }
}
