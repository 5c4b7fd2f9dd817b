//! Which record may be started next: a queue of lanes that are ready.
//!
//! The records of a lane run one after another, in the event's order; lanes run beside each other, up to a limit. After a
//! failure a lane ends, and what is left of it is not started. The machine has no clock and does no I/O.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::transport::{LaneOf, Ordinal};

/// The end of a lane.
const END: Ordinal = Ordinal::MAX;

/// The lanes of an event, and which of them run.
#[derive(Debug)]
pub(super) struct Lanes {
    next: NextInLane,
    /// The next records of the lanes that do not run and have not ended; the first of the event comes first.
    ready: BinaryHeap<Reverse<Ordinal>>,
    running: usize,
    limit: usize,
    /// The lane of each record, where there are several.
    lane_of: Vec<u32>,
}

/// The record that comes after another in its lane.
#[derive(Debug)]
enum NextInLane {
    /// One lane of so many records.
    Counted(Ordinal),
    /// For each record the next one, or [`END`].
    Linked(Vec<Ordinal>),
}

impl Lanes {
    /// The lanes of an event, of which at most `limit` run at once.
    pub(super) fn new(lane_of: &LaneOf, limit: usize) -> Self {
        let (next, ready) = match lane_of {
            LaneOf::One(records) => {
                let records = Ordinal::try_from(*records).unwrap_or(END);
                (NextInLane::Counted(records), (records > 0).then_some(Reverse(0)).into_iter().collect())
            }
            LaneOf::Several(lanes) => linked(lanes),
        };
        let lane_of = match lane_of {
            LaneOf::One(_) => Vec::new(),
            LaneOf::Several(lanes) => lanes.clone(),
        };
        Self { next, ready, running: 0, limit, lane_of }
    }

    /// The lane of a record.
    pub(super) fn lane_of(&self, ordinal: Ordinal) -> u32 {
        self.lane_of.get(ordinal as usize).copied().unwrap_or_default()
    }

    /// A lane ends, whether it runs or not: its records ran ahead of their commits. Returns those that are not started and never
    /// will be.
    pub(super) fn stop(&mut self, lane: u32) -> Vec<Ordinal> {
        let (of_lane, ready) = std::mem::take(&mut self.ready)
            .into_iter()
            .partition::<Vec<_>, _>(|Reverse(ready)| self.lane_of(*ready) == lane);
        self.ready = ready.into();
        let next = of_lane.into_iter().map(|Reverse(next)| next);
        next.flat_map(|next| std::iter::once(next).chain(self.behind(next))).collect()
    }

    /// Whether a record could be started.
    pub(super) fn has_ready(&self) -> bool {
        self.running < self.limit && !self.ready.is_empty()
    }

    /// The first record of the event that may be started; its lane runs from here on.
    pub(super) fn start(&mut self) -> Option<Ordinal> {
        if self.running == self.limit {
            return None;
        }
        let Reverse(ordinal) = self.ready.pop()?;
        self.running += 1;
        Some(ordinal)
    }

    /// The record after this one in its lane.
    pub(super) fn next(&self, ordinal: Ordinal) -> Option<Ordinal> {
        match &self.next {
            NextInLane::Counted(records) => Some(ordinal + 1).filter(|next| next < records),
            NextInLane::Linked(next) => next.get(ordinal as usize).copied().filter(|next| *next != END),
        }
    }

    /// The running lane is through with its records up to this one: the next may be started.
    pub(super) fn advance(&mut self, last: Ordinal) {
        self.running -= 1;
        if let Some(next) = self.next(last) {
            self.ready.push(Reverse(next));
        }
    }

    /// The running lane ends with this record. Returns the records that are left of it.
    pub(super) fn end(&mut self, last: Ordinal) -> Vec<Ordinal> {
        self.running -= 1;
        self.behind(last).collect()
    }

    /// Takes out the records that are ready: their lanes end before they were started.
    pub(super) fn take_ready(&mut self) -> Vec<Ordinal> {
        std::mem::take(&mut self.ready).into_sorted_vec().into_iter().rev().map(|Reverse(ordinal)| ordinal).collect()
    }

    /// The records behind this one in its lane.
    pub(super) fn behind(&self, ordinal: Ordinal) -> impl Iterator<Item = Ordinal> {
        std::iter::successors(self.next(ordinal), |ordinal| self.next(*ordinal))
    }
}

fn linked(lanes: &[u32]) -> (NextInLane, BinaryHeap<Reverse<Ordinal>>) {
    let mut next = vec![END; lanes.len()];
    let mut last: Vec<Ordinal> = Vec::new();
    let mut ready = BinaryHeap::new();
    for (ordinal, lane) in (0..END).zip(lanes) {
        match last.get_mut(*lane as usize) {
            Some(last) => {
                next[*last as usize] = ordinal;
                *last = ordinal;
            }
            None => {
                ready.push(Reverse(ordinal));
                last.push(ordinal);
            }
        }
    }
    (NextInLane::Linked(next), ready)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn started(lanes: &mut Lanes) -> Vec<Ordinal> {
        std::iter::from_fn(|| lanes.start()).collect()
    }

    #[test]
    fn one_lane_runs_its_records_in_order() {
        let mut lanes = Lanes::new(&LaneOf::One(3), 1);
        for ordinal in 0..3 {
            assert_eq!(started(&mut lanes), [ordinal]);
            lanes.advance(ordinal);
        }
        assert_eq!((started(&mut lanes), lanes.has_ready()), (vec![], false));
    }

    #[test]
    fn an_event_without_records_starts_none() {
        assert_eq!(Lanes::new(&LaneOf::One(0), 1).start(), None);
        assert_eq!(Lanes::new(&LaneOf::Several(vec![]), 9).start(), None);
    }

    #[test]
    fn lanes_run_beside_each_other_and_each_in_order() {
        let mut lanes = Lanes::new(&LaneOf::Several(vec![0, 1, 0, 2, 1]), 9);
        assert_eq!(started(&mut lanes), [0, 1, 3]);
        lanes.advance(1);
        assert_eq!(started(&mut lanes), [4]);
        lanes.advance(0);
        assert_eq!(started(&mut lanes), [2]);
    }

    #[test]
    fn at_most_the_limit_runs_and_the_first_of_the_event_comes_first() {
        let mut lanes = Lanes::new(&LaneOf::Several(vec![0, 1, 2, 0]), 2);
        assert_eq!(started(&mut lanes), [0, 1]);
        lanes.advance(0);
        assert_eq!(started(&mut lanes), [2], "before the second record of the first lane");
    }

    #[test]
    fn a_lane_that_ends_leaves_its_records_and_takes_none_from_others() {
        let mut lanes = Lanes::new(&LaneOf::Several(vec![0, 1, 0, 0, 1]), 1);
        assert_eq!(started(&mut lanes), [0]);
        assert_eq!(lanes.end(0), [2, 3]);
        assert_eq!(started(&mut lanes), [1]);
        lanes.advance(1);
        assert_eq!(lanes.take_ready(), [4]);
        assert_eq!(lanes.start(), None);
    }

    proptest! {
        /// Whatever order lanes end or go on in: every record is started once or left, and each lane in its order.
        #[test]
        fn every_record_is_started_or_left_once(
            lane_of in prop::collection::vec(0_u32..6, 0..60),
            limit in 1_usize..8,
            choices in prop::collection::vec((any::<prop::sample::Index>(), prop::bool::weighted(0.2)), 60),
        ) {
            let mut names: Vec<u32> = Vec::new();
            let lane_of: Vec<u32> = lane_of.iter().map(|lane| {
                let place = names.iter().position(|name| name == lane).unwrap_or_else(|| { names.push(*lane); names.len() - 1 });
                u32::try_from(place).unwrap()
            }).collect();
            let mut lanes = Lanes::new(&LaneOf::Several(lane_of.clone()), limit);
            let (mut running, mut order, mut left) = (Vec::new(), Vec::new(), Vec::new());
            for (which, ends) in choices {
                running.extend(started(&mut lanes).into_iter().inspect(|ordinal| order.push(*ordinal)));
                prop_assert!(running.len() <= limit);
                if running.is_empty() { break; }
                let ordinal = running.swap_remove(which.index(running.len()));
                if ends { left.extend(lanes.end(ordinal)); } else { lanes.advance(ordinal); }
            }
            let mut all: Vec<Ordinal> = order.iter().chain(&left).copied().collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..u32::try_from(lane_of.len()).unwrap()).collect::<Vec<_>>());
            for lane in 0..6 {
                let of_lane: Vec<_> = order.iter().filter(|ordinal| lane_of[**ordinal as usize] == lane).collect();
                prop_assert!(of_lane.is_sorted());
            }
        }
    }
}
