//! What is committed next: packages of records' writes.
//!
//! Packages that are in flight at once share neither an item nor a row: one that is tried again after a conflict would
//! else find its successor applied, and be lost. A second package of an item is not started before it is known what became
//! of the first. A package is one record's writes. The machine has no clock and does no I/O.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use super::head::{Head, SourceItem};
use crate::operation::Write;

/// The writes of a record.
pub(super) struct Package {
    pub(super) head: Head,
    pub(super) item: Arc<SourceItem>,
    pub(super) writes: Vec<Write>,
    pub(super) touched: Vec<Touched>,
}

/// An item, or a row, that a package touches. It is never shown: it holds a key.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Touched {
    Item(Arc<SourceItem>),
    /// The table, and the row's canonical key.
    Row(&'static str, Arc<[u8]>),
}

/// The packages that wait, and what those in flight touch.
#[derive(Default)]
pub(super) struct Packer {
    waiting: VecDeque<Package>,
    in_flight: HashSet<Touched>,
}

impl Packer {
    /// Takes the writes of a record of an item.
    pub(super) fn push(&mut self, head: Head, item: Arc<SourceItem>, writes: Vec<Write>) {
        let rows = writes.iter().map(|write| Touched::Row(write.table, write.key.canonical().into()));
        let touched = std::iter::once(Touched::Item(Arc::clone(&item))).chain(rows).collect();
        self.waiting.push_back(Package { head, item, writes, touched });
    }

    /// The first package that shares nothing with those in flight, nor with one that waits before it.
    pub(super) fn next(&mut self) -> Option<Package> {
        let mut before = HashSet::new();
        let place = self.waiting.iter().position(|package| {
            let is_free = package.touched.iter().all(|one| !self.in_flight.contains(one) && !before.contains(one));
            if !is_free {
                before.extend(package.touched.iter());
            }
            is_free
        })?;
        let package = self.waiting.remove(place)?;
        self.in_flight.extend(package.touched.iter().cloned());
        Some(package)
    }

    /// It is known what became of the package that touched this.
    pub(super) fn complete(&mut self, touched: &[Touched]) {
        for touched in touched {
            self.in_flight.remove(touched);
        }
    }

    /// Takes out what waits.
    pub(super) fn take_waiting(&mut self) -> impl Iterator<Item = Package> + use<> {
        std::mem::take(&mut self.waiting).into_iter()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::SequenceNumber;
    use crate::prelude::*;
    use crate::record::EventId;

    #[crate::read_model(table = "totals")]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Totals {
        #[partition_key]
        group: u8,
        #[serde(default)]
        sum: u64,
    }

    /// A record of the item, whose writes touch these rows.
    fn push(packer: &mut Packer, ordinal: u32, item: u8, rows: &[u8]) {
        let writes = rows.iter().fold(Writes::<Totals>::new(), |writes, group| {
            writes.update(TotalsKey { group: *group }.update().add(|a| a.sum, 1))
        });
        let number = SequenceNumber::parse(&ordinal.to_string());
        let item = Arc::new(SourceItem { source: "stream".into(), key: vec![item] });
        packer.push(Head::alone(ordinal, EventId::default(), number), item, writes.into_result().unwrap());
    }

    fn next(packer: &mut Packer) -> Option<(u32, Vec<Touched>)> {
        packer.next().map(|package| (package.head.lowest.ordinal, package.touched))
    }

    #[test]
    fn packages_in_flight_share_no_row_and_no_item() {
        let mut packer = Packer::default();
        push(&mut packer, 0, 1, &[1]);
        push(&mut packer, 1, 2, &[1, 2]);
        push(&mut packer, 2, 3, &[2]);
        push(&mut packer, 3, 1, &[3]);
        push(&mut packer, 4, 4, &[4]);
        let (first, touched) = next(&mut packer).unwrap();
        assert_eq!(
            (first, next(&mut packer).unwrap().0),
            (0, 4),
            "the third shares a row with the second, which waits"
        );
        assert!(packer.next().is_none());
        packer.complete(&touched);
        assert_eq!((next(&mut packer).unwrap().0, next(&mut packer).unwrap().0), (1, 3));
    }

    proptest! {
        /// In whatever order commits end: what shares an item or a row is committed one after another, in its order.
        #[test]
        fn what_shares_an_item_or_a_row_is_never_in_flight_together_and_keeps_its_order(
            packages in prop::collection::vec((0_u8..4, prop::collection::btree_set(0_u8..5, 1..3)), 1..30),
            ends in prop::collection::vec(any::<prop::sample::Index>(), 30),
        ) {
            let mut packer = Packer::default();
            for (ordinal, (item, rows)) in (0..).zip(&packages) {
                push(&mut packer, ordinal, *item, &rows.iter().copied().collect::<Vec<_>>());
            }
            let shares = |left: u32, right: u32| {
                let (left, right) = (&packages[left as usize], &packages[right as usize]);
                left.0 == right.0 || !left.1.is_disjoint(&right.1)
            };
            let (mut in_flight, mut started) = (Vec::<(u32, Vec<Touched>)>::new(), Vec::new());
            for end in ends {
                while let Some(package) = next(&mut packer) {
                    prop_assert!(in_flight.iter().all(|other| !shares(other.0, package.0)));
                    prop_assert!(started.iter().all(|earlier| *earlier < package.0 || !shares(*earlier, package.0)));
                    started.push(package.0);
                    in_flight.push(package);
                }
                if in_flight.is_empty() { break; }
                let (_, touched) = in_flight.swap_remove(end.index(in_flight.len()));
                packer.complete(&touched);
            }
            prop_assert_eq!(started.len(), packages.len());
        }
    }
}
