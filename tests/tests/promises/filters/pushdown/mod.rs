//! No filter pattern drops a record that the arms of its subscriber take, whatever the arms and whatever the record, nor one
//! that they may take once the code knows what a later version of it wrote.
//!
//! The patterns are evaluated by `statetopic-local`, which knows nothing of how they are made, and by `quamina`, which
//! others wrote; the arms by the function that `#[subscriber]` makes of them.

#![allow(unused_parens, unused_qualifications, reason = "guards are written in every way that there is")]
#![allow(clippy::bool_comparison, clippy::bool_assert_comparison, clippy::partialeq_to_none, clippy::nonminimal_bool)]

mod composed;
mod models;
mod records;
mod theirs;
mod whole;

use std::cell::RefCell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use self::records::{Sampled, record};
use self::whole::{Arms, Precision};

/// Records of each model.
const CASES: u32 = 250;

pub(crate) fn config(cases: u32) -> Config {
    Config { cases, failure_persistence: None, max_shrink_iters: 20_000, ..Config::default() }
}

/// What became of the records of one subscriber.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    taken: u32,
    stopped: u32,
}

fn check<T: Sampled>(all: &[Arms<T>]) {
    let counts = RefCell::new(vec![Count::default(); all.len()]);
    let result = TestRunner::new(config(CASES)).run(&record::<T>(), |record| {
        let json = record.json();
        let change = record.change::<T>();
        for (arms, count) in all.iter().zip(counts.borrow_mut().iter_mut()) {
            let passes = arms.filters.passes(&json);
            if let Some(theirs) = arms.theirs.pass(&json) {
                prop_assert_eq!(passes, theirs, "on({}): quamina passes otherwise: {:#?}", arms.text, &arms.patterns);
            }
            let Some(change) = &change else { continue };
            let takes = (arms.takes)(change);
            count.taken += u32::from(takes);
            count.stopped += u32::from(!passes);
            prop_assert!(passes || !takes, "on({}) takes it and it does not pass: {:#?}", arms.text, &arms.patterns);
            for (what, later) in record.of_later_code::<T>().into_iter().filter(|_| takes) {
                let passes = arms.filters.passes(&later.to_string());
                prop_assert!(passes, "on({}) may take it, {what}: {:#?}", arms.text, &arms.patterns);
            }
            if arms.precision == Precision::Exact {
                prop_assert!(
                    takes || !passes,
                    "on({}) does not take it and it passes: {:#?}",
                    arms.text,
                    &arms.patterns
                );
            }
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let mut untaken = Vec::new();
    for (arms, count) in all.iter().zip(counts.borrow().iter()) {
        let Arms { text, patterns, .. } = arms;
        assert!(count.stopped > 0, "on({text}) stops nothing: {count:?}, {patterns:#?}");
        let kinds = !patterns.iter().any(|pattern| pattern.contains("Image") || pattern.contains("Keys"));
        match arms.precision {
            Precision::Exact => {}
            Precision::Wide => assert!(!kinds, "on({text}) says nothing of attributes: {patterns:#?}"),
            Precision::Kinds => assert!(kinds, "on({text}) says something of attributes: {patterns:#?}"),
        }
        if count.taken == 0 {
            untaken.push(text);
        }
    }
    // A few arms take so little that a run may not find it.
    assert!(untaken.len() <= all.len() / 10, "nothing is taken by {untaken:#?}");
}

#[test]
fn of_whole_arms_over_both_images() {
    check(&whole::parcels());
}

#[test]
fn of_whole_arms_over_new_images() {
    check(&whole::letters());
}

#[test]
fn of_whole_arms_over_keys() {
    check(&whole::stamps());
}

#[test]
fn of_whole_arms_over_old_images() {
    check(&whole::visits());
}
