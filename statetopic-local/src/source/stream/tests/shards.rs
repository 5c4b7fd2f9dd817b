//! Several shards, driven by hand.

use std::time::Duration;

use super::{Hand, failures, settings};
use crate::shards::{ShardId, ShardStart};
use crate::source::action::{Action, Answer};
use crate::source::pattern::Filters;
use crate::source::stream::StreamMapping;
use crate::source::testing::{BEGINNING, Changes, FIRST, NAMES, numbers, report};

/// An item of each child of the first shard, if that is split.
fn items_of_two_shards() -> (String, String) {
    let mut hand = Hand::new("", settings(1));
    hand.changes.close(FIRST.id, true);
    for item in 'a'..='h' {
        hand.changes.push(&item.to_string(), BEGINNING);
    }
    let item_of = |shard| {
        let change = hand.changes.0.iter().find(|change| hand.changes.is_of(shard, change));
        change.unwrap().item.clone()
    };
    (item_of(ShardId::new(2)), item_of(ShardId::new(3)))
}

#[test]
fn children_begin_when_all_of_their_parent_is_done_and_then_deliver_at_once() {
    let (a, b) = items_of_two_shards();
    let mut hand = Hand::new(&format!("{a}{b}"), settings(2));
    hand.changes.close(FIRST.id, true);
    hand.changes.push(&a, BEGINNING);
    hand.changes.push(&b, BEGINNING);
    let (id, items, _) = hand.delivery();
    assert_eq!(items, format!("{a}{b}"));
    assert!(hand.beyond_reads().is_none(), "the parent is read to its end and not done");
    let failed = report(&[hand.changes.0[1].number()]);
    hand.mapping.complete(id, Answer::Returned(failed), hand.now);
    let (id, items, _) = hand.delivery();
    assert_eq!(items, b);
    assert!(hand.beyond_reads().is_none(), "one record is not done");
    hand.succeed(id);
    let (first, items, _) = hand.delivery();
    let (second, others, _) = hand.delivery();
    assert_eq!((items, others), (a, b), "both children deliver at once");
    hand.succeed(second);
    hand.succeed(first);
    assert!(hand.beyond_reads().is_none());
}

#[test]
fn the_last_batch_of_a_closed_shard_does_not_wait_for_more() {
    let mut hand = Hand::new("a", settings(10).with_batching_window(60));
    hand.changes.close(FIRST.id, false);
    let (id, items, _) = hand.delivery();
    assert_eq!((items.as_str(), hand.now), ("a", BEGINNING));
    hand.succeed(id);
    assert!(hand.beyond_reads().is_none());
    assert_eq!(hand.mapping.wakes_at(), None);
    // Its child gathers as any other.
    hand.changes.push("a", BEGINNING);
    assert!(hand.beyond_reads().is_none());
    assert_eq!(hand.mapping.wakes_at(), Some(BEGINNING + Duration::from_mins(1)));
}

#[test]
fn what_a_filter_drops_and_what_is_discarded_lets_the_children_begin() {
    let filters = Filters::new(&[r#"{"dynamodb": {"Keys": {"id": {"S": ["a", "z"]}}}}"#]).unwrap();
    let settings = settings(1).with_filters(filters).with_max_retries(0).with_on_failure(failures());
    let mut hand = Hand::new("ab", settings);
    hand.changes.close(FIRST.id, false);
    hand.changes.push("z", BEGINNING);
    let (id, ..) = hand.delivery();
    hand.fail(id);
    hand.discard();
    assert_eq!(hand.delivery().1, "z");
}

#[test]
fn a_discarded_record_names_its_shard() {
    let mut hand = Hand::new("", settings(1).with_max_retries(0).with_on_failure(failures()));
    hand.changes.close(FIRST.id, false);
    hand.changes.push("a", BEGINNING);
    let (id, ..) = hand.delivery();
    hand.fail(id);
    let Some((_, Action::Discard(discarded))) = hand.next() else { panic!("nothing was discarded") };
    assert!(discarded.body().contains(r#""shardId":"shardId-00000000000000000002-00000002""#), "{}", discarded.body());
}

#[test]
fn a_mapping_starts_at_the_oldest_shards_or_at_the_ends_of_the_open_ones() {
    let (a, b) = items_of_two_shards();
    let history = |starts: fn(&Changes) -> Vec<ShardStart>| {
        let mut hand = Hand::new(&format!("{a}{b}"), settings(10));
        hand.changes.close(FIRST.id, true);
        hand.changes.push(&a, BEGINNING);
        hand.mapping = StreamMapping::new(NAMES, &starts(&hand.changes), settings(10));
        hand.changes.push(&b, BEGINNING);
        let mut deliveries = Vec::new();
        while let Some((id, Action::Invoke(invocation))) = hand.beyond_reads() {
            deliveries.push(hand.items(&numbers(&invocation.event)));
            hand.succeed(id);
        }
        deliveries
    };
    let all = [format!("{a}{b}"), a.clone(), b.clone()];
    assert_eq!(history(|changes| changes.shards().starts(None)), all);
    assert_eq!(history(|changes| changes.shards().ends(changes.end())), all[2..]);
}

#[test]
fn the_ids_of_the_actions_of_all_shards_differ() {
    let mut hand = Hand::new("", settings(1));
    hand.changes.close(FIRST.id, true);
    hand.mapping = StreamMapping::new(NAMES, &hand.changes.shards().ends(None), settings(1));
    let (first, one) = hand.read();
    let (second, other) = hand.read();
    assert!(first != second && one.shard != other.shard);
}
