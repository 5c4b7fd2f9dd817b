//! What becomes of the records of an invocation that are not done, where their attempts are counted.
//!
//! Behind a trait, so that a function that retries alone links nothing of it. Nothing is decided before all lanes are through: of each item
//! the first record that is not done tells. If it is to blame, an attempt is counted, and at the last one it is skipped, or parked with
//! those of its item behind it. If the service is to blame, all are delivered again.

mod begin;
mod decide;
mod raw;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::{Either, select};
use futures_util::stream::{self, StreamExt as _};

pub(super) use self::begin::{Begun, Event, begin};
use self::decide::{Decided, First, decide, superseded};
use self::raw::{Raw, read};
use super::call::Calling;
use super::deadline::Wait;
use super::event::RecordOutcome;
use super::failure::Blame;
use super::guard::Guard;
use super::head::{Identity, SourceItem, brought};
use super::settle::Settled;
use super::task::Boxed;
use crate::decode;
use crate::ledger::{Brought, Change};
use crate::parking::Parking;
use crate::sequence::SequenceNumber;
use crate::subscriber::{Answer, Input as _, InputKind, Subscriber, Transport};
use crate::transport::Ordinal;

/// What the pipeline asks where attempts are counted.
pub(super) trait Parks<'a>: Send {
    /// Puts what is to be known before a call around it.
    fn guard(&self, record: &Identity, item: Option<&Arc<SourceItem>>, calling: Calling<'a>) -> Calling<'a>;

    /// A record is not done; `None` for a message that carries none.
    fn undone(&mut self, ordinal: Ordinal, record: Option<Identity>, outcome: RecordOutcome);

    /// Decides what becomes of the records that are not done, until the answer is due.
    fn finish<'s>(self: Box<Self>, answer_due: Wait, settled: &'s mut Settled<'_>) -> Boxed<'s, ()>
    where
        'a: 's;
}

/// For how many items at once it is decided what becomes of their records.
const DECIDED_AT_ONCE: usize = 8;

/// An event, from which payloads are taken.
#[derive(Clone, Copy)]
struct Source<'a> {
    event: &'a str,
    transport: Transport,
}

/// The records of an invocation of a subscriber that are not done.
pub(super) struct Undone<'a, S> {
    subscriber: &'a S,
    parking: Parking<'a>,
    source: Source<'a>,
    /// Whether a batch of the mapping's begins with a mark.
    marked: Option<Marked>,
    /// Whether each attempt is counted before its call.
    is_careful: bool,
    /// Those that are not done, and those that are superseded and not kept yet.
    records: BTreeMap<Ordinal, (Option<Identity>, RecordOutcome)>,
    /// The attempts that were counted before their calls.
    counted: Arc<Mutex<HashMap<Ordinal, u32>>>,
    /// Whether the first record of the event is not done, and nothing is left to find out about it.
    is_first_accounted_for: bool,
}

/// The record that is marked as the first of its batch.
#[derive(Clone)]
pub(super) struct Marked {
    pub(super) source: Arc<str>,
    pub(super) number: SequenceNumber,
}

impl Marked {
    /// As what is kept of a record is found by; its item is not part of that.
    pub(super) fn change(&self) -> Change<'_> {
        Change { source: &self.source, item: &[], sequence_number: &self.number, brought: Brought::ByStream }
    }
}

impl<'a, S: Subscriber> Undone<'a, S> {
    fn new(
        subscriber: &'a S,
        parking: Parking<'a>,
        source: Source<'a>,
        marked: Option<Marked>,
        is_careful: bool,
    ) -> Self {
        Self {
            subscriber,
            parking,
            source,
            marked,
            is_careful,
            records: BTreeMap::new(),
            counted: Arc::default(),
            is_first_accounted_for: false,
        }
    }

    const HAS_WRITES: bool = !<S::Answer as Answer<S::Input>>::WRITES.is_empty();

    /// Such records, as they were delivered, by their items. What cannot be read has no item.
    fn by_item(&self, which: impl Fn(&RecordOutcome) -> bool) -> Vec<Vec<Raw<'a>>> {
        let brought = brought(self.source.transport);
        let jsons = match self.source.transport {
            Transport::Stream => decode::raw_records(self.source.event),
            Transport::Fifo => decode::raw_bodies(self.source.event),
        };
        // An event was taken apart before.
        let mut jsons = jsons.unwrap_or_default();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut items: Vec<Vec<Raw<'a>>> = Vec::new();
        for (&ordinal, _) in self.records.iter().filter(|(_, (_, outcome))| which(outcome)) {
            let Some(json) = jsons.get_mut(ordinal as usize).map(std::mem::take) else { continue };
            let Some(raw) = read::<S>(ordinal, json, brought) else { continue };
            let next = items.len();
            match *places.entry(self.parking.committer().entry(raw.change())).or_insert(next) {
                place if place == next => items.push(vec![raw]),
                place => items[place].push(raw),
            }
        }
        items
    }

    /// Decides, of each item whose first record that is not done is to blame, and keeps what is superseded.
    fn decide(&mut self) -> Vec<Boxed<'a, Decided>> {
        let mut deciding = self.keep_superseded();
        let is_to_blame = |(_, outcome): &(_, RecordOutcome)| match outcome {
            RecordOutcome::Failed(failure) => failure.blame() != Blame::Others,
            _ => false,
        };
        if !self.records.values().any(is_to_blame) {
            return deciding;
        }
        for records in self.by_item(|outcome| !is_superseded(outcome)) {
            let Some((_, RecordOutcome::Failed(failure))) =
                records.first().and_then(|first| self.records.get(&first.ordinal))
            else {
                continue;
            };
            let counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
            let first = First {
                blame: failure.blame(),
                is_condition: failure.is_condition(),
                kind: format!("{:?}", failure.kind()),
                error: failure.to_string(),
                counted: counted.get(&records[0].ordinal).copied(),
            };
            if first.blame != Blame::Others {
                deciding.push(Box::pin(decide(self.subscriber, self.parking, first, records)));
            }
        }
        deciding
    }

    /// Keeps the superseded records, where records are kept.
    fn keep_superseded(&self) -> Vec<Boxed<'a, Decided>> {
        if !self.parking.settings().parks() || !self.records.values().any(|(_, outcome)| is_superseded(outcome)) {
            return Vec::new();
        }
        let items = self.by_item(is_superseded).into_iter();
        items.map(|records| Box::pin(superseded(self.parking, records)) as Boxed<'a, Decided>).collect()
    }

    /// Tells what became of the records of an item.
    fn settle(&mut self, decided: Decided, settled: &mut Settled<'_>) {
        for (ordinal, decision) in decided {
            if let Some((record, outcome)) = self.records.remove(&ordinal) {
                settle(settled, ordinal, record.as_ref(), decision.outcome(outcome));
            }
        }
    }

    /// What is left is delivered again.
    fn settle_rest(&mut self, settled: &mut Settled<'_>) {
        let keeps = self.parking.settings().parks();
        for (ordinal, (record, outcome)) in std::mem::take(&mut self.records) {
            // What is not kept is delivered again.
            let outcome = if keeps && is_superseded(&outcome) { RecordOutcome::HandedBack } else { outcome };
            settle(settled, ordinal, record.as_ref(), outcome);
        }
    }

    /// Takes the mark of the first record away, where nothing is left to find out by it.
    fn unmark(&self) -> Option<Boxed<'a, ()>> {
        let marked = self.marked.clone().filter(|_| self.is_first_accounted_for)?;
        let parking = self.parking;
        Some(Box::pin(async move {
            // With its mark it is run carefully the next time, which is slower and no more.
            if parking.unmark(marked.change()).await.is_err() {
                tracing::warn!(
                    "the mark of a batch could not be taken away; its next attempt runs one record at a time"
                );
            }
        }))
    }
}

const fn is_superseded(outcome: &RecordOutcome) -> bool {
    matches!(outcome, RecordOutcome::Superseded)
}

fn settle(settled: &mut Settled<'_>, ordinal: Ordinal, record: Option<&Identity>, outcome: RecordOutcome) {
    match record {
        Some(record) => settled.settle(record, outcome),
        None => settled.settle_message(ordinal, outcome),
    }
}

impl<'a, S: Subscriber> Parks<'a> for Undone<'a, S> {
    fn guard(&self, record: &Identity, item: Option<&Arc<SourceItem>>, calling: Calling<'a>) -> Calling<'a> {
        let (Some(number), Some(item)) = (record.sequence_number, item) else { return calling };
        // What a batch may not have was asked for all its records at the beginning.
        let is_alone = self.is_careful || S::Input::KIND != InputKind::Batches;
        let looks = is_alone && (self.is_careful || !Self::HAS_WRITES || !S::READS_NOTHING);
        if !looks || !self.parking.settings().parks() {
            return calling;
        }
        let guard = Guard {
            parking: self.parking,
            ordinal: record.ordinal,
            item: Arc::clone(item),
            number,
            counted: self.is_careful.then(|| Arc::clone(&self.counted)),
        };
        Box::pin(guard.call(calling))
    }

    fn undone(&mut self, ordinal: Ordinal, record: Option<Identity>, outcome: RecordOutcome) {
        if ordinal == 0 {
            // What hung is found out by its mark.
            self.is_first_accounted_for = !matches!(&outcome, RecordOutcome::Failed(failure) if failure.is_deadline());
        }
        self.records.insert(ordinal, (record, outcome));
    }

    fn finish<'s>(mut self: Box<Self>, mut answer_due: Wait, settled: &'s mut Settled<'_>) -> Boxed<'s, ()>
    where
        'a: 's,
    {
        Box::pin(async move {
            let mut deciding = stream::iter(self.decide()).buffer_unordered(DECIDED_AT_ONCE);
            loop {
                match select(deciding.next(), &mut answer_due).await {
                    Either::Left((Some(decided), _)) => self.settle(decided, settled),
                    Either::Left((None, _)) => break,
                    Either::Right(_) => return self.settle_rest(settled),
                }
            }
            self.settle_rest(settled);
            let parking = self.parking;
            let unmark = self.unmark();
            let last: Boxed<'_, ()> = Box::pin(async move {
                if let Some(unmark) = unmark {
                    unmark.await;
                }
                if parking.settings().parks() {
                    parking.look_at_age().await;
                }
            });
            select(last, answer_due).await;
        })
    }
}
