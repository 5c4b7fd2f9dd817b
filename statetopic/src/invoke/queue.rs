//! The records of a lane that are still to be done, in its order.

use std::collections::VecDeque;

use super::failure::Failure;
use super::in_flight::{Head, Identity, InFlight};
use crate::change::StateChange;
use crate::decode::Delivered;
use crate::key::canonical_bytes;
use crate::model::StateTopic;
use crate::panic::{self, Panicked};
use crate::record::Record;
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
pub(super) type Next<I> = Result<(I, Head), (Failure, Head)>;

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
        let mut head = Head::new(place, &first);
        let mut rest = Vec::new();
        if I::IS_BATCH {
            let mut identities = vec![head.record.clone()];
            while let Some(Ok(())) = self.skip_to_next() {
                let (place, record) = self.pop()?;
                identities.push(Identity::new(place, &record));
                rest.push(record);
            }
            let lowest =
                rest.iter().fold(
                    &first,
                    |lowest, record| {
                        if record.sequence_number < lowest.sequence_number { record } else { lowest }
                    },
                );
            head = Head { batch: InFlight::new(identities), ..Head::new(place, lowest) };
        }
        let id = head.batch.id;
        Some(Ok((I::from_records(first, rest, id), head)))
    }

    /// The head of the first record, which fails.
    fn failed(&mut self) -> Option<Head> {
        let place = self.place();
        Some(match self.records.pop_front()? {
            Ok(record) => Head::new(place, &record),
            Err(undecoded) => Head {
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
