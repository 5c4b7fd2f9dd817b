//! The records of an invocation that are still to be done, in the stream's order.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::call::{Panicked, sync};
use super::failure::Failure;
use crate::change::StateChange;
use crate::decode::Delivered;
use crate::key::canonical_bytes;
use crate::model::StateTopic;
use crate::record::{Batch, Record};
use crate::sequence::SequenceNumber;

/// The records that are still to be done.
pub struct Queue<T: StateTopic> {
    records: VecDeque<Delivered<T>>,
    takes: fn(&StateChange<T>) -> bool,
}

/// What is known of a record while the function has it.
#[derive(Debug)]
pub struct Head {
    pub(crate) event_id: Box<str>,
    /// The lowest, where it stands for several records.
    pub(crate) sequence_number: SequenceNumber,
    #[cfg_attr(not(feature = "sdk"), expect(dead_code, reason = "only a ledger is kept by it"))]
    pub(crate) source: Arc<str>,
    /// The item's key, canonical: what the ledger knows it by.
    #[cfg_attr(not(feature = "sdk"), expect(dead_code, reason = "only a ledger is kept by it"))]
    pub(crate) item: Vec<u8>,
    /// The records of a batch.
    pub(crate) batch: Handed,
}

/// A batch that the function has.
#[derive(Debug, Default)]
pub(crate) struct Handed {
    /// Tells outcomes of its records from others.
    pub(crate) id: u64,
    /// Its records, in its order.
    pub(crate) records: Vec<Place>,
}

/// A record of a batch.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) event_id: Box<str>,
    pub(crate) sequence_number: SequenceNumber,
}

/// The next call to make, or the record that fails before it.
pub type Next<C> = Result<(C, Head), (Box<Failed>, Head)>;

/// A failure, hidden from the trait's signature.
#[derive(Debug)]
pub struct Failed(pub(crate) Failure);

impl<T: StateTopic> Queue<T> {
    pub(crate) fn new(records: Vec<Delivered<T>>, takes: fn(&StateChange<T>) -> bool) -> Self {
        Self { records: records.into(), takes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// The lowest sequence number of the records that are left.
    pub(crate) fn lowest(&self) -> Option<&SequenceNumber> {
        self.records.iter().map(sequence_number::<T>).min()
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

    fn pop(&mut self) -> Option<Record<T>> {
        self.records.pop_front().and_then(Result::ok)
    }

    /// The head of the first record, which fails.
    fn failed<C>(&mut self, failure: Failure) -> Option<Next<C>> {
        let head = match self.records.pop_front()? {
            Ok(record) => Head::of(&record),
            Err(undecoded) => Head {
                event_id: undecoded.event_id,
                sequence_number: undecoded.sequence_number,
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

impl Head {
    fn of<T: StateTopic>(record: &Record<T>) -> Self {
        Self {
            event_id: record.event_id.clone(),
            sequence_number: record.sequence_number,
            source: Arc::clone(&record.source),
            item: canonical_bytes(record.key()),
            batch: Handed::default(),
        }
    }
}

impl Handed {
    /// A batch of these records, with an id that no other batch of the process has.
    fn of<T: StateTopic>(records: &[Record<T>]) -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let place =
            |record: &Record<T>| Place { event_id: record.event_id.clone(), sequence_number: record.sequence_number };
        Self { id: LAST.fetch_add(1, Ordering::Relaxed) + 1, records: records.iter().map(place).collect() }
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
                let record = queue.pop()?;
                let head = Head::of(&record);
                Some(Ok((record, head)))
            }
        }
    }
}

impl<T: StateTopic> Carried<T> for Batch<T> {
    /// All records up to the first that cannot be handed over.
    fn next(queue: &mut Queue<T>) -> Option<Next<Self>> {
        let mut records = Vec::new();
        while let Some(next) = queue.skip_to_next() {
            match next {
                Ok(()) => records.extend(queue.pop()),
                Err(failure) if records.is_empty() => return queue.failed(failure),
                Err(_) => break,
            }
        }
        let lowest = records.iter().min_by(|left, right| left.sequence_number.cmp(&right.sequence_number))?;
        let head = Head { batch: Handed::of(&records), ..Head::of(lowest) };
        let id = head.batch.id;
        Some(Ok((Self::with_id(records, id), head)))
    }
}
