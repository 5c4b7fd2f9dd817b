//! The records of a lane that are still to be done, in its order.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::call::{Panicked, sync};
use super::failure::Failure;
use crate::change::StateChange;
use crate::decode::Delivered;
use crate::key::canonical_bytes;
use crate::model::StateTopic;
use crate::record::{Batch, EventId, Record};
use crate::sequence::SequenceNumber;

/// The records that are still to be done.
pub struct Queue<T: StateTopic> {
    records: VecDeque<Delivered<T>>,
    /// How many there were in all.
    total: usize,
    takes: fn(&StateChange<T>) -> bool,
}

/// What is known of a record while the function has it.
#[derive(Debug)]
pub struct Head {
    /// The lowest, where it stands for several records.
    pub(crate) record: Identity,
    #[cfg_attr(not(feature = "sdk"), expect(dead_code, reason = "only a ledger is kept by it"))]
    pub(crate) source: Arc<str>,
    /// The item's key, canonical: what the ledger knows it by.
    #[cfg_attr(not(feature = "sdk"), expect(dead_code, reason = "only a ledger is kept by it"))]
    pub(crate) item: Vec<u8>,
    /// The records of a batch.
    pub(crate) batch: Handed,
}

/// Which record it is.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) event_id: EventId,
    pub(crate) sequence_number: SequenceNumber,
    /// Its place in its lane, from zero.
    pub(crate) place: usize,
}

/// A batch that the function has.
#[derive(Debug, Default)]
pub(crate) struct Handed {
    /// Tells outcomes of its records from others.
    pub(crate) id: u64,
    /// Its records, in its order.
    pub(crate) records: Vec<Identity>,
}

/// What of a lane is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Undone {
    /// The first place.
    pub(crate) place: usize,
    /// The lowest sequence number, which need not be that of the first place.
    pub(crate) lowest: SequenceNumber,
}

/// The next call to make, or the record that fails before it.
pub type Next<C> = Result<(C, Head), (Box<Failed>, Head)>;

/// A failure, hidden from the trait's signature.
#[derive(Debug)]
pub struct Failed(pub(crate) Failure);

impl<T: StateTopic> Queue<T> {
    pub(crate) fn new(records: Vec<Delivered<T>>, takes: fn(&StateChange<T>) -> bool) -> Self {
        Self { total: records.len(), records: records.into(), takes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// The records that are left, where there is one.
    pub(crate) fn undone(&self) -> Option<Undone> {
        let lowest = self.records.iter().map(sequence_number::<T>).min()?;
        Some(Undone { place: self.place(), lowest: *lowest })
    }

    /// The place of the next record.
    fn place(&self) -> usize {
        self.total - self.records.len()
    }

    /// Whether the record is for the function; a guard may panic.
    fn takes(&self, record: &Record<T>) -> Result<bool, Panicked> {
        sync(|| (self.takes)(&record.change))
    }

    /// Goes past the records that are not for the function. Returns whether the next one can be handed over.
    fn skip_to_next(&mut self) -> Option<Result<(), Failure>> {
        loop {
            let taken = match self.records.front()? {
                Ok(record) => self.takes(record),
                Err(undecoded) => return Some(Err(Failure::Decode(undecoded.error.clone()))),
            };
            match taken {
                Ok(true) => return Some(Ok(())),
                Ok(false) => drop(self.records.pop_front()),
                Err(Panicked) => return Some(Err(Failure::Panic)),
            }
        }
    }

    /// The first record, which decoded, with its place.
    fn pop(&mut self) -> Option<(usize, Record<T>)> {
        let place = self.place();
        self.records.pop_front().and_then(Result::ok).map(|record| (place, record))
    }

    /// The head of the first record, which fails.
    fn failed<C>(&mut self, failure: Failure) -> Option<Next<C>> {
        let place = self.place();
        let head = match self.records.pop_front()? {
            Ok(record) => Head::of(place, &record),
            Err(undecoded) => Head {
                record: Identity { event_id: undecoded.event_id, sequence_number: undecoded.sequence_number, place },
                source: undecoded.source,
                item: canonical_bytes(&undecoded.key),
                batch: Handed::default(),
            },
        };
        Some(Err((Box::new(Failed(failure)), head)))
    }
}

fn sequence_number<T: StateTopic>(record: &Delivered<T>) -> &SequenceNumber {
    match record {
        Ok(record) => &record.sequence_number,
        Err(undecoded) => &undecoded.sequence_number,
    }
}

impl Identity {
    fn of<T: StateTopic>(place: usize, record: &Record<T>) -> Self {
        Self { event_id: record.event_id.clone(), sequence_number: record.sequence_number, place }
    }

    /// The same as what is not done.
    pub(crate) const fn undone(&self) -> Undone {
        Undone { place: self.place, lowest: self.sequence_number }
    }
}

impl Head {
    fn of<T: StateTopic>(place: usize, record: &Record<T>) -> Self {
        Self {
            record: Identity::of(place, record),
            source: Arc::clone(&record.source),
            item: canonical_bytes(record.key()),
            batch: Handed::default(),
        }
    }
}

impl Handed {
    /// Records with an id that no other batch of the process has.
    fn new(records: Vec<Identity>) -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self { id: LAST.fetch_add(1, Ordering::Relaxed) + 1, records }
    }
}

impl Undone {
    /// Both together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self { place: self.place.min(other.place), lowest: self.lowest.min(other.lowest) }
    }
}

/// What is handed over in one call: a record, or all of a batch's.
pub trait Carried<T: StateTopic>: Sized + Send {
    /// Takes what the next call gets; `None` where nothing is left.
    fn next(queue: &mut Queue<T>) -> Option<Next<Self>>;
}

impl<T: StateTopic> Carried<T> for Record<T> {
    fn next(queue: &mut Queue<T>) -> Option<Next<Self>> {
        match queue.skip_to_next()? {
            Err(failure) => queue.failed(failure),
            Ok(()) => {
                let (place, record) = queue.pop()?;
                let head = Head::of(place, &record);
                Some(Ok((record, head)))
            }
        }
    }
}

impl<T: StateTopic> Carried<T> for Batch<T> {
    /// All records up to the first that cannot be handed over.
    fn next(queue: &mut Queue<T>) -> Option<Next<Self>> {
        let (mut identities, mut records) = (Vec::new(), Vec::new());
        while let Some(next) = queue.skip_to_next() {
            match next {
                Ok(()) => {
                    let (place, record) = queue.pop()?;
                    identities.push(Identity::of(place, &record));
                    records.push(record);
                }
                Err(failure) if records.is_empty() => return queue.failed(failure),
                Err(_) => break,
            }
        }
        let first = identities.first()?.place;
        let lowest = records.iter().min_by(|left, right| left.sequence_number.cmp(&right.sequence_number))?;
        let batch = Handed::new(identities);
        let id = batch.id;
        let head = Head { batch, ..Head::of(first, lowest) };
        Some(Ok((Self::with_id(records, id), head)))
    }
}
