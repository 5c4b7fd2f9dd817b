//! What is committed next: packages of records' writes.
//!
//! A record enters a package only when every earlier record of its lane and of its item is committed or in the same package, and
//! packages in flight at once share no lane, no item and no row: one that is tried again after a conflict would else find its
//! successor applied, and be lost. Writes of several records to one row are in one package where they coalesce. A record for
//! which a package has no room may be passed by one behind it that has: where both write one row, only if both add to the same
//! attributes, in the same direction. The machine has no clock and does no I/O.

mod building;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use self::building::{Behind, Building, Fit};
use super::head::{SourceItem, Subject};
use crate::ledger::MAX_OPERATIONS;
use crate::operation::Write;

/// The most packages in flight: what is committed beside each other is on rows of its own, and a table takes as much.
const MAX_IN_FLIGHT: usize = 8;

/// The writes of a record.
pub(super) struct Member {
    pub(super) subject: Subject,
    pub(super) item: Arc<SourceItem>,
    pub(super) lane: u32,
    pub(super) writes: Vec<Write>,
    /// The lane, the item, and the row of each write.
    touched: Vec<Touched>,
}

/// Records whose writes are committed together, in the order of the event.
pub(super) struct Package {
    pub(super) id: PackageId,
    pub(super) members: Vec<Member>,
}

/// Tells the packages apart that are in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct PackageId(u64);

/// A lane, an item, or a row, that a package touches. It is never shown: it holds a key.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Touched {
    Lane(u32),
    Item(Arc<SourceItem>),
    /// The table, and the row's canonical key.
    Row(&'static str, Arc<[u8]>),
}

/// The records whose writes wait, and what the packages in flight touch.
#[derive(Default)]
pub(super) struct Packer {
    waiting: VecDeque<Member>,
    in_flight: HashSet<Touched>,
    /// The packages in flight, each with what it touches.
    packages: HashMap<PackageId, HashSet<Touched>>,
    last: u64,
    /// How many records must wait before it is of use to look for a full package again.
    look_at: usize,
}

impl Packer {
    /// Takes the writes of a record of an item, in its lane.
    pub(super) fn push(&mut self, subject: Subject, item: Arc<SourceItem>, lane: u32, writes: Vec<Write>) {
        let rows = writes.iter().map(|write| Touched::Row(write.table, write.key.canonical().into()));
        let touched = [Touched::Lane(lane), Touched::Item(Arc::clone(&item))].into_iter().chain(rows).collect();
        self.waiting.push_back(Member { subject, item, lane, writes, touched });
    }

    /// A package that is full.
    pub(super) fn next_full(&mut self) -> Option<Package> {
        if self.waiting.len() < self.look_at.max(MAX_OPERATIONS / 4) || self.packages.len() == MAX_IN_FLIGHT {
            return None;
        }
        let package = self.next(true);
        if package.is_none() {
            // What coalesces fills a package late: looked for each time, it would be looked for in vain most times.
            self.look_at = self.waiting.len() + self.waiting.len() / 2;
        }
        package
    }

    /// A package of what waits, whether it is full or not.
    pub(super) fn next_of_all(&mut self) -> Option<Package> {
        self.next(false)
    }

    /// The first records that share nothing with those in flight, nor with one that waits before them.
    fn next(&mut self, full: bool) -> Option<Package> {
        if self.packages.len() == MAX_IN_FLIGHT || self.waiting.is_empty() {
            return None;
        }
        let mut building = Building::default();
        let mut behind = Behind::default();
        let mut taken = Vec::with_capacity(self.waiting.len());
        for member in &self.waiting {
            let is_in_flight = member.touched.iter().any(|one| self.in_flight.contains(one));
            let fit = if is_in_flight { Fit::Not } else { behind.fit(member) };
            let fit = if fit == Fit::Fits { building.take(member) } else { fit };
            if fit != Fit::Fits {
                behind.add(member, fit);
            }
            taken.push(fit == Fit::Fits);
        }
        if building.is_empty() || full && !building.is_full() {
            return None;
        }
        let mut members = Vec::new();
        let mut waiting = VecDeque::new();
        for (member, taken) in std::mem::take(&mut self.waiting).into_iter().zip(taken) {
            if taken { members.push(member) } else { waiting.push_back(member) }
        }
        let touched: HashSet<Touched> = members.iter().flat_map(|member| member.touched.iter().cloned()).collect();
        self.waiting = waiting;
        self.look_at = 0;
        self.in_flight.extend(touched.iter().cloned());
        self.last += 1;
        let id = PackageId(self.last);
        self.packages.insert(id, touched);
        Some(Package { id, members })
    }

    /// Whether a package is in flight.
    pub(super) fn is_in_flight(&self) -> bool {
        !self.packages.is_empty()
    }

    /// It is known what became of a package: what it touched is free.
    pub(super) fn complete(&mut self, package: PackageId) {
        for touched in self.packages.remove(&package).into_iter().flatten() {
            self.in_flight.remove(&touched);
        }
    }

    /// Takes out what waits, of the records that are chosen.
    pub(super) fn take_waiting(&mut self, chosen: impl Fn(&Subject) -> bool) -> Vec<Subject> {
        let (taken, left) =
            std::mem::take(&mut self.waiting).into_iter().partition::<Vec<_>, _>(|member| chosen(&member.subject));
        self.waiting = left.into();
        taken.into_iter().map(|member| member.subject).collect()
    }
}
