//! A random history of a mapping: records that come, deliveries that run at once and end in every way, time that passes.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use statetopic::subscriber::{Destination, StartingPosition};

use super::StreamMapping;
use crate::engine::Position;
use crate::invoke::InvokeError;
use crate::shards::{RETENTION, ShardId, StreamShard};
use crate::source::action::{Action, ActionId, Answer, Read};
use crate::source::destination::FailureDestination;
use crate::source::discarded::Discarded;
use crate::source::outcome::{Fate, Outcome};
use crate::source::pattern::Filters;
use crate::source::settings::MappingSettings;
use crate::source::testing::{BEGINNING, Change, Changes, FIRST, NAMES, Random, numbers, report};

/// A history.
pub(super) struct History {
    pub(super) settings: MappingSettings,
    mapping: StreamMapping,
    pub(super) changes: Changes,
    random: Random,
    now: Duration,
    /// The reads under way, by their shards.
    reads: BTreeMap<ShardId, (ActionId, Read)>,
    in_flight: BTreeMap<ActionId, Vec<String>>,
    /// The sequence numbers of each delivery that ended.
    pub(super) deliveries: Vec<Vec<String>>,
    /// What the function did.
    pub(super) done: BTreeSet<String>,
    pub(super) discarded: Vec<Discarded>,
    /// What expired before it was read.
    pub(super) trimmed: BTreeSet<String>,
    /// What is in the destination, each as often as it is.
    pub(super) gone: Vec<String>,
    pub(super) outcomes: Vec<Outcome>,
    /// Of a hundred deliveries, how many fail although no record of them is bad.
    moods: usize,
    /// Of a hundred records, how many fail whenever they come.
    bad: usize,
    /// Largest number of deliveries that ran at once.
    pub(super) at_once: usize,
    /// How many of a hundred steps close a shard.
    closings: usize,
    /// How many of a hundred steps take a day.
    days: usize,
    /// Largest number of shards that had deliveries at once.
    pub(super) shards_at_once: usize,
}

fn random_settings(random: &mut Random) -> MappingSettings {
    let sizes = [1, 2, 5, 20];
    let mut settings = MappingSettings::new(random.choose(&sizes), StartingPosition::TrimHorizon)
        .with_parallelization(random.choose(&[1, 2, 4, 10]))
        .with_batching_window(random.choose(&[0, 0, 7]))
        .with_timeout(Duration::from_secs(30))
        .with_on_failure(FailureDestination::new(Destination::S3("failures".to_owned())));
    settings.max_retries = random.choose(&[None, Some(0), Some(1), Some(3)]);
    settings.max_age = random.choose(&[None, Some(60)]);
    settings.bisect = random.percent(50);
    settings.max_attempts = 4;
    if random.percent(50) {
        settings.filters = Filters::new(&[r#"{"dynamodb": {"Keys": {"id": {"S": [{"prefix": "a"}]}}}}"#]).unwrap();
    }
    settings
}

impl History {
    /// A history, when nothing is left for its mapping.
    pub(super) fn of(seed: u64) -> Self {
        let mut random = Random::seeded(seed);
        let settings = random_settings(&mut random);
        let ends = settings.max_retries.is_some() || settings.max_age.is_some();
        let mut history = Self {
            mapping: StreamMapping::new(NAMES, &[FIRST], settings.clone()),
            changes: Changes::default(),
            now: BEGINNING,
            reads: BTreeMap::new(),
            in_flight: BTreeMap::new(),
            deliveries: Vec::new(),
            done: BTreeSet::new(),
            discarded: Vec::new(),
            trimmed: BTreeSet::new(),
            gone: Vec::new(),
            outcomes: Vec::new(),
            moods: random.choose(&[0, 20]),
            // A bad record that is never discarded would block its lane for ever.
            bad: if ends { 10 } else { 0 },
            at_once: 0,
            closings: random.choose(&[0, 3, 10]),
            shards_at_once: 0,
            days: random.choose(&[0, 0, 2]),
            settings,
            random,
        };
        for _ in 0..150 {
            history.step();
        }
        history.drain();
        history
    }

    fn step(&mut self) {
        if self.random.percent(self.closings) {
            self.close_one();
        }
        if self.random.percent(self.days) {
            self.now += RETENTION;
        }
        match self.random.below(5) {
            0 => {
                for _ in 0..self.random.below(12) {
                    let item = format!("{}{}", self.random.choose(&["a", "b"]), self.random.below(6));
                    self.changes.push(&item, self.now);
                }
            }
            1 => self.answer_reads(60),
            2 => self.now += Duration::from_secs(self.random.below(15) as u64),
            3 => self.end_one(),
            _ => self.take(),
        }
    }

    /// Nothing more comes: what is there gets done.
    fn drain(&mut self) {
        for _ in 0..10_000 {
            self.take();
            self.answer_reads(100);
            self.end_one();
            // Age ends what retries do not, and windows pass.
            self.now += Duration::from_millis(500);
            if self.mapping.blocked().is_some() {
                self.mapping.resume();
                self.reads.clear();
                // These were delivered too, and nobody knows what came of them.
                self.deliveries.extend(std::mem::take(&mut self.in_flight).into_values());
            }
            let open = self.changes.shards().shards().iter().filter(|shard| shard.is_open());
            let open: Vec<ShardId> = open.map(StreamShard::id).collect();
            let is_waiting =
                |id| self.reads.get(id).is_some_and(|(_, read)| self.changes.page(*read, self.now).is_none());
            let is_read = self.reads.len() == open.len() && open.iter().all(is_waiting);
            self.take();
            if is_read && self.in_flight.is_empty() && self.mapping.wakes_at().is_none() {
                return;
            }
        }
        panic!("not done: {:?}", self.mapping);
    }

    /// Takes all actions that there are now, and checks them against what is known.
    fn take(&mut self) {
        while let Some((id, action)) = self.mapping.next(self.now) {
            match action {
                Action::Read(read) => {
                    assert!(self.reads.insert(read.shard, (id, read)).is_none(), "two reads of a shard at once");
                    self.check_ancestors(read.shard);
                }
                Action::Discard(discarded) => {
                    self.gone.extend(discarded.payload().map(numbers).unwrap_or_default());
                    self.discarded.push(discarded);
                    self.mapping.complete(id, Answer::Done, self.now);
                }
                Action::Invoke(invocation) => {
                    assert_eq!(invocation.until, Some(self.now + Duration::from_secs(30)));
                    let numbers = numbers(&invocation.event);
                    assert_eq!(numbers.len(), invocation.records);
                    self.check(&numbers);
                    self.in_flight.insert(id, numbers);
                    self.at_once = self.at_once.max(self.in_flight.len());
                    let shards: BTreeSet<_> = self.in_flight.values().map(|there| self.shard_of(&there[0])).collect();
                    self.shards_at_once = self.shards_at_once.max(shards.len());
                }
                action => panic!("{action:?}"),
            }
        }
        self.listen();
    }

    /// Takes what is told of records.
    fn listen(&mut self) {
        let outcomes = self.mapping.take_outcomes();
        let trimmed = outcomes.iter().filter(|outcome| outcome.fate == Fate::Trimmed);
        self.trimmed.extend(trimmed.flat_map(|outcome| outcome.records.clone()));
        self.outcomes.extend(outcomes);
    }

    /// Whether nothing is left to do of a record.
    fn is_settled(&self, number: &String) -> bool {
        self.done.contains(number) || self.gone.contains(number) || self.trimmed.contains(number)
    }

    /// What is delivered is due: nobody else has its items, nothing of them is left out or comes again, nothing is too old.
    fn check(&self, numbers: &[String]) {
        assert!((1..=usize::from(self.settings.batch_size)).contains(&numbers.len()), "{}", numbers.len());
        let shard = self.shard_of(&numbers[0]);
        assert!(numbers.iter().all(|number| self.shard_of(number) == shard), "a batch is of one shard");
        let of_shard = self.in_flight.values().filter(|others| self.shard_of(&others[0]) == shard);
        assert!(of_shard.count() < usize::from(self.settings.parallelization));
        self.check_ancestors(shard);
        let items: BTreeSet<&str> = numbers.iter().map(|number| &*self.change(number).item).collect();
        for others in self.in_flight.values() {
            let twice = others.iter().find(|number| items.contains(&*self.change(number).item));
            assert_eq!(twice, None, "an item is delivered twice at once");
        }
        for item in items {
            let of_item = numbers.iter().filter(|number| self.change(number).item == item);
            let of_item: Vec<&String> = of_item.collect();
            let due: Vec<String> = self.due(item).take(of_item.len()).collect();
            assert_eq!(of_item, due.iter().collect::<Vec<_>>(), "the records of an item come in order, without a gap");
        }
        let limit = self.settings.max_age.map_or(RETENTION, |seconds| Duration::from_secs(seconds.into()));
        assert!(numbers.iter().all(|number| self.now <= self.change(number).created + limit), "too old to come");
    }

    /// All that came before a shard is done, discarded or lost.
    fn check_ancestors(&self, shard: ShardId) {
        let mut parent = self.changes.shards().shard(shard).unwrap().parent();
        while let Some(ancestor) = parent {
            let of_ancestor = self.changes.0.iter().filter(|change| self.changes.is_of(ancestor, change));
            let due = of_ancestor.filter(|change| self.is_wanted(change)).map(Change::number);
            assert_eq!(
                due.filter(|number| !self.is_settled(number)).count(),
                0,
                "{shard} began before {ancestor} was done"
            );
            parent = self.changes.shards().shard(ancestor).unwrap().parent();
        }
    }

    fn shard_of(&self, number: &str) -> ShardId {
        let mut shards = self.changes.shards().shards().iter();
        shards.find(|shard| self.changes.is_of(shard.id(), self.change(number))).unwrap().id()
    }

    /// Splits or rotates one of the open shards.
    fn close_one(&mut self) {
        let open = self.changes.shards().shards().iter().filter(|shard| shard.is_open());
        let open: Vec<ShardId> = open.map(StreamShard::id).collect();
        let (shard, splits) = (self.random.choose(&open), open.len() < 8 && self.random.percent(60));
        self.changes.close(shard, splits);
    }

    /// What of an item is neither done nor discarded nor lost, in order.
    fn due(&self, item: &str) -> impl Iterator<Item = String> {
        let of_item = self.changes.0.iter().filter(move |change| change.item == item).map(Change::number);
        of_item.filter(|number| !self.is_settled(number))
    }

    pub(super) fn change(&self, number: &str) -> &Change {
        let position = Position::from_sequence_number(number).unwrap().number();
        &self.changes.0[usize::try_from(position).unwrap() - 1]
    }

    /// Whether the function gets a record at all.
    pub(super) fn is_wanted(&self, change: &Change) -> bool {
        self.settings.filters.is_empty() || change.item.starts_with('a')
    }

    /// Answers those reads to which there is an answer, each in this many of a hundred cases.
    fn answer_reads(&mut self, likelihood: usize) {
        for (id, read) in self.reads.clone().into_values() {
            if self.random.percent(likelihood)
                && let Some(page) = self.changes.page(read, self.now)
            {
                self.reads.remove(&read.shard);
                self.mapping.complete(id, Answer::Page(page), self.now);
                self.listen();
            }
        }
    }

    /// Ends one of the deliveries that run, in whatever order.
    fn end_one(&mut self) {
        if self.in_flight.is_empty() {
            return;
        }
        let place = self.random.below(self.in_flight.len());
        let id = *self.in_flight.keys().nth(place).unwrap();
        let numbers = self.in_flight.remove(&id).unwrap();
        let mood = self.random.percent(self.moods).then(|| self.random.below(numbers.len()));
        let bad = numbers.iter().position(|number| self.is_bad(number));
        let failed = mood.into_iter().chain(bad).min();
        let (answer, done) = match (failed, self.random.below(4)) {
            (None, _) => (Answer::Returned(b"{}".to_vec()), numbers.len()),
            (Some(_), 0) => (Answer::Failed(InvokeError::new("killed")), 0),
            (Some(_), 1) => (Answer::Returned(b"no JSON".to_vec()), 0),
            (Some(failed), _) => (Answer::Returned(report(&numbers[failed..])), failed),
        };
        self.done.extend(numbers.iter().take(done).cloned());
        self.deliveries.push(numbers);
        self.mapping.complete(id, answer, self.now);
    }

    /// Whether a record fails whenever it comes: a matter of its number.
    fn is_bad(&self, number: &str) -> bool {
        Random::seeded(self.change(number).position).percent(self.bad)
    }
}
