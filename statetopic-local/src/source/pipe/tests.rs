//! A Pipe, driven by hand and on random histories.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use statetopic::subscriber::{Destination, StartingPosition};

use super::Pipe;
use crate::invoke::InvokeError;
use crate::source::action::{Action, ActionId, Answer, Read};
use crate::source::destination::FailureDestination;
use crate::source::discarded::Discarded;
use crate::source::message::NewMessage;
use crate::source::settings::MappingSettings;
use crate::source::testing::{BEGINNING, Changes, FIRST, NAMES, Random};

fn settings(batch_size: u16) -> MappingSettings {
    let failures = FailureDestination::new(Destination::Sqs("failures".to_owned()));
    MappingSettings::new(batch_size, StartingPosition::TrimHorizon).with_on_failure(failures)
}

/// A Pipe, the stream that it reads, and what came of it.
struct Hand {
    pipe: Pipe,
    changes: Changes,
    now: Duration,
    read: Option<(ActionId, Read)>,
    sending: Vec<(ActionId, Vec<NewMessage>)>,
    discarded: Vec<Discarded>,
}

impl Hand {
    fn new(items: &str, settings: MappingSettings) -> Self {
        Self {
            pipe: Pipe::new(NAMES, &[FIRST], "id", settings),
            changes: Changes::of(items, BEGINNING),
            now: BEGINNING,
            read: None,
            sending: Vec::new(),
            discarded: Vec::new(),
        }
    }

    /// Takes all actions that there are now; reads are answered.
    fn take(&mut self) {
        loop {
            if let Some((id, read)) = self.read
                && let Some(page) = self.changes.page(read, self.now)
            {
                self.read = None;
                self.pipe.complete(id, Answer::Page(page), self.now);
            }
            match self.pipe.next(self.now) {
                None => return,
                Some((id, Action::Read(read))) => self.read = Some((id, read)),
                Some((id, Action::Send(messages))) => self.sending.push((id, messages)),
                Some((id, Action::Discard(discarded))) => {
                    self.discarded.push(discarded);
                    self.pipe.complete(id, Answer::Done, self.now);
                }
                Some(other) => panic!("{other:?}"),
            }
        }
    }

    fn groups(&self) -> Vec<String> {
        let groups = self.sending.iter().map(|(_, messages)| messages.iter().map(|message| &*message.group).collect());
        groups.collect()
    }
}

fn number(body: &str) -> String {
    let record: Value = serde_json::from_str(body).unwrap();
    record["dynamodb"]["SequenceNumber"].as_str().unwrap().to_owned()
}

#[test]
fn ten_messages_at_most_are_sent_at_once_whatever_the_settings_say() {
    let mut hand = Hand::new(&"abcdef".repeat(4), settings(100));
    hand.take();
    assert_eq!(hand.groups(), ["abcdefabcd"]);
    let (id, messages) = hand.sending.remove(0);
    assert_eq!(number(&messages[0].body), hand.changes.0[0].number());
    assert_ne!(messages[0].deduplication, messages[6].deduplication);
    hand.pipe.complete(id, Answer::Done, hand.now);
    hand.take();
    assert_eq!(hand.groups(), ["efabcdefab"]);
}

#[test]
fn a_batch_that_cannot_be_sent_is_bisected_whatever_the_settings_say() {
    let mut hand = Hand::new("", settings(10).with_max_retries(1));
    for item in ["a", "b", "two words", "c"] {
        hand.changes.push(item, BEGINNING);
    }
    hand.take();
    assert_eq!(hand.groups(), ["ab"], "the batch with the name that is not a group is cut in two");
    let (id, _) = hand.sending.remove(0);
    hand.pipe.complete(id, Answer::Done, hand.now);
    hand.take();
    assert_eq!(hand.groups(), ["c"]);
    let numbers: Vec<_> = hand.discarded.iter().map(|discarded| discarded.sequence_numbers().0.to_owned()).collect();
    assert_eq!(numbers, [hand.changes.0[2].number()]);
    assert!(!format!("{:?} {:?}", hand.pipe, hand.sending).contains("two words"));
}

#[test]
fn what_has_no_group_blocks_where_it_is_never_discarded() {
    let mut hand = Hand::new(" ", settings(10));
    hand.take();
    let error = hand.pipe.blocked().unwrap();
    let cause = std::error::Error::source(error).unwrap().to_string();
    assert!(error.is_blocked() && cause.contains("cannot name a message group"), "{error}: {cause}");
}

/// Batches that fail, several lanes at once, and names that are not groups.
#[test]
fn a_record_is_sent_or_in_the_destination_and_the_order_of_each_item_is_kept() {
    let (mut sent, mut discarded, mut at_once) = (0, 0, 0);
    for seed in 0..200 {
        let mut random = Random::seeded(seed);
        let lanes = random.choose(&[1, 4, 10]);
        let mut hand =
            Hand::new("", settings(random.choose(&[1, 4, 10])).with_parallelization(lanes).with_max_retries(2));
        let mut taken: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for step in 0..400 {
            if step < 200 && random.percent(40) {
                let item = random.choose(&["a", "b", "c", "d", "e", "f", "two words"]);
                hand.changes.push(item, hand.now);
            }
            hand.take();
            at_once = at_once.max(hand.sending.len());
            assert!(hand.sending.len() <= usize::from(lanes), "seed {seed}");
            if hand.sending.is_empty() || step < 200 && random.percent(50) {
                continue;
            }
            let (id, messages) = hand.sending.swap_remove(random.below(hand.sending.len()));
            if random.percent(10) {
                hand.pipe.complete(id, Answer::Failed(InvokeError::new("throttled")), hand.now);
                continue;
            }
            for message in messages {
                taken.entry(message.group).or_default().push(number(&message.body));
            }
            hand.pipe.complete(id, Answer::Done, hand.now);
        }
        assert!(hand.sending.is_empty() && hand.read.is_some(), "seed {seed}: {:?}", hand.pipe);
        let gone: Vec<String> = hand.discarded.iter().map(|gone| gone.sequence_numbers().0.to_owned()).collect();
        assert!(hand.discarded.iter().all(|gone| gone.records() == 1), "seed {seed}: each is isolated");
        for change in &hand.changes.0 {
            let numbers = taken.get(&change.item).into_iter().flatten().chain(&gone);
            assert_eq!(numbers.filter(|there| **there == change.number()).count(), 1, "seed {seed}: {change:?}");
        }
        assert!(taken.values().all(|numbers| numbers.is_sorted()), "seed {seed}: out of order");
        sent += taken.values().map(Vec::len).sum::<usize>();
        discarded += gone.len();
    }
    assert!(sent > 5000 && discarded > 500 && at_once > 3, "{sent} sent, {discarded} discarded, {at_once} at once");
}
