//! A package that is made: which records fit into it, and which pass others.

use std::collections::{HashMap, HashSet};

use super::{Member, Touched};
use crate::invoke::head::SourceItem;
use crate::ledger::MAX_OPERATIONS;
use crate::operation::Write;
use crate::sequence::SequenceNumber;

/// How a record fits into a package that is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    Fits,
    /// There is no room for it, or an earlier record of the lane or of the item waits. What adds to the same rows may pass it.
    Later,
    Not,
}

/// What the records touch that wait and are not in the package that is made.
#[derive(Default)]
pub(super) struct Behind<'a> {
    touched: HashSet<&'a Touched>,
    /// Rows that are added to by records which others may pass, each with the additions that stand for all: they are few.
    added: HashMap<&'a Touched, Vec<&'a Write>>,
}

impl<'a> Behind<'a> {
    /// Whether a record can be committed before these.
    pub(super) fn fit(&self, member: &Member) -> Fit {
        let holds = |(row, write): (&Touched, &Write)| {
            self.touched.contains(row) || self.added.get(row).is_some_and(|added| !commute(added, write))
        };
        match member.rows().any(holds) {
            true => Fit::Not,
            false if member.lane_and_item().iter().any(|one| self.touched.contains(one)) => Fit::Later,
            false => Fit::Fits,
        }
    }

    /// A record is not in the package.
    pub(super) fn add(&mut self, member: &'a Member, fit: Fit) {
        self.touched.extend(member.lane_and_item());
        for (row, write) in member.rows() {
            let added = self.added.entry(row).or_default();
            if fit != Fit::Later || !write.commutes(write) || !commute(added, write) {
                self.touched.insert(row);
            } else if !added.iter().any(|added| added.stands_for(write)) {
                added.retain(|added| !write.stands_for(added));
                added.push(write);
            }
        }
    }
}

/// Whether a write may be before all of these.
fn commute(added: &[&Write], write: &Write) -> bool {
    added.iter().all(|added| write.commutes(added))
}

impl Member {
    fn lane_and_item(&self) -> &[Touched] {
        &self.touched[..2]
    }

    /// The row of each write.
    fn rows(&self) -> impl Iterator<Item = (&Touched, &Write)> {
        self.touched[2..].iter().zip(&self.writes)
    }
}

/// A package that is made.
#[derive(Default)]
pub(super) struct Building<'a> {
    touched: HashSet<&'a Touched>,
    operations: usize,
    /// The last record of each item.
    items: HashMap<&'a SourceItem, Option<SequenceNumber>>,
    /// What is written to each row.
    rows: HashMap<&'a Touched, Write>,
    is_full: bool,
}

impl<'a> Building<'a> {
    /// Takes a record in, where there is room and its writes coalesce with what is there.
    pub(super) fn take(&mut self, member: &'a Member) -> Fit {
        // The item's is its ledger row.
        let new = member.touched[1..].iter().filter(|one| !self.touched.contains(one)).count();
        if self.operations > 0 && self.operations + new > MAX_OPERATIONS {
            self.is_full = true;
            return Fit::Later;
        }
        // An item's row is conditional on its first record and has its last one, so they must be in their order.
        let number = member.subject.head.lowest.sequence_number;
        if self.items.get(&*member.item).is_some_and(|before| *before >= number) {
            return Fit::Not;
        }
        let mut coalesced = Vec::new();
        for (row, write) in member.rows() {
            let both = match self.rows.get(row) {
                Some(before) => before.coalesced(write),
                None => Some(write.clone()),
            };
            let Some(both) = both else { return Fit::Not };
            coalesced.push((row, both));
        }
        self.items.insert(&member.item, number);
        self.rows.extend(coalesced);
        self.touched.extend(&member.touched);
        self.operations += new;
        self.is_full |= self.operations >= MAX_OPERATIONS;
        Fit::Fits
    }

    /// Whether no record is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.touched.is_empty()
    }

    /// Whether a record had no room in it, or none would have that is new to it.
    pub(super) const fn is_full(&self) -> bool {
        self.is_full
    }
}
