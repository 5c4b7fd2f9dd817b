//! The records of a batch that its function may not have: their items have parked records, or they were done. A function of a batch
//! has many items at once, so all are asked for before it is called.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};

use super::failure::Failure;
use super::head::SourceItem;
use crate::decode::Identified;
use crate::ledger::{Brought, ItemState};
use crate::parking::Parking;
use crate::sequence::SequenceNumber;
use crate::subscriber::Subscriber;
use crate::transport::{Arrival, Ordinal};

/// How many items are asked for at once.
const ASKED_AT_ONCE: usize = 16;

/// Records that a function may not have, and why, each at its ordinal.
#[derive(Default)]
pub(super) struct Blocked(Vec<Option<Failure>>);

impl Blocked {
    pub(super) fn contains(&self, ordinal: Ordinal) -> bool {
        self.0.get(ordinal as usize).is_some_and(Option::is_some)
    }

    pub(super) fn take(&mut self, ordinal: Ordinal) -> Option<Failure> {
        self.0.get_mut(ordinal as usize)?.take()
    }
}

impl FromIterator<(Ordinal, Failure)> for Blocked {
    fn from_iter<I: IntoIterator<Item = (Ordinal, Failure)>>(blocked: I) -> Self {
        let mut all = Vec::new();
        for (ordinal, failure) in blocked {
            let place = ordinal as usize;
            all.resize_with(all.len().max(place + 1), || None);
            all[place] = Some(failure);
        }
        Self(all)
    }
}

/// The records of an event, by their items.
pub(super) type ByItem = Vec<(SourceItem, Vec<(Ordinal, SequenceNumber)>)>;

/// The records of an event, by their items.
pub(super) fn by_item<S: Subscriber>(records: &[Arrival<S::Topic>], brought: Brought) -> ByItem {
    let mut items: ByItem = Vec::new();
    let mut places: HashMap<SourceItem, usize> = HashMap::new();
    for (ordinal, arrival) in (0..).zip(records) {
        let Arrival::Delivered(Identified { item, record }) = arrival else { continue };
        let (source, number) = match record {
            Ok(record) => (&record.source, record.sequence_number),
            Err(undecoded) => (&undecoded.source, undecoded.sequence_number),
        };
        let Some(number) = number else { continue };
        let item = SourceItem { source: Arc::clone(source), key: item.clone(), brought };
        let place = *places.entry(item.clone()).or_insert(items.len());
        match items.get_mut(place) {
            Some((_, records)) => records.push((ordinal, number)),
            None => items.push((item, vec![(ordinal, number)])),
        }
    }
    items
}

/// Asks for the items of records, each once.
pub(super) async fn blocked(parking: Parking<'_>, items: ByItem, within: Duration) -> Blocked {
    // What is not known in time is delivered again.
    let all: Vec<Ordinal> = items.iter().flat_map(|(_, records)| records).map(|(ordinal, _)| *ordinal).collect();
    let known = tokio::time::timeout(within, ask(parking, items)).await;
    known.unwrap_or_else(|_| all.into_iter().map(|ordinal| (ordinal, Failure::Batch)).collect())
}

async fn ask(parking: Parking<'_>, items: ByItem) -> Blocked {
    let asked = stream::iter(items).map(|(item, mut records)| async move {
        // Where one is free, so are those that come after it in the item, wherever the event has them.
        records.sort_unstable_by_key(|(_, number)| *number);
        let mut blocked = Vec::new();
        let mut is_known = true;
        for (ordinal, number) in records {
            if !is_known {
                blocked.push((ordinal, Failure::Batch));
                continue;
            }
            let failure = match parking.committer().item_state(item.change(&number)).await {
                // Nothing of an item that is free from here on is blocked.
                Ok(ItemState::Free) => break,
                Ok(ItemState::Applied(committed)) => Failure::Before(committed),
                Ok(ItemState::Parked(_)) => Failure::Behind,
                // Nothing of the item is called before it is known.
                Err(error) => {
                    is_known = false;
                    Failure::Commit(Box::new(error))
                }
            };
            blocked.push((ordinal, failure));
        }
        blocked
    });
    asked.buffer_unordered(ASKED_AT_ONCE).collect::<Vec<_>>().await.into_iter().flatten().collect()
}
