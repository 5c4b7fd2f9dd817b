//! The end of a lane, and the records that are not done.

use super::Pipeline;
use crate::invoke::event::RecordOutcome;
use crate::invoke::head::{Identity, Subject};
use crate::transport::Ordinal;

impl Pipeline<'_, '_> {
    /// The lane of these records ends with them. Where they ran ahead of their commit, so did others that wait or run.
    #[inline]
    pub(super) fn end_lane_of(&mut self, subject: &Subject) {
        let last = subject.head.last;
        if !subject.is_ahead {
            return self.end_lane(last);
        }
        let Some(commits) = &mut self.commits else { return };
        let (not_started, waiting) = commits.stop(last, &mut self.lanes);
        for ordinal in not_started {
            self.leave(ordinal, RecordOutcome::NotStarted);
        }
        for subject in waiting {
            self.settle(&subject.head.lowest, RecordOutcome::NotStarted);
        }
    }

    /// Whether a record before it in its lane was not committed, while the function was called for this one.
    pub(super) fn has_stopped(&self, subject: &Subject) -> bool {
        self.commits.as_ref().is_some_and(|commits| commits.has_stopped(subject.head.last, &self.lanes))
    }

    /// The lane ends with this record: what is left of it is not started.
    pub(super) fn end_lane(&mut self, last: Ordinal) {
        for ordinal in self.lanes.end(last) {
            self.leave(ordinal, RecordOutcome::NotStarted);
        }
    }

    /// The lanes that do not run are not started again.
    #[inline]
    pub(super) fn hand_back(&mut self) {
        for ready in self.lanes.take_ready() {
            let behind: Vec<Ordinal> = self.lanes.behind(ready).collect();
            self.leave(ready, RecordOutcome::HandedBack);
            for ordinal in behind {
                self.leave(ordinal, RecordOutcome::HandedBack);
            }
        }
    }

    fn leave(&mut self, ordinal: Ordinal, outcome: RecordOutcome) {
        match self.calls.identity(ordinal) {
            Some(record) => self.settle(&record, outcome),
            None => self.undone(ordinal, None, outcome),
        }
    }

    /// A record is through, or it is not done. One that is superseded is not before it is kept, where records are.
    pub(super) fn settle(&mut self, record: &Identity, outcome: RecordOutcome) {
        let is_kept = matches!(outcome, RecordOutcome::Superseded) && self.parks.is_some();
        match outcome.is_settled() && !is_kept {
            true => self.settled.settle(record, outcome),
            false => self.undone(record.ordinal, Some(record), outcome),
        }
    }

    /// A record, or a message that carries none, is not done. Where attempts are counted, it is decided in the end what becomes of
    /// it.
    pub(super) fn undone(&mut self, ordinal: Ordinal, record: Option<&Identity>, outcome: RecordOutcome) {
        match (&mut self.parks, record) {
            (Some(parks), record) => parks.undone(ordinal, record.cloned(), outcome),
            (None, Some(record)) => self.settled.settle(record, outcome),
            (None, None) => self.settled.settle_message(ordinal, outcome),
        }
    }
}
