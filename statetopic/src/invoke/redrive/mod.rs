//! Parked records: looking at them, running them again in their order, and discarding them.

mod call;
mod dry_run;
mod item;

use std::collections::HashMap;
use std::fmt;

pub(super) use self::call::call;
pub use self::dry_run::{DryRun, DryWrite};
pub use self::item::{ParkedError, ParkedFailure, ParkedItem, ParkedRecord, Redriven};
use super::failure::{Attempt, Blame, Failure, NextStep, RecordFailure};
use crate::connections::{ConnectError, Connections};
use crate::ledger::{CommitError, Committer, ParkedRange, Position};
use crate::parking::{KeptAs, Parked, ParkedPayload, Parking, ParkingTable, Reason, Taken};
use crate::subscriber::{Answer, Subscriber};
use crate::time::Timestamp;

/// How often it is tried to take a record out while others are parked behind it.
const TRIES: usize = 16;

/// The parked records of a subscriber with `on_error = park`.
///
/// A record that failed is parked with its payload, and every later record of its item behind it. They stay until they are redriven
/// or discarded. A redrive runs them in their order, commits what each leads to, and takes each out in the same transaction: it may
/// run while the subscriber does, and two may run at once.
///
/// # Example: an incident
/// ```
/// use std::time::Duration;
/// use statetopic::prelude::*;
/// use statetopic::memory::MemoryTables;
/// use statetopic::{Clock, Connections, Function, ParkedRecords};
/// # use statetopic::manifest::describe;
/// # #[read_model(table = "levels")]
/// # #[state_topic(view = NEW_IMAGE)]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Level { #[partition_key] pub sku: String, pub on_hand: u32 }
/// # #[read_model(table = "shelves")]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Shelf { #[partition_key] pub id: u32, #[serde(default)] pub changes: u32 }
/// # static FIXED: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
///
/// #[subscriber(id = "shop/count", on_error = park, max_attempts = 1)]
/// fn count(_change: StateChange<Level>) -> Result<Writes<Shelf>> {
///     if !FIXED.load(std::sync::atomic::Ordering::Relaxed) {
///         return Err("not yet".into());
///     }
///     Ok(Writes::new().update(ShelfKey { id: 1 }.update().add(|a| a.changes, 1)))
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// # let tables = MemoryTables::new(Clock::wall());
/// # let manifest = describe::<CountSubscriber>();
/// # for table in manifest.tables().chain(manifest.notes().map(|notes| &notes.table)) { tables.create(table.name(), &table.schema); }
/// let connections = Connections::memory(tables.environment(), tables.clone());
/// let function = Function::<CountSubscriber>::connect(&connections).await?;
/// let event = br#"{"Records": [{
///     "eventID": "7f3", "eventName": "INSERT", "eventSource": "aws:dynamodb",
///     "dynamodb": {"SequenceNumber": "7", "Keys": {"sku": {"S": "bolt"}}, "NewImage": {"sku": {"S": "bolt"}, "on_hand": {"N": "3"}}}
/// }]}"#;
/// assert_eq!(function.invoke(event, None).await?.checkpoint(), None, "the shard goes on");
///
/// let parked = ParkedRecords::<CountSubscriber>::connect(&connections).await?;
/// let items = parked.items().await?;
/// assert_eq!((items.len(), items[0].records), (1, 1));
/// let records = parked.records(&items[0]).await?;
/// assert_eq!(records[0].failure.as_ref().unwrap().error, "the function returned an error");
///
/// # FIXED.store(true, std::sync::atomic::Ordering::Relaxed);
/// let redriven = parked.redrive(&items[0]).await?;
/// assert_eq!((redriven.done, redriven.failure.is_none()), (1, true));
/// assert!(parked.items().await?.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
pub struct ParkedRecords<S> {
    subscriber: S,
    committer: Committer,
    parked: ParkingTable,
}

/// What became of the first parked record of an item.
enum First {
    Done,
    /// Another redrive was quicker.
    DoneElsewhere,
    Failed(RecordFailure),
}

impl<S: Subscriber> ParkedRecords<S> {
    /// Connects the subscriber's resources, its ledger and the parking table.
    ///
    /// # Errors
    /// [`ConnectError`] where a resource cannot be connected.
    pub async fn connect(connections: &Connections) -> Result<Self, ConnectError> {
        let errors = S::DEFINITION.errors;
        let tables = <S::Answer as Answer<S::Input>>::WRITES;
        let committer = Committer::connect(connections, S::DEFINITION.ledger_id(), tables).await?;
        let committer = committer.with_projection(<S::Answer as Answer<S::Input>>::PROJECTS);
        let parked = ParkingTable::connect(connections, errors)?;
        Ok(Self { subscriber: S::connect(connections).await?, committer, parked })
    }

    /// The items with parked or superseded records, the one that was parked first before the others. They are read from an index: what was parked a
    /// moment ago may be missing.
    ///
    /// # Errors
    /// [`ParkedError`] where the parking table cannot be read.
    pub async fn items(&self) -> Result<Vec<ParkedItem>, ParkedError> {
        let mut items: Vec<ParkedItem> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for Parked { entry, kept_as, since, failure, .. } in self.parking().list().await? {
            let place = *places.entry(entry.clone()).or_insert(items.len());
            if place == items.len() {
                items.push(ParkedItem { since: Timestamp::from_epoch_millis(since), ..ParkedItem::with_id(entry) });
            }
            let item = &mut items[place];
            match kept_as {
                KeptAs::Parked => item.records += 1,
                KeptAs::Superseded => item.superseded += 1,
            }
            let failure = failure.map(|(kind, error)| ParkedFailure { kind, error });
            item.failure = item.failure.take().or(failure);
        }
        Ok(items)
    }

    /// The parked records of an item, in their order.
    ///
    /// # Errors
    /// [`ParkedError`] where the parking table cannot be read.
    pub async fn records(&self, item: &ParkedItem) -> Result<Vec<ParkedRecord<S::Topic>>, ParkedError> {
        let records = self.parking().read(&item.id, KeptAs::Parked, usize::MAX).await?;
        Ok(records.into_iter().map(ParkedRecord::new).collect())
    }

    /// The superseded records of an item, in their order: a later one of the item was done before they came, by a queue or of a newer
    /// stream. Whether they were done too, nobody knows. They keep nothing waiting and are never run: correct by hand what is missing,
    /// and discard them.
    ///
    /// # Errors
    /// [`ParkedError`] where the parking table cannot be read.
    pub async fn superseded(&self, item: &ParkedItem) -> Result<Vec<ParkedRecord<S::Topic>>, ParkedError> {
        let records = self.parking().superseded(&item.id).await?;
        Ok(records.into_iter().map(ParkedRecord::new).collect())
    }

    /// Discards the superseded records of an item: their payloads are deleted. Returns how many there were.
    ///
    /// # Errors
    /// [`ParkedError`] where the parking table cannot be read or written: what was discarded is.
    pub async fn discard_superseded(&self, item: &ParkedItem) -> Result<usize, ParkedError> {
        let records = self.parking().superseded(&item.id).await?;
        self.parking().delete(&records).await?;
        Ok(records.len())
    }

    /// Runs the parked records of an item again, in their order, until one fails or none is left. Records that come meanwhile are
    /// parked behind them and run too.
    ///
    /// # Errors
    /// [`ParkedError`] where the tables cannot be read or written: what was done is done, and a further redrive goes on from there.
    pub async fn redrive(&self, item: &ParkedItem) -> Result<Redriven, ParkedError> {
        let parking = self.parking();
        if !parking.lease(&item.id).await? {
            return Err(ParkedError::Leased);
        }
        let redriven = self.redrive_all(&item.id).await;
        // What is not given back expires.
        let released = parking.release(&item.id).await;
        let redriven = redriven?;
        released?;
        Ok(redriven)
    }

    async fn redrive_all(&self, entry: &str) -> Result<Redriven, ParkedError> {
        let mut done = 0;
        while let Some((range, records)) = self.parked(entry).await? {
            let head = &records[0];
            let failure = match self.redrive_first(range, head, records.get(1)).await? {
                First::Done => {
                    done += 1;
                    continue;
                }
                First::DoneElsewhere => continue,
                First::Failed(failure) => failure,
            };
            if failure.blame() == Blame::Others {
                return Ok(Redriven { done, failure: Some(failure.then(None, NextStep::Parked)) });
            }
            let attempts = head.parked.attempts + 1;
            let reason = Reason::new(format!("{:?}", failure.kind()), &failure.to_string(), attempts);
            self.parking().failed_again(head, &reason).await?;
            let attempt = Attempt { number: attempts, of: S::DEFINITION.errors.max_attempts.into() };
            let failure = failure.then(Some(attempt), NextStep::Parked);
            return Ok(Redriven { done, failure: Some(failure) });
        }
        Ok(Redriven { done, failure: None })
    }

    /// Runs the first parked record.
    async fn redrive_first(
        &self,
        mut range: ParkedRange,
        head: &ParkedPayload,
        next: Option<&ParkedPayload>,
    ) -> Result<First, ParkedError> {
        let Some(json) = &head.json else { return Err(ParkedError::Incomplete) };
        let writes = match call(&self.subscriber, json).await {
            Ok(writes) => writes,
            Err(failure) => return Ok(First::Failed(RecordFailure::new(failure))),
        };
        let mut next = next.map(|next| next.parked.position.clone());
        for _ in 0..TRIES {
            let taken = self.parking().take_out(&range, head, next.as_ref(), writes.clone()).await;
            match taken {
                Ok(Taken::Out) => return Ok(First::Done),
                // Another record is behind it, or another redrive was quicker.
                Ok(Taken::Changed) => match self.parked(&head.parked.entry).await? {
                    Some((now, records)) if now.head == range.head => {
                        next = records.get(1).map(|next| next.parked.position.clone());
                        range = now;
                    }
                    _ => return Ok(First::DoneElsewhere),
                },
                Err(error) if error.is_the_records_own() => {
                    return Ok(First::Failed(RecordFailure::new(Failure::Commit(Box::new(error)))));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(CommitError::Conflict.into())
    }

    /// Discards the parked records of an item, up to the last that is parked now: they are never run, and their payloads are deleted.
    /// Returns how many there were. Superseded records stay, until they are [discarded](Self::discard_superseded) too.
    ///
    /// # Errors
    /// [`ParkedError`] where the tables cannot be read or written: what was discarded is.
    pub async fn discard(&self, item: &ParkedItem) -> Result<usize, ParkedError> {
        let Some((seen, _)) = self.parked(&item.id).await? else { return Ok(0) };
        let mut discarded = 0;
        while self.discard_up_to(item, Some(&seen.tail)).await? {
            discarded += 1;
        }
        Ok(discarded)
    }

    /// Discards the first parked record of an item; those behind it stay. Whether there was one.
    ///
    /// # Errors
    /// [`ParkedError`] where the tables cannot be read or written.
    pub async fn discard_first(&self, item: &ParkedItem) -> Result<bool, ParkedError> {
        self.discard_up_to(item, None).await
    }

    /// Discards the first parked record, if it is not behind the last that is to be.
    async fn discard_up_to(&self, item: &ParkedItem, last: Option<&Position>) -> Result<bool, ParkedError> {
        for _ in 0..TRIES {
            let Some((range, records)) = self.parked(&item.id).await? else { return Ok(false) };
            if last.is_some_and(|last| range.head > *last) {
                return Ok(false);
            }
            let next = records.get(1).map(|next| &next.parked.position);
            if self.parking().take_out(&range, &records[0], next, Vec::new()).await? == Taken::Out {
                return Ok(true);
            }
        }
        Err(CommitError::Conflict.into())
    }

    /// The first parked record of an item and the one behind it, as its row and the table have them.
    async fn parked(&self, entry: &str) -> Result<Option<(ParkedRange, Vec<ParkedPayload>)>, ParkedError> {
        let Some((mut range, mut applied)) = self.committer.parked(entry).await? else { return Ok(None) };
        loop {
            let mut records = self.parking().read(entry, KeptAs::Parked, 2).await?;
            records.retain(|record| (&range.head..=&range.tail).contains(&&record.parked.position));
            let is_last = range.head == range.tail;
            let is_whole = records.first().is_some_and(|first| first.parked.position == range.head)
                && records.len() == if is_last { 1 } else { 2 }
                && is_last == (range.count == 1);
            if is_whole && applied.is_none_or(|applied| applied < range.head) {
                return Ok(Some((range, records)));
            }
            // They may be others by now than the row said.
            match self.committer.parked(entry).await? {
                None => return Ok(None),
                Some((now, _)) if now == range => return Err(ParkedError::Incomplete),
                Some(now) => (range, applied) = now,
            }
        }
    }

    const fn parking(&self) -> Parking<'_> {
        Parking::new(&self.committer, &self.parked)
    }
}

impl<S: Subscriber> fmt::Debug for ParkedRecords<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ParkedRecords").field(&S::DEFINITION.id).finish()
    }
}
