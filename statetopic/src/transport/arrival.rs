//! The records of an event as they arrive.

use std::collections::HashMap;

use super::Receipts;
use crate::change::Topic;
use crate::decode::{Delivered, EventError, Identified, Kept};
use crate::key::KeyValue;
use crate::sequence::SequenceNumber;

/// A record's place in its event, from zero.
pub(crate) type Ordinal = u32;

/// An event, taken apart.
pub(crate) struct Arrivals<T: Topic> {
    /// The records by their ordinals.
    pub(crate) records: Vec<Arrival<T>>,
    pub(crate) lane_of: LaneOf,
    /// How many lanes may run at once.
    pub(crate) concurrency: usize,
    pub(crate) receipts: Receipts,
}

/// A record, or what came in its place.
pub(crate) enum Arrival<T: Topic> {
    Delivered(Identified<T>),
    /// A message that carries no record.
    Unreadable(EventError),
    /// It has had its turn.
    Taken,
}

/// A stream's records arrive as they are read.
impl<T: Topic> Kept<T> for Arrival<T> {
    type Item = Vec<u8>;

    #[inline]
    fn identify(asked: bool, partition: &KeyValue<'_>, sort: Option<&KeyValue<'_>>) -> Vec<u8> {
        <Identified<T> as Kept<T>>::identify(asked, partition, sort)
    }

    #[inline]
    fn keep(item: Vec<u8>, record: Delivered<T>) -> Self {
        Self::Delivered(Identified { item, record })
    }
}

#[cfg(feature = "metrics")]
impl<T: Topic> Arrival<T> {
    /// When its change was made, as far as that is known.
    pub(crate) const fn time(&self) -> Option<crate::time::Timestamp> {
        match self {
            Self::Delivered(Identified { record: Ok(record), .. }) => record.time(),
            Self::Delivered(_) | Self::Unreadable(_) | Self::Taken => None,
        }
    }
}

/// Which lane each record of an event is in. The records of a lane are in order among themselves.
#[derive(Debug)]
pub(crate) enum LaneOf {
    /// So many records, all in one lane.
    One(usize),
    /// The lane of each record. Lanes are numbered from zero, by their first records.
    Several(Vec<u32>),
}

impl LaneOf {
    /// A lane for each item of a stream.
    pub(super) fn items<T: Topic>(arrivals: &[Arrival<T>]) -> Self {
        let mut lanes = HashMap::new();
        let lane_of = arrivals.iter().map(|arrival| {
            let item = match arrival {
                Arrival::Delivered(Identified { item, .. }) => &**item,
                // No stream brings one, and none has had its turn.
                Arrival::Unreadable(_) | Arrival::Taken => &[],
            };
            let next = u32::try_from(lanes.len()).unwrap_or(u32::MAX);
            *lanes.entry(item).or_insert(next)
        });
        Self::Several(lane_of.collect())
    }
}

/// A record that is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Undone {
    pub(crate) ordinal: Ordinal,
    /// `None` where it has none that is known.
    pub(crate) sequence_number: Option<SequenceNumber>,
}
