//! How a batch gets done: in parts, one after the other. A part that fails is delivered again, is split, or is discarded; what of it
//! is done is not delivered again.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>

use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;

use crate::source::error::Cause;

/// The parts of a batch that are not done, in order.
#[derive(Debug)]
pub(super) struct Parts(VecDeque<Part>);

/// Records that are delivered together.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Their places in the batch; there is one at least, but at the end of a window.
    pub(super) records: Range<usize>,
    /// Number of deliveries of all of them, including those before they were split from others.
    pub(super) invocations: u32,
    /// Which invocation of all was the last with them.
    pub(super) request: u64,
    /// Why the last of these deliveries failed.
    pub(super) cause: Option<Cause>,
    /// Number of failed deliveries after which they were not split.
    failures: u32,
    /// Number of deliveries in a row in which nothing got done.
    stalled: u32,
}

/// Limits of the failures of a part.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Maximum number of retries; `None` is infinite.
    pub(super) max_retries: Option<u16>,
    /// Flag: splits it, which is not a retry.
    pub(super) bisect: bool,
    /// Maximum number of deliveries in a row in which nothing gets done, where retries are infinite; at least 1.
    pub(super) max_attempts: u32,
}

/// The outcome of a part that failed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is delivered again, whole or in two.
    Again,
    /// Its retries are exhausted; it is removed.
    Discarded(Part),
    /// Its retries are infinite, and this many attempts in a row got nothing done.
    Blocked { attempts: u32, cause: Cause },
}

impl Parts {
    /// A batch of this many records in one part.
    pub(super) fn whole(records: usize) -> Self {
        let whole = Part { records: 0..records, invocations: 0, request: 0, cause: None, failures: 0, stalled: 0 };
        Self((records > 0).then_some(whole).into_iter().collect())
    }

    /// One part without records: the end of a window.
    pub(super) fn of_nothing() -> Self {
        let part = Part { records: 0..0, invocations: 0, request: 0, cause: None, failures: 0, stalled: 0 };
        Self(VecDeque::from([part]))
    }

    /// The part that is delivered next.
    pub(super) fn first(&self) -> Option<&Part> {
        self.0.front()
    }

    /// The first part is delivered, by this invocation of all.
    pub(super) fn invoke(&mut self, request: u64) {
        if let Some(part) = self.0.front_mut() {
            part.invocations += 1;
            part.request = request;
        }
    }

    /// The first part is done.
    pub(super) fn succeed(&mut self) {
        self.0.pop_front();
    }

    /// Takes the first records of the first part away, at most this many.
    pub(super) fn cut_off(&mut self, records: usize) -> Option<Part> {
        let part = self.0.front_mut().filter(|_| records > 0)?;
        if records >= part.records.len() {
            return self.0.pop_front();
        }
        let middle = part.records.start + records;
        let cut_off = Part { records: part.records.start..middle, ..part.clone() };
        part.records.start = middle;
        Some(cut_off)
    }

    /// The first part failed after this many of its records.
    pub(super) fn fail(&mut self, done: usize, cause: Cause, limits: Limits) -> Verdict {
        let Some(mut part) = self.0.pop_front() else { return Verdict::Again };
        part.cause = Some(cause.clone());
        part.records.start += done;
        if limits.bisect && done > 0 {
            part.stalled = 0;
            self.0.push_front(part);
            return Verdict::Again;
        }
        if limits.bisect && part.records.len() > 1 {
            part.stalled = 0;
            let middle = part.records.start + part.records.len() / 2;
            self.0.push_front(Part { records: middle..part.records.end, ..part.clone() });
            self.0.push_front(Part { records: part.records.start..middle, ..part });
            return Verdict::Again;
        }
        part.failures += 1;
        part.stalled = if done > 0 { 1 } else { part.stalled + 1 };
        match limits.max_retries {
            Some(retries) if part.failures > u32::from(retries) => Verdict::Discarded(part),
            None if part.stalled >= limits.max_attempts.max(1) => {
                // Whoever runs it again later gives it its attempts anew.
                let attempts = std::mem::take(&mut part.stalled);
                self.0.push_front(part);
                Verdict::Blocked { attempts, cause }
            }
            _ => {
                self.0.push_front(part);
                Verdict::Again
            }
        }
    }
}

impl fmt::Debug for Part {
    /// Without the cause: it may have the function's own words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part")
            .field("records", &self.records)
            .field("invocations", &self.invocations)
            .field("failures", &self.failures)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { max_retries: Some(2), bisect: false, max_attempts: 1 };
    const BISECT: Limits = Limits { bisect: true, ..LIMITS };

    /// The deliveries, and what was discarded with its number of invocations.
    type Told = (Vec<Range<usize>>, Vec<(Range<usize>, u32)>);

    /// Delivers parts until none is left. A delivery that holds one of the bad records fails, or reports the first of
    /// them.
    fn tell(records: usize, bad: &[usize], reports: bool, limits: Limits) -> Told {
        let (mut parts, mut deliveries, mut discarded) = (Parts::whole(records), Vec::new(), Vec::new());
        while let Some(part) = parts.first() {
            let of_it = part.records.clone();
            deliveries.push(of_it.clone());
            parts.invoke(1);
            let Some(first) = bad.iter().find(|bad| of_it.contains(bad)) else {
                parts.succeed();
                continue;
            };
            let done = if reports { first - of_it.start } else { 0 };
            if let Verdict::Discarded(part) = parts.fail(done, Cause::Reported, limits) {
                discarded.push((part.records, part.invocations));
            }
        }
        (deliveries, discarded)
    }

    #[test]
    fn a_part_that_fails_whole_comes_again_as_often_as_it_may() {
        assert_eq!(tell(3, &[1], false, LIMITS), (vec![0..3, 0..3, 0..3], vec![(0..3, 3)]));
        let never = Limits { max_retries: Some(0), ..LIMITS };
        assert_eq!(format!("{:?}", tell(3, &[1], false, never)), "([0..3], [(0..3, 1)])");
    }

    #[test]
    fn a_delivery_that_got_something_done_uses_up_a_retry_too() {
        assert_eq!(tell(4, &[1], true, LIMITS), (vec![0..4, 1..4, 1..4], vec![(1..4, 3)]));
    }

    #[test]
    fn a_cut_uses_up_no_retry_and_isolates_the_bad_record() {
        let halves = vec![0..4, 0..2, 2..4, 2..3, 2..3, 2..3, 3..4];
        assert_eq!(tell(4, &[2], false, BISECT), (halves, vec![(2..3, 5)]));
        // With a report it is cut there; what begins with the bad record is cut in two.
        let reported = vec![0..4, 2..4, 2..3, 2..3, 2..3, 3..4];
        assert_eq!(tell(4, &[2], true, BISECT), (reported, vec![(2..3, 5)]));
    }

    #[test]
    fn what_is_cut_off_is_counted_with_the_rest() {
        let mut parts = Parts::whole(3);
        parts.invoke(1);
        assert_eq!(parts.fail(0, Cause::Reported, LIMITS), Verdict::Again);
        assert_eq!(parts.cut_off(0), None);
        let part = parts.cut_off(2).unwrap();
        assert_eq!((part.records, part.invocations), (0..2, 1));
        assert_eq!(parts.first().map(|part| part.records.clone()), Some(2..3));
        assert_eq!(parts.cut_off(7).map(|part| part.records), Some(2..3));
        assert_eq!(parts.first(), None);
    }
}
