//! Packages by hand and by chance.

use proptest::prelude::*;

use super::*;
use crate::invoke::head::Head;
use crate::ledger::Brought;
use crate::prelude::*;
use crate::record::EventId;
use crate::sequence::SequenceNumber;

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

fn push_in_lane(packer: &mut Packer, ordinal: u32, number: u32, (item, lane): (u8, u32), added: &[u32], set: &[u32]) {
    let update = |group: &u32| TotalsKey { group: *group }.update();
    let writes =
        added.iter().fold(Writes::<Totals>::new(), |writes, group| writes.update(update(group).add(|a| a.sum, 1)));
    let writes = set.iter().fold(writes, |writes, group| writes.update(update(group).set(|a| a.sum, 1)));
    let item = Arc::new(SourceItem { source: "stream".into(), key: vec![item], brought: Brought::ByStream });
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
        let item = Arc::new(SourceItem { source: "stream".into(), key: vec![1], brought: Brought::ByStream });
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
fn a_record_without_room_is_passed_by_additions_that_have_room_and_not_by_what_sets_the_row() {
    let mut packer = Packer::default();
    for item in 0..101 {
        // With the row of the additions the package has room for 99 items.
        push(&mut packer, u32::from(item), item, &[1], &[]);
    }
    push(&mut packer, 101, 0, &[1], &[]);
    push(&mut packer, 102, 100, &[1], &[]);
    push(&mut packer, 103, 1, &[], &[1]);
    push(&mut packer, 104, 1, &[1], &[]);
    push(&mut packer, 105, 2, &[1], &[]);
    let first = packer.next_full().unwrap();
    assert_eq!(ordinals(&first), (0..99).chain([101]).collect::<Vec<_>>(), "behind what sets the row all waits");
    packer.complete(first.id);
    let second = packer.next_of_all().unwrap();
    assert_eq!(ordinals(&second), [99, 100, 102]);
    packer.complete(second.id);
    assert_eq!(all(&mut packer), Some(vec![103]));
}

/// Another model of the table, to which a missing `sum` is seven.
#[crate::read_model(table = "totals")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Sevens {
    #[partition_key]
    group: u32,
    #[serde(default = "seven")]
    sum: u8,
}

fn seven() -> u8 {
    7
}

#[test]
fn an_addition_passes_none_that_makes_room_for_it_or_counts_from_another_default() {
    let add = |delta: i32| Writes::<Totals>::new().update(TotalsKey { group: 1 }.update().add(|a| a.sum, delta));
    let from_seven = Writes::<Sevens>::new().update(SevensKey { group: 1 }.update().add(|a| a.sum, 1));
    let passing = [
        (add(5).into_result().unwrap(), true),
        (add(-5).into_result().unwrap(), false),
        (add(0).into_result().unwrap(), true),
        (from_seven.into_result().unwrap(), false),
    ];
    for (writes, passes) in passing {
        let mut packer = Packer::default();
        let mut record = |ordinal: u32, item: u8, writes: Vec<Write>| {
            let item = Arc::new(SourceItem { source: "stream".into(), key: vec![item], brought: Brought::ByStream });
            let number = SequenceNumber::parse(&(ordinal + 1).to_string());
            let head = Head::alone(ordinal, EventId::default(), number);
            let lane = u32::from(item.key[0]);
            packer.push(Subject { head, item: None, is_ahead: true }, item, lane, writes);
        };
        // Ninety-nine operations: the next record would need two.
        for item in 0..99 {
            record(u32::from(item), item, Vec::new());
        }
        record(99, 99, add(100).into_result().unwrap());
        record(100, 0, writes);
        let first = ordinals(&packer.next_full().unwrap());
        assert_eq!(first.contains(&100), passes, "{first:?}");
        assert!(!first.contains(&99));
    }
}

#[test]
fn a_full_package_is_found_at_once_when_one_of_those_in_flight_is_through() {
    let mut packer = Packer::default();
    let mut record = 0;
    let mut push_hundred = |packer: &mut Packer| {
        for _ in 0..100 {
            // Fifty operations of fifty items, in lanes of their own, make it full twice over.
            push_in_lane(packer, record, record + 1, (u8::try_from(record % 100).unwrap(), record), &[record], &[]);
            record += 1;
        }
    };
    push_hundred(&mut packer);
    let first = packer.next_full().unwrap();
    let others: Vec<Package> = std::iter::from_fn(|| packer.next_full()).collect();
    assert_eq!(others.len(), 1);
    for place in others.len() + 1..MAX_IN_FLIGHT {
        // Of items of their own: nothing that is in flight holds them back.
        let item = u8::try_from(100 + place).unwrap();
        push_in_lane(
            &mut packer,
            1000 + u32::from(item),
            1,
            (item, 1000 + u32::from(item)),
            &[1000 + u32::from(item)],
            &[],
        );
        assert!(packer.next_of_all().is_some());
    }
    for item in 150..200_u8 {
        let number = 2000 + u32::from(item);
        push_in_lane(&mut packer, number, 1, (item, number), &[number], &[]);
        assert!(packer.next_full().is_none(), "as many are in flight as may be");
    }
    packer.complete(first.id);
    assert!(packer.next_full().is_some());
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
    /// order but for additions to a row, and every record is in one package.
    #[test]
    fn what_shares_an_item_or_a_row_is_never_in_two_packages_in_flight_and_keeps_its_order(
        records in prop_oneof![
            prop::collection::vec((0_u8..4, prop::collection::btree_set(0_u32..5, 0..3), 0_u32..9), 1..40),
            // More than there is room for in a package.
            prop::collection::vec((0_u8..180, prop::collection::btree_set(0_u32..50, 0..4), 0_u32..200), 150..300),
        ],
        ends in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 700),
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
        let sets = |record: u32, row: u32| records[record as usize].2 == row && touched(record).1.contains(&row)
            && !records[record as usize].1.contains(&row);
        let is_ordered = |left: u32, right: u32| {
            let ((item, rows), (other, others)) = (touched(left), touched(right));
            item == other || rows.intersection(&others).any(|row| sets(left, *row) || sets(right, *row))
        };
        let (mut in_flight, mut started) = (Vec::<Package>::new(), Vec::new());
        for (end, full) in ends {
            while let Some(package) = if full { packer.next_full() } else { packer.next_of_all() } {
                let members = ordinals(&package);
                prop_assert!(members.is_sorted() && self::touched(&packer, &package) <= 2 * MAX_OPERATIONS);
                for record in &members {
                    prop_assert!(in_flight.iter().all(|other| ordinals(other).iter().all(|other| !shares(*other, *record))));
                    prop_assert!(started.iter().all(|earlier| earlier < record || !is_ordered(*earlier, *record)));
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

#[test]
fn an_addition_that_goes_nowhere_stands_for_none_that_goes_somewhere() {
    let add = |delta: i32| Writes::<Totals>::new().update(TotalsKey { group: 1 }.update().add(|a| a.sum, delta));
    for (waiting, passing, passes) in [([0, 5], -5, false), ([5, 0], -5, false), ([0, 5], 7, true), ([0, 0], -5, true)]
    {
        let mut packer = Packer::default();
        let mut record = |ordinal: u32, item: u8, writes: Vec<Write>| {
            let item = Arc::new(SourceItem { source: "stream".into(), key: vec![item], brought: Brought::ByStream });
            let number = SequenceNumber::parse(&(ordinal + 1).to_string());
            let lane = u32::from(item.key[0]);
            let head = Head::alone(ordinal, EventId::default(), number);
            packer.push(Subject { head, item: None, is_ahead: true }, item, lane, writes);
        };
        for item in 0..99 {
            record(u32::from(item), item, Vec::new());
        }
        record(99, 99, add(waiting[0]).into_result().unwrap());
        record(100, 100, add(waiting[1]).into_result().unwrap());
        record(101, 0, add(passing).into_result().unwrap());
        let first = ordinals(&packer.next_full().unwrap());
        assert_eq!(first.contains(&101), passes, "{waiting:?} {passing}: {first:?}");
    }
}
