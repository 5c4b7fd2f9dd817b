//! A mapping, driven by hand: what it asks for, and what it makes of the answers.

mod answers;
mod history;
mod properties;
mod shards;
mod windows;

use std::fmt::Write as _;
use std::time::Duration;

use statetopic::subscriber::{Destination, StartingPosition};

use super::StreamMapping;
use crate::engine::Position;
use crate::invoke::InvokeError;
use crate::source::action::{Action, ActionId, Answer, Invocation, Read};
use crate::source::destination::FailureDestination;
use crate::source::discarded::DiscardReason;
use crate::source::outcome::Fate;
use crate::source::pattern::Filters;
use crate::source::settings::{Delivery, MappingSettings};
use crate::source::testing::{BEGINNING, Changes, FIRST, NAMES, numbers, report};

/// A mapping and the stream that it reads.
struct Hand {
    mapping: StreamMapping,
    changes: Changes,
    now: Duration,
    /// Reads that wait for what is not there.
    waiting: Vec<(ActionId, Read)>,
}

fn settings(batch_size: u16) -> MappingSettings {
    MappingSettings::new(batch_size, StartingPosition::TrimHorizon)
}

fn failures() -> FailureDestination {
    FailureDestination::new(Destination::Sqs("failures".to_owned()))
}

impl Hand {
    fn new(items: &str, settings: MappingSettings) -> Self {
        let changes = Changes::of(items, BEGINNING);
        Self { mapping: StreamMapping::new(NAMES, &[FIRST], settings), changes, now: BEGINNING, waiting: Vec::new() }
    }

    fn next(&mut self) -> Option<(ActionId, Action)> {
        self.mapping.next(self.now)
    }

    fn read(&mut self) -> (ActionId, Read) {
        match self.next() {
            Some((id, Action::Read(read))) => (id, read),
            other => panic!("{other:?}"),
        }
    }

    /// Answers reads until another action comes; a read at the end of a shard stays under way.
    fn beyond_reads(&mut self) -> Option<(ActionId, Action)> {
        for (id, read) in std::mem::take(&mut self.waiting) {
            self.answer(id, read);
        }
        loop {
            match self.next()? {
                (id, Action::Read(read)) => self.answer(id, read),
                other => return Some(other),
            }
        }
    }

    fn answer(&mut self, id: ActionId, read: Read) {
        match self.changes.page(read, self.now) {
            Some(page) => self.mapping.complete(id, Answer::Page(page), self.now),
            None => self.waiting.push((id, read)),
        }
    }

    /// The next delivery, with its items.
    fn delivery(&mut self) -> (ActionId, String, Invocation) {
        match self.beyond_reads() {
            Some((id, Action::Invoke(invocation))) => (id, self.items(&numbers(&invocation.event)), invocation),
            other => panic!("{other:?}"),
        }
    }

    fn discard(&mut self) -> DiscardReason {
        match self.next() {
            Some((id, Action::Discard(discarded))) => {
                self.mapping.complete(id, Answer::Done, self.now);
                discarded.reason()
            }
            other => panic!("{other:?}"),
        }
    }

    fn items(&self, numbers: &[String]) -> String {
        let item =
            |number: &String| self.changes.0.iter().find(|change| change.number() == *number).unwrap().item.clone();
        numbers.iter().map(item).collect()
    }

    fn succeed(&mut self, id: ActionId) {
        self.mapping.complete(id, Answer::Returned(b"{}".to_vec()), self.now);
    }

    fn fail(&mut self, id: ActionId) {
        self.mapping.complete(id, Answer::Failed(InvokeError::new("killed")), self.now);
    }

    /// What became of items, in order.
    fn outcomes(&mut self) -> Vec<(String, Fate)> {
        let outcomes = self.mapping.take_outcomes();
        outcomes.into_iter().map(|outcome| (self.items(&outcome.records), outcome.fate)).collect()
    }
}

/// Items that are in different lanes of two.
fn items_of_two_lanes() -> (String, String) {
    let mut hand = Hand::new("abcdefgh", settings(1).with_parallelization(2));
    let (_, first, _) = hand.delivery();
    let (_, second, _) = hand.delivery();
    (first, second)
}

#[test]
fn a_batch_is_read_invoked_with_its_end_and_done() {
    let mut hand = Hand::new("abc", settings(2).with_timeout(Duration::from_secs(30)));
    let (id, read) = hand.read();
    assert_eq!(read, Read { shard: FIRST.id, after: None, limit: 2, waits: false });
    assert!(hand.next().is_none(), "one read at a time");
    hand.mapping.complete(id, Answer::Page(hand.changes.page(read, hand.now).unwrap()), hand.now);
    let (id, items, invocation) = hand.delivery();
    assert_eq!((items.as_str(), invocation.records), ("ab", 2));
    assert_eq!(invocation.until, Some(BEGINNING + Duration::from_secs(30)));
    assert!(hand.next().is_none(), "the lane is busy");
    hand.succeed(id);
    let (id, items, _) = hand.delivery();
    assert_eq!(items, "c");
    hand.succeed(id);
    assert_eq!(hand.outcomes(), [("ab".to_owned(), Fate::Done), ("c".to_owned(), Fate::Done)]);
    assert_eq!(hand.read().1, Read { shard: FIRST.id, after: Some(Position::new(3)), limit: 2, waits: true });
    assert!(hand.next().is_none() && hand.mapping.wakes_at().is_none());
}

#[test]
fn what_was_read_does_not_wait_for_what_is_not_there() {
    let filters = Filters::new(&[r#"{"dynamodb": {"Keys": {"id": {"S": ["a"]}}}}"#]).unwrap();
    let mut hand = Hand::new("ab", settings(2).with_filters(filters));
    // The page is full and the batch is not: only another read shows that nothing more is there.
    let (id, items, _) = hand.delivery();
    assert_eq!(items, "a");
    hand.succeed(id);
    assert!(hand.read().1.waits);
}

#[test]
fn lanes_deliver_at_once_and_each_keeps_its_order() {
    let (a, b) = items_of_two_lanes();
    let mut hand = Hand::new(&format!("{a}{a}{b}{b}"), settings(1).with_parallelization(2));
    let (first, items, _) = hand.delivery();
    let (second, others, _) = hand.delivery();
    assert_eq!((&items, &others), (&a, &b));
    assert!(hand.beyond_reads().is_none(), "both lanes are busy");
    hand.succeed(second);
    let (third, items, _) = hand.delivery();
    assert_eq!(items, b, "the other lane goes on");
    hand.fail(first);
    let (_, items, _) = hand.delivery();
    assert_eq!(items, a, "what failed comes again before what is behind it");
    hand.succeed(third);
    assert!(hand.beyond_reads().is_none());
}

#[test]
fn a_window_passes_unless_the_batch_is_full_before() {
    let mut hand = Hand::new("ab", settings(3).with_batching_window(5));
    assert!(hand.beyond_reads().is_none());
    assert_eq!(hand.mapping.wakes_at(), Some(BEGINNING + Duration::from_secs(5)));
    hand.now += Duration::from_millis(4_999);
    assert!(hand.next().is_none());
    hand.now += Duration::from_millis(1);
    let (id, items, _) = hand.delivery();
    assert_eq!(items, "ab");
    hand.succeed(id);
    assert_eq!(hand.mapping.wakes_at(), None);

    let mut hand = Hand::new("abcd", settings(3).with_batching_window(5));
    let (id, items, _) = hand.delivery();
    assert_eq!(items, "abc", "a full batch does not wait");
    hand.succeed(id);
    assert!(hand.beyond_reads().is_none());
    assert_eq!(hand.mapping.wakes_at(), Some(BEGINNING + Duration::from_secs(5)));
}

#[test]
fn what_a_filter_drops_is_told_and_makes_room() {
    let filters = Filters::new(&[r#"{"dynamodb": {"Keys": {"id": {"S": ["a", "z"]}}}}"#]).unwrap();
    let mut hand = Hand::new("abcz", settings(2).with_filters(filters));
    let (id, items, _) = hand.delivery();
    assert_eq!(items, "az");
    hand.succeed(id);
    let outcomes = hand.outcomes();
    let filtered = outcomes.iter().filter(|(_, fate)| *fate == Fate::Filtered);
    assert_eq!(filtered.map(|(items, _)| &**items).collect::<String>(), "bc");
    assert_eq!(outcomes.last(), Some(&("az".to_owned(), Fate::Done)));
}

#[test]
fn what_is_discarded_goes_to_the_destination_before_anything_else_comes() {
    let mut hand = Hand::new("ab", settings(1).with_max_retries(1).with_on_failure(failures()));
    for _ in 0..2 {
        let (id, items, _) = hand.delivery();
        assert_eq!(items, "a");
        hand.fail(id);
    }
    assert_eq!(hand.discard(), DiscardReason::RetryAttemptsExhausted);
    let (_, items, _) = hand.delivery();
    assert_eq!(items, "b");
    let fate = Fate::Discarded(DiscardReason::RetryAttemptsExhausted);
    assert_eq!(hand.outcomes(), [("a".to_owned(), Fate::Retried), ("a".to_owned(), fate)]);
}

#[test]
fn age_is_looked_at_before_each_delivery() {
    let mut hand = Hand::new("ab", settings(2).with_max_age(60).with_on_failure(failures()));
    let (id, items, _) = hand.delivery();
    assert_eq!(items, "ab");
    hand.now += Duration::from_secs(61);
    let failed = report(&[hand.changes.0[1].number()]);
    hand.mapping.complete(id, Answer::Returned(failed), hand.now);
    assert_eq!(hand.discard(), DiscardReason::RecordAgeExceeded);
    assert!(hand.beyond_reads().is_none());
    let fates = [("a", Fate::Done), ("b", Fate::Retried), ("b", Fate::Discarded(DiscardReason::RecordAgeExceeded))];
    assert_eq!(hand.outcomes(), fates.map(|(items, fate)| (items.to_owned(), fate)));
}

#[test]
fn what_expires_in_a_batch_is_too_old_and_what_expires_in_the_stream_is_lost() {
    let day = Duration::from_hours(24);
    for settings in [settings(1), settings(1).with_max_age(604_800)] {
        let mut hand = Hand::new("ab", settings.with_on_failure(failures()));
        let (id, items, _) = hand.delivery();
        assert_eq!(items, "a");
        hand.now += day;
        hand.fail(id);
        let (id, items, _) = hand.delivery();
        assert_eq!(items, "a", "the last second of the day is in it");
        hand.now += Duration::from_secs(1);
        hand.fail(id);
        hand.changes.push("c", hand.now);
        assert_eq!(hand.discard(), DiscardReason::RecordAgeExceeded);
        assert_eq!(hand.delivery().1, "c");
        let told = hand.outcomes();
        let old = Fate::Discarded(DiscardReason::RecordAgeExceeded);
        assert_eq!(told[2..], [("a".to_owned(), old), ("b".to_owned(), Fate::Trimmed)]);
    }
}

#[test]
fn a_lane_that_blocks_holds_up_no_other_until_it_has_filled_the_memory() {
    let (a, b) = items_of_two_lanes();
    let items = format!("{a}{b}{}", a.repeat(3000));
    let mut hand = Hand::new(&items, settings(1).with_parallelization(2).with_max_attempts(2));
    let mut deliveries = Vec::new();
    while let Some((id, action)) = hand.beyond_reads() {
        let Action::Invoke(invocation) = action else { panic!("{action:?}") };
        let items = hand.items(&numbers(&invocation.event));
        if items == a {
            hand.fail(id);
        } else {
            hand.succeed(id);
        }
        deliveries.push(items);
    }
    assert_eq!(deliveries.iter().filter(|items| **items == b).count(), 1);
    assert_eq!(deliveries.iter().filter(|items| **items == a).count(), 2);
    assert!(hand.mapping.blocked().is_some_and(crate::source::MappingError::is_blocked));
    assert!(matches!(hand.next(), None | Some((_, Action::Read(_)))));

    // Whoever resumes it gives the batch its attempts anew.
    hand.mapping.resume();
    assert!(hand.mapping.blocked().is_none());
    let (id, items, _) = hand.delivery();
    assert_eq!(items, a);
    hand.succeed(id);
    assert_eq!(hand.delivery().1, a);
}

#[test]
fn an_answer_that_comes_late_or_twice_means_nothing() {
    let mut hand = Hand::new("ab", settings(1));
    let (lost, items, _) = hand.delivery();
    assert_eq!(items, "a");
    hand.mapping.resume();
    let (id, items, _) = hand.delivery();
    assert_eq!(items, "a", "what has no answer any more comes again");
    hand.succeed(lost);
    assert!(hand.beyond_reads().is_none() && hand.outcomes().is_empty());
    hand.succeed(id);
    hand.succeed(id);
    assert_eq!(hand.delivery().1, "b");
}

#[test]
fn a_batch_that_is_delivered_twice_comes_again_as_a_whole() {
    let mut hand = Hand::new("abc", settings(2).with_delivery(Delivery::Twice));
    let mut deliveries = Vec::new();
    while let Some((id, Action::Invoke(invocation))) = hand.beyond_reads() {
        deliveries.push(hand.items(&numbers(&invocation.event)));
        hand.succeed(id);
    }
    assert_eq!(deliveries, ["ab", "ab", "c", "c"]);
}

#[test]
fn actions_and_answers_are_shown_without_values() {
    let bucket = FailureDestination::new(Destination::S3("failures".to_owned()));
    let mut hand = Hand::new("", settings(1).with_max_retries(1).with_on_failure(bucket));
    hand.changes.push("secret", BEGINNING);
    let (id, read) = hand.read();
    let answer = Answer::Page(hand.changes.page(read, hand.now).unwrap());
    let mut shown = format!("{read:?} {answer:?}");
    hand.mapping.complete(id, answer, hand.now);
    for _ in 0..2 {
        let (id, invoke) = hand.next().unwrap();
        let answer = Answer::Failed(InvokeError::new("secret"));
        write!(shown, "{invoke:?} {answer:?} {:?}", hand.mapping).unwrap();
        hand.mapping.complete(id, answer, hand.now);
        write!(shown, "{:?}", hand.mapping).unwrap();
    }
    let (_, discard) = hand.next().unwrap();
    let (outcomes, returned) = (hand.mapping.take_outcomes(), Answer::Returned(b"secret".to_vec()));
    write!(shown, "{discard:?} {outcomes:?} {returned:?}").unwrap();
    assert!(!shown.contains("secret") && shown.contains("Invocation"), "{shown}");
}
