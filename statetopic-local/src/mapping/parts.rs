//! How a batch gets done: in parts, one after the other. A part that fails comes again, what of it is done does not.

use std::collections::VecDeque;
use std::ops::Range;

use super::error::Cause;

/// The parts of a batch that are not done, in order.
#[derive(Debug)]
pub(super) struct Parts(VecDeque<Part>);

/// Records that are handed over together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Their places in the batch; there is one at least.
    pub(super) records: Range<usize>,
    /// How often in a row their delivery has got nothing done.
    stalled: u32,
}

/// How often a part may fail.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// How often in a row a delivery may get nothing done, at least once.
    pub(super) max_attempts: u32,
}

/// What becomes of a part that failed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is handed over again.
    Again,
    /// It has had all its attempts, of which there were this many.
    Blocked { attempts: u32, cause: Cause },
}

impl Parts {
    /// A batch of this many records in one part.
    pub(super) fn whole(records: usize) -> Self {
        let whole = Part { records: 0..records, stalled: 0 };
        Self((records > 0).then_some(whole).into_iter().collect())
    }

    /// The part that is handed over next.
    pub(super) fn first(&self) -> Option<&Part> {
        self.0.front()
    }

    /// The first part is done.
    pub(super) fn succeed(&mut self) {
        self.0.pop_front();
    }

    /// The first part failed after this many of its records.
    pub(super) fn fail(&mut self, done: usize, cause: Cause, limits: Limits) -> Verdict {
        let Some(part) = self.0.front_mut() else { return Verdict::Again };
        part.records.start += done;
        part.stalled = if done > 0 { 1 } else { part.stalled + 1 };
        if part.stalled < limits.max_attempts.max(1) {
            return Verdict::Again;
        }
        // Whoever runs it again later gives it its attempts anew.
        Verdict::Blocked { attempts: std::mem::take(&mut part.stalled), cause }
    }
}
