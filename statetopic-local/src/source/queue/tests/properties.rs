//! What holds in every history of a FIFO queue and its mapping.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::{Delivered, Hand, report, settings};
use crate::source::action::Answer;
use crate::source::outcome::Fate;
use crate::source::testing::Random;

/// Histories that each property is tried on.
const SEEDS: u64 = 200;

const VISIBILITY_TIMEOUT: Duration = Duration::from_mins(1);

/// A history, and what is known of each message by its name.
struct History {
    hand: Hand,
    random: Random,
    max_receive_count: u32,
    names: Vec<String>,
    /// What is with the function, and until when nobody else gets it.
    in_flight: Vec<(Delivered, Duration)>,
    /// Number of deliveries.
    deliveries: BTreeMap<String, u64>,
    /// What was done in time.
    done: Vec<String>,
    fates: Vec<(usize, Fate)>,
    /// Number of deliveries that began while an older one of the same message ran.
    doubled: usize,
}

impl History {
    /// A history, when nothing is left in the queue.
    fn of(seed: u64) -> Self {
        let mut random = Random::seeded(seed);
        let max_receive_count = random.choose(&[1, 2, 5]);
        let batch_size = random.choose(&[1, 3, 10]);
        let settings = settings(batch_size).with_max_receive_count(max_receive_count).with_seed(seed);
        let mut history = Self {
            hand: Hand::new("", settings),
            random,
            max_receive_count,
            names: Vec::new(),
            in_flight: Vec::new(),
            deliveries: BTreeMap::new(),
            done: Vec::new(),
            fates: Vec::new(),
            doubled: 0,
        };
        for _ in 0..120 {
            history.step();
        }
        for _ in 0..10_000 {
            if history.hand.queue.len() == 0 && history.in_flight.is_empty() {
                history.take();
                return history;
            }
            history.take();
            history.end_one();
            history.hand.now += Duration::from_secs(10);
        }
        panic!("not done: {:?}", history.hand.queue);
    }

    fn step(&mut self) {
        match self.random.below(4) {
            0 => {
                for _ in 0..self.random.below(6) {
                    let name = format!("{}{}", self.random.choose(&["a", "b", "c", "d"]), self.names.len());
                    self.hand.send(&name);
                    self.names.push(name);
                }
            }
            1 => self.hand.now += Duration::from_secs(self.random.below(30) as u64),
            2 => self.end_one(),
            _ => self.take(),
        }
    }

    /// Takes all deliveries that begin now.
    fn take(&mut self) {
        while let Some(delivered) = self.hand.delivery() {
            self.check(&delivered);
            for (_, name) in &delivered.messages {
                *self.deliveries.entry(name.clone()).or_default() += 1;
            }
            self.in_flight.push((delivered, self.hand.now + VISIBILITY_TIMEOUT));
        }
        self.fates.extend(self.hand.fates());
    }

    /// What is delivered is due: nobody has its groups, the messages of a group come in order, and receives are counted.
    fn check(&mut self, delivered: &Delivered) {
        let groups: BTreeSet<&str> = delivered.messages.iter().map(|(_, name)| &name[..1]).collect();
        for (other, until) in &self.in_flight {
            let shares = other.messages.iter().any(|(_, name)| groups.contains(&name[..1]));
            let lapsed = *until <= self.hand.now;
            // What was done of it is deleted, and holds up nobody.
            assert!(lapsed || !shares, "a group is with two invocations at once");
            self.doubled += usize::from(shares);
        }
        let dead: BTreeSet<String> = self.hand.queue.dead().map(|message| message.new.body.clone()).collect();
        for group in groups {
            let of_group: Vec<&String> =
                delivered.messages.iter().map(|(_, name)| name).filter(|name| name.starts_with(group)).collect();
            let left = self.names.iter().filter(|name| name.starts_with(group));
            let left = left.filter(|name| !self.done.contains(name) && !dead.contains(*name));
            assert_eq!(of_group, left.take(of_group.len()).collect::<Vec<_>>(), "in order, without a gap");
        }
        for ((_, name), receives) in delivered.messages.iter().zip(&delivered.receives) {
            assert_eq!(*receives, self.deliveries.get(name).copied().unwrap_or_default() + 1, "{name}");
            assert!(*receives <= u64::from(self.max_receive_count), "{name}");
        }
    }

    /// Ends one of the invocations that run: in time or not, well or not.
    fn end_one(&mut self) {
        if self.in_flight.is_empty() {
            return;
        }
        let (delivered, until) = self.in_flight.swap_remove(self.random.below(self.in_flight.len()));
        let ids: Vec<String> = delivered.messages.iter().map(|(id, _)| id.clone()).collect();
        let failed = match self.random.below(4) {
            0 => None,
            1 => Some(ids.len()),
            _ => Some(self.random.below(ids.len() + 1)),
        };
        let answer =
            failed.map_or_else(|| Answer::Returned(b"no JSON".to_vec()), |from| Answer::Returned(report(&ids[from..])));
        self.hand.consumer.complete(delivered.id, answer);
        if until > self.hand.now {
            let done = delivered.messages.into_iter().take(failed.unwrap_or_default());
            self.done.extend(done.map(|(_, name)| name));
        }
        // The deletion is the next that happens.
        self.take();
    }
}

/// The order of each group, and that no group is with two invocations at once, is checked in the history at each delivery.
#[test]
fn a_message_is_done_or_in_the_dead_letter_queue_and_never_both() {
    let (mut done, mut dead, mut doubled) = (0, 0, 0);
    for seed in 0..SEEDS {
        let history = History::of(seed);
        let letters: Vec<String> = history.hand.queue.dead().map(|message| message.new.body.clone()).collect();
        for name in &history.names {
            let places = history.done.iter().chain(&letters).filter(|there| *there == name).count();
            assert_eq!(places, 1, "seed {seed}: {name}");
        }
        (done, dead, doubled) = (done + history.done.len(), dead + letters.len(), doubled + history.doubled);
    }
    assert!(done > 5000 && dead > 500 && doubled > 200, "{done} done, {dead} dead, {doubled} delivered while they ran");
}

#[test]
fn a_dead_message_was_received_as_often_as_it_may_be() {
    for seed in 0..SEEDS {
        let history = History::of(seed);
        for message in history.hand.queue.dead() {
            let name = &message.new.body;
            assert_eq!(history.deliveries[name], u64::from(history.max_receive_count), "seed {seed}: {name}");
        }
    }
}

#[test]
fn the_outcomes_tell_what_became_of_each_message() {
    let mut lapsed = 0;
    for seed in 0..SEEDS {
        let history = History::of(seed);
        let told = |wanted| {
            history.fates.iter().filter(|(_, fate)| *fate == wanted).map(|(messages, _)| messages).sum::<usize>()
        };
        assert_eq!(told(Fate::Done), history.done.len(), "seed {seed}");
        assert_eq!(told(Fate::DeadLettered), history.hand.queue.dead().len(), "seed {seed}");
        let delivered: u64 = history.deliveries.values().sum();
        let ended = told(Fate::Done) + told(Fate::Retried) + told(Fate::Lapsed);
        assert_eq!(ended as u64, delivered, "seed {seed}: each delivery of a message ends once");
        lapsed += told(Fate::Lapsed);
    }
    assert!(lapsed > 100, "{lapsed} were done too late");
}
