//! The generic part of an invocation: takes records, asks the guards, and calls the function.

use std::pin::Pin;
use std::sync::Arc;

use super::blocked::Blocked;
use super::failure::Failure;
use super::head::{Head, Identity, SourceItem};
use super::lanes::Lanes;
use crate::change::Topic;
use crate::decode::{Identified, Undecoded};
use crate::ledger::Brought;
use crate::panic::{self, Panicked};
use crate::record::{Batch, Record};
use crate::subscriber::{Answer, Input, InputKind, Returned, Subscriber};
use crate::transport::{Arrival, Ordinal};

/// A call that runs.
pub(super) type Calling<'a> = Pin<Box<dyn Future<Output = Result<Returned, Failure>> + Send + 'a>>;

/// What there is to do about the record whose turn it is.
pub(super) enum Turn<'a> {
    /// No arm takes it.
    NotTaken(Identity),
    /// The message that was to bring it carries no record.
    Unreadable(Failure),
    /// The function may not have it, though it did not fail; others of its lane go on.
    Blocked(Identity, Failure),
    /// It fails before the function is called.
    Failed(Head, Option<Arc<SourceItem>>, Failure),
    /// The function is called.
    Call(Head, Option<Arc<SourceItem>>, Calling<'a>),
}

/// What the pipeline asks of the types that it does not know.
pub(super) trait Calls<'a>: Send {
    /// The turn of a record. A batch takes those behind it in its lane too.
    fn turn(&mut self, ordinal: Ordinal, lanes: &Lanes) -> Turn<'a>;

    /// The identity of a record that has not had its turn; `None` where its message carries none.
    fn identity(&self, ordinal: Ordinal) -> Option<Identity>;
}

/// The records of an event on their way to a subscriber.
pub(super) struct Subscription<'a, S: Subscriber> {
    subscriber: &'a S,
    arrivals: Vec<Arrival<S::Topic>>,
    /// Where a ledger knows the records: what brings them.
    in_ledger: Option<Brought>,
    /// The records that a function of a batch may not have.
    blocked: Blocked,
    /// Whether a batch has one record.
    is_careful: bool,
}

impl<'a, S: Subscriber> Subscription<'a, S> {
    pub(super) fn new(subscriber: &'a S, arrivals: Vec<Arrival<S::Topic>>, in_ledger: Option<Brought>) -> Self {
        Self { subscriber, arrivals, in_ledger, blocked: Blocked::default(), is_careful: false }
    }

    /// The same without these records, and where each attempt is counted with one record in a batch.
    pub(super) fn without(self, blocked: Blocked, is_careful: bool) -> Self {
        Self { blocked, is_careful, ..self }
    }

    /// Drops what had no turn. The fields are of the user's types, whose `Drop` may panic; two panics at once would end the
    /// process.
    pub(super) fn discard(self) {
        for arrival in self.arrivals {
            let _ = panic::catch(move || drop(arrival));
        }
    }

    fn arrival(&self, ordinal: Ordinal) -> Option<&Arrival<S::Topic>> {
        self.arrivals.get(ordinal as usize)
    }

    fn take(&mut self, ordinal: Ordinal) -> Option<Arrival<S::Topic>> {
        Some(std::mem::replace(self.arrivals.get_mut(ordinal as usize)?, Arrival::Taken))
    }

    fn item(&self, source: &Arc<str>, key: Vec<u8>) -> Option<Arc<SourceItem>> {
        self.in_ledger.map(|brought| Arc::new(SourceItem { source: Arc::clone(source), key, brought }))
    }

    /// Takes the records behind the first that a batch has with it: all that are for the function, up to one that fails.
    fn batch(
        &mut self,
        (first, item): (Record<S::Topic>, Vec<u8>),
        ordinal: Ordinal,
        lanes: &Lanes,
        head: &mut Head,
    ) -> Batch<S::Topic> {
        let mut taken = vec![head.lowest.clone()];
        let mut items = vec![item];
        let (mut passed, mut last) = (Vec::new(), ordinal);
        let mut records = vec![first];
        for ordinal in lanes.behind(ordinal) {
            if self.is_careful || self.blocked.contains(ordinal) {
                break;
            }
            let Some(Arrival::Delivered(Identified { record: Ok(record), .. })) = self.arrival(ordinal) else { break };
            let identity = identity_of(ordinal, record);
            match takes::<S>(record) {
                Ok(true) => taken.push(identity),
                Ok(false) => passed.push(identity),
                Err(Panicked) => break,
            }
            last = ordinal;
            // One that is not taken stays until the end: the `Drop` of its fields is the user's, and may panic.
            let is_taken = taken.last().is_some_and(|taken| taken.ordinal == ordinal);
            if is_taken && let Some(Arrival::Delivered(Identified { item, record: Ok(record) })) = self.take(ordinal) {
                records.push(record);
                items.push(item);
            }
        }
        *head = Head::batch(taken, items, passed, last);
        Batch::with_id(records, head.batch.as_ref().map_or(0, |batch| batch.id))
    }
}

impl<'a, S: Subscriber> Calls<'a> for Subscription<'a, S> {
    fn turn(&mut self, ordinal: Ordinal, lanes: &Lanes) -> Turn<'a> {
        let (item, record) = match self.take(ordinal) {
            Some(Arrival::Delivered(Identified { item, record: Ok(record) })) => (item, record),
            Some(Arrival::Delivered(Identified { item, record: Err(undecoded) })) => {
                let Undecoded { key, event_id, sequence_number, source, error } = undecoded;
                if let Some(failure) = self.blocked.take(ordinal) {
                    let _ = panic::catch(move || drop(key));
                    return Turn::Blocked(Head::alone(ordinal, event_id, sequence_number).lowest, failure);
                }
                let item = self.item(&source, item);
                // A key is of the user's type, and so is its `Drop`.
                let _ = panic::catch(move || drop(key));
                return Turn::Failed(Head::alone(ordinal, event_id, sequence_number), item, Failure::Decode(error));
            }
            Some(Arrival::Unreadable(error)) => return Turn::Unreadable(Failure::Message(error)),
            // A record has one turn.
            Some(Arrival::Taken) | None => return Turn::Unreadable(Failure::Batch),
        };
        let mut head = Head::alone(ordinal, record.event_id.clone(), record.sequence_number);
        if let Some(failure) = self.blocked.take(ordinal) {
            let _ = panic::catch(move || drop(record));
            return Turn::Blocked(head.lowest, failure);
        }
        let of_batch = if S::Input::KIND == InputKind::Batches { item.clone() } else { Vec::new() };
        let item = self.item(&record.source, item);
        let taken = takes::<S>(&record);
        if taken != Ok(true) {
            // The fields of an image may be of types whose `Drop` panics.
            return match (taken, panic::catch(move || drop(record))) {
                (Ok(_), Ok(())) => Turn::NotTaken(head.lowest),
                _ => Turn::Failed(head, item, Failure::Panic),
            };
        }
        let input = S::Input::from_records(record, |first| self.batch((first, of_batch), ordinal, lanes, &mut head));
        let subscriber = self.subscriber;
        // Boxed: what a user awaits, the SDK above all, nests so deeply that rustc would refuse to lay it out within ours.
        // What turns the answer into writes is the user's too: the conversion of an error, the `Drop` of a result.
        Turn::Call(
            head,
            item,
            Box::pin(async move { subscriber.call(input).await.into_returned().map_err(Failure::Function) }),
        )
    }

    fn identity(&self, ordinal: Ordinal) -> Option<Identity> {
        match self.arrival(ordinal)? {
            Arrival::Delivered(Identified { record: Ok(record), .. }) => Some(identity_of(ordinal, record)),
            Arrival::Delivered(Identified { record: Err(undecoded), .. }) => Some(Identity {
                ordinal,
                event_id: undecoded.event_id.clone(),
                sequence_number: undecoded.sequence_number,
            }),
            Arrival::Unreadable(_) | Arrival::Taken => None,
        }
    }
}

/// Whether the record is for the function; a guard may panic.
fn takes<S: Subscriber>(record: &Record<S::Topic>) -> Result<bool, Panicked> {
    panic::catch(|| S::takes(&record.change))
}

fn identity_of<T: Topic>(ordinal: Ordinal, record: &Record<T>) -> Identity {
    Identity { ordinal, event_id: record.event_id.clone(), sequence_number: record.sequence_number }
}
