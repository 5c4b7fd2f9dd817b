//! Events with random damage: an answer always, never a panic.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde::de::IgnoredAny;
use statetopic::decode;

use super::levels::Level;
use super::round_trip::modification;
use super::shapes::{Shapes, shapes};
use super::support::fixture;

#[derive(Clone, Debug)]
enum Damage {
    Replace(Index, u8),
    Insert(Index, u8),
    Delete(Index),
    Repeat(Index, Index),
}

/// Damage that mostly hits the grammar: any byte would mostly be refused as no text.
fn damage() -> impl Strategy<Value = Damage> {
    let bytes = || prop_oneof![9 => select(&b"{}[]\",:\\ut0123456789eE+-.truefalsn \n\x00"[..]), 1 => any::<u8>()];
    prop_oneof![
        (any::<Index>(), bytes()).prop_map(|(place, byte)| Damage::Replace(place, byte)),
        (any::<Index>(), bytes()).prop_map(|(place, byte)| Damage::Insert(place, byte)),
        any::<Index>().prop_map(Damage::Delete),
        (any::<Index>(), any::<Index>()).prop_map(|(start, end)| Damage::Repeat(start, end)),
    ]
}

fn apply(event: &mut Vec<u8>, damages: &[Damage]) {
    for damage in damages {
        apply_one(event, damage);
    }
}

fn apply_one(event: &mut Vec<u8>, damage: &Damage) {
    let place = |index: &Index, event: &[u8]| index.index(event.len().max(1)).min(event.len().saturating_sub(1));
    match damage {
        _ if event.is_empty() => {}
        Damage::Replace(index, byte) => {
            let place = place(index, event);
            event[place] = *byte;
        }
        Damage::Insert(index, byte) => event.insert(place(index, event), *byte),
        Damage::Delete(index) => drop(event.remove(place(index, event))),
        Damage::Repeat(start, end) => {
            let (start, end) = (place(start, event), place(end, event));
            let part = event[start.min(end)..start.max(end)].to_vec();
            event.splice(start..start, part);
        }
    }
}

/// Decodes and prints what came of it; what was accepted must be JSON to others too.
fn check<T: statetopic::StateTopic>(event: &[u8]) -> Result<(), TestCaseError> {
    match decode::<T>(event) {
        Ok(delivered) => {
            let json = serde_json::from_slice::<IgnoredAny>(event).map(drop);
            prop_assert!(json.is_ok(), "accepted invalid JSON: {:?}", json);
            for undecoded in delivered.into_iter().filter_map(Result::err) {
                prop_assert!(undecoded.error().to_string().starts_with("cannot decode "));
            }
        }
        Err(error) => prop_assert!(error.to_string().starts_with("cannot read the event")),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_damaged_event_is_answered(damages in vec(damage(), 1..4)) {
        for good in [&fixture!("compact")[..], fixture!("escapes"), fixture!("members_extra"), fixture!("whitespace")] {
            let mut event = good.to_vec();
            apply(&mut event, &damages);
            check::<Level>(&event)?;
        }
    }

    #[test]
    fn any_bytes_are_answered(bytes in vec(any::<u8>(), 0..64), text: String) {
        check::<Level>(&bytes)?;
        check::<Level>(text.as_bytes())?;
    }
}

proptest! {
    #[test]
    fn a_damaged_event_of_every_shape_is_answered(shapes in shapes(), damages in vec(vec(damage(), 1..3), 8)) {
        let good = modification(&shapes, &shapes).to_string().into_bytes();
        for damages in damages {
            let mut event = good.clone();
            apply(&mut event, &damages);
            check::<Shapes>(&event)?;
        }
    }
}
