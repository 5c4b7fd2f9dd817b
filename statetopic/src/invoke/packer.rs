//! What is committed next: packages of records' writes.
//!
//! A record enters a package only when every earlier record of its lane and of its item is committed or in the same package, and
//! packages in flight at once share no lane, no item and no row: one that is tried again after a conflict would else find its
//! successor applied, and be lost. Writes of several records to one row are in one package where they coalesce. The machine has
//! no clock and does no I/O.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use super::head::{SourceItem, Subject};
use crate::ledger::MAX_OPERATIONS;
use crate::operation::Write;
use crate::sequence::SequenceNumber;

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
        if self.waiting.len() < self.look_at.max(MAX_OPERATIONS / 4) {
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
        let mut behind = HashSet::new();
        let mut taken = Vec::with_capacity(self.waiting.len());
        for member in &self.waiting {
            let is_free = member.touched.iter().all(|one| !self.in_flight.contains(one) && !behind.contains(one));
            let is_taken = is_free && building.take(member);
            if !is_taken {
                behind.extend(&member.touched);
            }
            taken.push(is_taken);
        }
        if building.touched.is_empty() || full && !building.is_full {
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

/// A package that is made.
#[derive(Default)]
struct Building<'a> {
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
    fn take(&mut self, member: &'a Member) -> bool {
        let operations = &member.touched[1..];
        let new = operations.iter().filter(|one| !self.touched.contains(one)).count();
        if self.operations > 0 && self.operations + new > MAX_OPERATIONS {
            self.is_full = true;
            return false;
        }
        // An item's row is conditional on its first record and has its last one, so they must be in their order.
        let number = member.subject.head.lowest.sequence_number;
        if self.items.get(&*member.item).is_some_and(|before| *before >= number) {
            return false;
        }
        let mut coalesced = Vec::new();
        for (row, write) in operations[1..].iter().zip(&member.writes) {
            let both = match self.rows.get(row) {
                Some(before) => before.coalesced(write),
                None => Some(write.clone()),
            };
            let Some(both) = both else { return false };
            coalesced.push((row, both));
        }
        self.items.insert(&member.item, number);
        self.rows.extend(coalesced);
        self.touched.extend(&member.touched);
        self.operations += new;
        self.is_full |= self.operations >= MAX_OPERATIONS;
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::head::Head;
    use super::*;
    use crate::prelude::*;
    use crate::record::EventId;

    #[crate::read_model(table = "totals")]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Totals {
        #[partition_key]
        group: u32,
        #[serde(default)]
        sum: u8,
    }

    /// How much a package touches.
    fn touched(packer: &Packer, package: &Package) -> usize {
        packer.packages[&package.id].len()
    }

    /// A record of an item, whose writes add to some rows and set others.
    fn push_numbered(packer: &mut Packer, ordinal: u32, number: u32, item: u8, added: &[u32], set: &[u32]) {
        push_in_lane(packer, ordinal, number, (item, u32::from(item)), added, set);
    }

    fn push_in_lane(
        packer: &mut Packer,
        ordinal: u32,
        number: u32,
        (item, lane): (u8, u32),
        added: &[u32],
        set: &[u32],
    ) {
        let update = |group: &u32| TotalsKey { group: *group }.update();
        let writes =
            added.iter().fold(Writes::<Totals>::new(), |writes, group| writes.update(update(group).add(|a| a.sum, 1)));
        let writes = set.iter().fold(writes, |writes, group| writes.update(update(group).set(|a| a.sum, 1)));
        let item = Arc::new(SourceItem { source: "stream".into(), key: vec![item] });
        let head = Head::alone(ordinal, EventId::default(), SequenceNumber::parse(&number.to_string()));
        let subject = Subject { head, item: Some(Arc::clone(&item)), is_ahead: true };
        packer.push(subject, item, lane, writes.into_result().unwrap());
    }

    fn push(packer: &mut Packer, ordinal: u32, item: u8, added: &[u32], set: &[u32]) {
        push_numbered(packer, ordinal, ordinal + 1, item, added, set);
    }

    fn ordinals(package: &Package) -> Vec<u32> {
        package.members.iter().map(|member| member.subject.head.lowest.ordinal).collect()
    }

    fn all(packer: &mut Packer) -> Option<Vec<u32>> {
        packer.next_of_all().map(|package| ordinals(&package))
    }

    #[test]
    fn additions_to_a_row_and_records_of_an_item_are_in_one_package() {
        let mut packer = Packer::default();
        for (ordinal, item, added) in [(0, 1, &[1][..]), (1, 2, &[1, 2]), (2, 3, &[2]), (3, 1, &[3]), (4, 4, &[])] {
            push(&mut packer, ordinal, item, added, &[]);
        }
        let package = packer.next_of_all().unwrap();
        assert_eq!((ordinals(&package), touched(&packer, &package)), (vec![0, 1, 2, 3, 4], 4 + 4 + 3));
        assert!(packer.next_of_all().is_none());
    }

    #[test]
    fn what_does_not_coalesce_waits_and_so_does_what_shares_something_with_it() {
        let mut packer = Packer::default();
        push(&mut packer, 0, 1, &[1], &[]);
        push(&mut packer, 1, 2, &[2], &[1]);
        push(&mut packer, 2, 3, &[2], &[]);
        push(&mut packer, 3, 2, &[4], &[]);
        push(&mut packer, 4, 5, &[5], &[]);
        let first = packer.next_of_all().unwrap();
        assert_eq!(ordinals(&first), [0, 4], "the third shares a row with the second, the fourth its item");
        assert_eq!(all(&mut packer), None, "the row is in flight");
        packer.complete(first.id);
        assert_eq!(all(&mut packer), Some(vec![1, 2, 3]));
    }

    #[test]
    fn records_of_a_lane_are_committed_in_their_order() {
        let mut packer = Packer::default();
        push_in_lane(&mut packer, 0, 1, (1, 0), &[1], &[]);
        push_in_lane(&mut packer, 1, 2, (2, 0), &[], &[1]);
        push_in_lane(&mut packer, 2, 3, (3, 0), &[3], &[]);
        push_in_lane(&mut packer, 3, 4, (4, 1), &[4], &[]);
        let first = packer.next_of_all().unwrap();
        assert_eq!(ordinals(&first), [0, 3], "the third waits for the second, which is of its lane");
        assert_eq!(all(&mut packer), None);
        packer.complete(first.id);
        assert_eq!(all(&mut packer), Some(vec![1, 2]));
    }

    #[test]
    fn additions_without_a_sum_are_not_in_one_package() {
        let mut packer = Packer::default();
        for (ordinal, delta) in [(0, 200_i64), (1, 100), (2, -50)] {
            let writes = Writes::<Totals>::new().update(TotalsKey { group: 1 }.update().add(|a| a.sum, delta));
            let item = Arc::new(SourceItem { source: "stream".into(), key: vec![1] });
            let head = Head::alone(ordinal, EventId::default(), SequenceNumber::parse(&(ordinal + 1).to_string()));
            packer.push(Subject { head, item: None, is_ahead: true }, item, 0, writes.into_result().unwrap());
        }
        let first = packer.next_of_all().unwrap();
        assert_eq!(ordinals(&first), [0], "200 and 100 are out of the range wherever they begin");
        packer.complete(first.id);
        assert_eq!(all(&mut packer), Some(vec![1, 2]));
    }

    #[test]
    fn a_package_has_a_hundred_operations_and_is_taken_as_soon_as_it_is_full() {
        let mut packer = Packer::default();
        for ordinal in 0..49 {
            push(&mut packer, ordinal, u8::try_from(ordinal).unwrap(), &[ordinal], &[]);
        }
        assert!(packer.next_full().is_none());
        for ordinal in 49..80 {
            push(&mut packer, ordinal, u8::try_from(ordinal).unwrap(), &[ordinal], &[]);
        }
        let full = packer.next_full().unwrap();
        assert_eq!((ordinals(&full), touched(&packer, &full)), ((0..50).collect(), 50 + 100));
        assert!(packer.next_full().is_none());
        assert_eq!(all(&mut packer), Some((50..80).collect()));
    }

    #[test]
    fn a_record_that_comes_before_one_of_its_item_in_a_package_is_not_in_it() {
        for number in [7, 5] {
            let mut packer = Packer::default();
            push_numbered(&mut packer, 0, 7, 1, &[1], &[]);
            push_numbered(&mut packer, 1, number, 1, &[2], &[]);
            assert_eq!((all(&mut packer), all(&mut packer)), (Some(vec![0]), None), "{number}");
        }
    }

    #[test]
    fn what_is_chosen_of_what_waits_is_taken_out() {
        let mut packer = Packer::default();
        for ordinal in 0..4 {
            push(&mut packer, ordinal, 1, &[1], &[]);
        }
        let taken = packer.take_waiting(|subject| subject.head.last > 1);
        assert_eq!(taken.iter().map(|subject| subject.head.last).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(all(&mut packer), Some(vec![0, 1]));
    }

    proptest! {
        /// In whatever order commits end: what shares an item or a row is in one package or is committed one after another, in its
        /// order, and every record is in one package.
        #[test]
        fn what_shares_an_item_or_a_row_is_never_in_two_packages_in_flight_and_keeps_its_order(
            records in prop::collection::vec((0_u8..4, prop::collection::btree_set(0_u32..5, 0..3), 0_u32..9), 1..40),
            ends in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 80),
        ) {
            let mut packer = Packer::default();
            for (ordinal, (item, added, set)) in (0..).zip(&records) {
                let set: Vec<u32> = (*set < 5 && !added.contains(set)).then_some(*set).into_iter().collect();
                push(&mut packer, ordinal, *item, &added.iter().copied().collect::<Vec<_>>(), &set);
            }
            let touched = |ordinal: u32| {
                let (item, added, set) = &records[ordinal as usize];
                let rows: HashSet<u32> = added.iter().copied().chain((*set < 5).then_some(*set)).collect();
                (*item, rows)
            };
            let shares = |left: u32, right: u32| {
                let ((item, rows), (other, others)) = (touched(left), touched(right));
                item == other || !rows.is_disjoint(&others)
            };
            let (mut in_flight, mut started) = (Vec::<Package>::new(), Vec::new());
            for (end, full) in ends {
                while let Some(package) = if full { packer.next_full() } else { packer.next_of_all() } {
                    let members = ordinals(&package);
                    prop_assert!(members.is_sorted() && self::touched(&packer, &package) <= 2 * MAX_OPERATIONS);
                    for record in &members {
                        prop_assert!(in_flight.iter().all(|other| ordinals(other).iter().all(|other| !shares(*other, *record))));
                        prop_assert!(started.iter().all(|earlier| earlier < record || !shares(*earlier, *record)));
                    }
                    started.extend(members);
                    in_flight.push(package);
                }
                if in_flight.is_empty() { continue; }
                let package = in_flight.swap_remove(end.index(in_flight.len()));
                packer.complete(package.id);
            }
            started.sort_unstable();
            prop_assert_eq!(started, (0..u32::try_from(records.len()).unwrap()).collect::<Vec<_>>());
        }
    }
}
