//! The records of a lane that are still to be done, in its order.

use std::collections::VecDeque;

use super::failure::Failure;
use super::in_flight::{Identity, InFlight, RecordInFlight};
use crate::change::StateChange;
use crate::decode::Delivered;
use crate::key::canonical_bytes;
use crate::model::StateTopic;
use crate::panic::{self, Panicked};
use crate::record::{Batch, Record};
use crate::sequence::SequenceNumber;
use crate::subscriber::Input;
use crate::transport::Undone;

/// The records that are still to be done.
pub(super) struct Queue<T: StateTopic> {
    records: VecDeque<Delivered<T>>,
    /// How many there were in all.
    total: usize,
    takes: fn(&StateChange<T>) -> bool,
}

/// The next call to make, or the record that fails before it.
pub(super) type Next<I> = Result<(I, RecordInFlight), (Failure, RecordInFlight)>;

impl<T: StateTopic> Queue<T> {
    pub(super) fn new(records: Vec<Delivered<T>>, takes: fn(&StateChange<T>) -> bool) -> Self {
        Self { total: records.len(), records: records.into(), takes }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// The records that are left, where there is one.
    pub(super) fn undone(&self) -> Option<Undone> {
        let lowest = self.records.iter().map(sequence_number::<T>).min()?;
        Some(Undone { place: self.place(), lowest: *lowest })
    }

    /// The place of the next record.
    fn place(&self) -> usize {
        self.total - self.records.len()
    }

    /// Whether the record is for the function; a guard may panic.
    fn takes(&self, record: &Record<T>) -> Result<bool, Panicked> {
        panic::catch(|| (self.takes)(&record.change))
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

    /// Takes what the next call gets: a record, or for a batch all up to the first that fails; `None` where nothing is left.
    pub(super) fn next<I: Input<Topic = T>>(&mut self) -> Option<Next<I>> {
        if let Err(failure) = self.skip_to_next()? {
            return Some(Err((failure, self.failed()?)));
        }
        let (place, first) = self.pop()?;
        let mut head = RecordInFlight::new(place, &first);
        let input = I::from_records(first, |first| self.batch(first, &mut head));
        Some(Ok((input, head)))
    }

    /// A batch of its first record and those after it, up to the first that fails. The head becomes that of the lowest.
    fn batch(&mut self, first: Record<T>, head: &mut RecordInFlight) -> Batch<T> {
        let mut identities = vec![head.record.clone()];
        let mut records = vec![first];
        let mut lowest = 0;
        while let Some(Ok(())) = self.skip_to_next() {
            let Some((place, record)) = self.pop() else { break };
            if record.sequence_number < records[lowest].sequence_number {
                lowest = records.len();
            }
            identities.push(Identity::new(place, &record));
            records.push(record);
        }
        if lowest > 0 {
            *head = RecordInFlight::new(head.record.place, &records[lowest]);
        }
        head.batch = InFlight::new(identities);
        Batch::with_id(records, head.batch.id)
    }

    /// The head of the first record, which fails.
    fn failed(&mut self) -> Option<RecordInFlight> {
        let place = self.place();
        Some(match self.records.pop_front()? {
            Ok(record) => RecordInFlight::new(place, &record),
            Err(undecoded) => RecordInFlight {
                record: Identity { event_id: undecoded.event_id, sequence_number: undecoded.sequence_number, place },
                source: undecoded.source,
                item: canonical_bytes(&undecoded.key),
                batch: InFlight::default(),
            },
        })
    }
}

fn sequence_number<T: StateTopic>(record: &Delivered<T>) -> &SequenceNumber {
    match record {
        Ok(record) => &record.sequence_number,
        Err(undecoded) => &undecoded.sequence_number,
    }
}
