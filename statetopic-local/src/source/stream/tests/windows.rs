//! Tumbling windows, with raw answers.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Hand, settings};
use crate::shards::ShardId;
use crate::source::action::{Action, ActionId, Answer};
use crate::source::outcome::Fate;
use crate::source::settings::{Delivery, MappingSettings};
use crate::source::testing::{BEGINNING, FIRST, NAMES};

/// A second of a minute's beginning, so that a window of a minute begins there.
const MINUTE: Duration = Duration::from_secs(BEGINNING.as_secs() / 60 * 60);

/// A mapping with windows of a minute, and items that come at these seconds.
fn hand(changes: &[(&str, u64)], settings: MappingSettings) -> Hand {
    let mut hand = Hand::new("", settings.with_tumbling_window(60).with_parallelization(10));
    hand.now = MINUTE;
    for (item, second) in changes {
        hand.changes.push(item, MINUTE + Duration::from_secs(*second));
    }
    hand
}

/// The next event: its items, its state, and whether it is the final one or one of a window that is terminated early.
fn event(hand: &mut Hand) -> (ActionId, String, Value, (bool, bool)) {
    let (id, items, invocation) = hand.delivery();
    let event: Value = serde_json::from_str(&invocation.event).unwrap();
    let is = |name: &str| event[name].as_bool().unwrap();
    (id, items, event["state"].clone(), (is("isFinalInvokeForWindow"), is("isWindowTerminatedEarly")))
}

fn answer(hand: &mut Hand, id: ActionId, answer: &Value) {
    hand.mapping.complete(id, Answer::Returned(answer.to_string().into_bytes()), hand.now);
}

#[test]
fn a_window_collects_its_records_and_ends_with_an_event_without_records() {
    let mut hand = hand(&[("a", 1), ("b", 2), ("c", 59), ("d", 60)], settings(2));
    let (id, _, invocation) = hand.delivery();
    let event_of: Value = serde_json::from_str(&invocation.event).unwrap();
    assert_eq!(event_of["window"], json!({ "start": "2023-11-14T22:13:00Z", "end": "2023-11-14T22:14:00Z" }));
    assert_eq!((&event_of["shardId"], &event_of["eventSourceARN"]), (&json!(FIRST.id.to_string()), &json!(NAMES.1)));
    answer(&mut hand, id, &json!({ "state": { "seen": 2 } }));
    let (id, items, state, flags) = event(&mut hand);
    assert_eq!((items.as_str(), state, flags), ("c", json!({ "seen": 2 }), (false, false)), "d is of the next window");
    answer(&mut hand, id, &json!({ "state": { "seen": 3 } }));
    let (id, items, state, flags) = event(&mut hand);
    assert_eq!((items.as_str(), state, flags), ("", json!({ "seen": 3 }), (true, false)));
    answer(&mut hand, id, &json!({ "state": {} }));
    let (id, items, state, flags) = event(&mut hand);
    assert_eq!((items.as_str(), state, flags), ("d", json!({}), (false, false)), "a fresh state");
    answer(&mut hand, id, &json!({ "state": 1 }));
    assert!(hand.beyond_reads().is_none());
    assert_eq!(hand.mapping.wakes_at(), Some(MINUTE + Duration::from_mins(2 + 2)), "two minutes after its end");
    hand.now = MINUTE + Duration::from_mins(4);
    assert_eq!(event(&mut hand).2, json!(1));
}

#[test]
fn an_answer_without_a_state_is_a_failed_invocation() {
    let mut hand = hand(&[("a", 1)], settings(1).with_max_attempts(9));
    for bad in [json!({}), json!(null), json!({ "batchItemFailures": [] }), json!("done"), json!([])] {
        let (id, items, state, _) = event(&mut hand);
        assert_eq!((items.as_str(), state), ("a", json!({})));
        answer(&mut hand, id, &bad);
    }
    let (id, ..) = event(&mut hand);
    hand.mapping.complete(id, Answer::Returned(Vec::new()), hand.now);
    let (id, ..) = event(&mut hand);
    hand.fail(id);
    let (id, items, state, _) = event(&mut hand);
    assert_eq!((items.as_str(), state), ("a", json!({})));
    answer(&mut hand, id, &json!({ "state": 7 }));
    assert_eq!(hand.outcomes().last(), Some(&("a".to_owned(), Fate::Done)));
}

#[test]
fn a_checkpoint_keeps_the_state_up_to_it_and_a_failure_the_one_before() {
    let mut hand = hand(&[("a", 1), ("b", 2)], settings(2));
    let (id, ..) = event(&mut hand);
    let failed = json!([{ "itemIdentifier": hand.changes.0[1].number() }]);
    answer(&mut hand, id, &json!({ "state": "a", "batchItemFailures": failed }));
    let (id, items, state, _) = event(&mut hand);
    assert_eq!((items.as_str(), state), ("b", json!("a")));
    answer(&mut hand, id, &json!({ "state": "lost", "batchItemFailures": failed }));
    let (_, items, state, _) = event(&mut hand);
    assert_eq!((items.as_str(), state), ("b", json!("a")), "nothing of it was done");
}

#[test]
fn a_state_of_more_than_a_megabyte_ends_early_and_the_window_goes_on_with_a_new_one() {
    let mut hand = hand(&[("a", 1), ("b", 2)], settings(1));
    let (id, ..) = event(&mut hand);
    let large = json!("x".repeat((1 << 20) - 2));
    answer(&mut hand, id, &json!({ "state": large }));
    let (id, items, state, flags) = event(&mut hand);
    assert_eq!((items.as_str(), state == large, flags), ("b", true, (false, false)), "1 MB is not too large");
    let large = json!("x".repeat((1 << 20) - 1));
    answer(&mut hand, id, &json!({ "state": large }));
    let (id, items, state, flags) = event(&mut hand);
    assert_eq!((items.as_str(), state == large, flags), ("", true, (false, true)));
    answer(&mut hand, id, &json!({ "state": {} }));
    assert!(hand.beyond_reads().is_none());
    assert_eq!(hand.mapping.wakes_at(), Some(MINUTE + Duration::from_mins(3)), "the window goes on");
    hand.changes.push("c", MINUTE + Duration::from_secs(3));
    let (_, items, state, flags) = event(&mut hand);
    assert_eq!((items.as_str(), state, flags), ("c", json!({}), (false, false)));
}

#[test]
fn a_shard_that_ends_ends_its_window_before_its_children_begin() {
    let mut hand = hand(&[("a", 1)], settings(1));
    hand.changes.close(FIRST.id, false);
    hand.changes.push("b", MINUTE + Duration::from_secs(2));
    let (id, ..) = event(&mut hand);
    answer(&mut hand, id, &json!({ "state": 1 }));
    let (id, items, state, flags) = event(&mut hand);
    assert_eq!((items.as_str(), state, flags), ("", json!(1), (true, false)));
    answer(&mut hand, id, &json!({ "state": 1 }));
    let (_, items, invocation) = hand.delivery();
    let event: Value = serde_json::from_str(&invocation.event).unwrap();
    assert_eq!((items.as_str(), &event["state"]), ("b", &json!({})));
    assert_eq!(event["shardId"], ShardId::new(2).to_string());
}

#[test]
fn an_end_that_fails_comes_again_and_its_state_is_lost_after_the_last_retry() {
    let mut hand = hand(&[("a", 1), ("b", 60)], settings(1).with_max_retries(1));
    let (id, ..) = event(&mut hand);
    answer(&mut hand, id, &json!({ "state": 1 }));
    for _ in 0..2 {
        let (id, items, state, flags) = event(&mut hand);
        assert_eq!((items.as_str(), state, flags), ("", json!(1), (true, false)));
        answer(&mut hand, id, &json!({}));
    }
    assert_eq!(hand.outcomes().last(), Some(&("a".to_owned(), Fate::WindowLost)));
    assert_eq!(event(&mut hand).1, "b");

    let mut hand = self::hand(&[("a", 1), ("b", 60)], settings(1).with_max_attempts(1));
    let (id, ..) = event(&mut hand);
    answer(&mut hand, id, &json!({ "state": 1 }));
    let (id, ..) = event(&mut hand);
    answer(&mut hand, id, &json!({}));
    let error = hand.mapping.blocked().unwrap();
    let number = hand.changes.0[0].number();
    assert_eq!(error.sequence_numbers(), Some((number.as_str(), number.as_str())));
    assert!(error.to_string().contains("has no `state`"), "{error}");
}

#[test]
fn a_batch_that_comes_twice_comes_with_the_same_state_and_windows_have_one_lane() {
    let mut hand = hand(&[("a", 1), ("b", 2)], settings(1).with_delivery(Delivery::Twice));
    for (items, before, after) in [("a", json!({}), 1), ("a", json!({}), 1), ("b", json!(1), 2), ("b", json!(1), 2)] {
        let (id, there, state, _) = event(&mut hand);
        assert_eq!((there.as_str(), state), (items, before));
        assert!(!matches!(hand.beyond_reads(), Some((_, Action::Invoke(_)))), "one at a time");
        answer(&mut hand, id, &json!({ "state": after }));
    }
    assert!(!format!("{:?}", hand.mapping).contains("state:"));
}
