//! Drives the records of an event from their lanes to the settled ordinals: call, pack, commit, settle.
//!
//! Nothing here knows a user's type or a transport. What runs is polled where it stands and goes among the tasks in flight
//! only where it must wait.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use futures_util::stream::{FuturesUnordered, StreamExt as _};

use super::call::{Calls, Turn};
use super::commits::Commits;
use super::deadline::TimeBudget;
use super::event::RecordOutcome;
use super::failure::{Failure, RecordFailure};
use super::head::Head;
use super::lanes::Lanes;
use super::outcomes;
use super::settle::Settled;
use super::task::{Step, Subject, Task};
use crate::ledger::Committed;
use crate::panic;
use crate::subscriber::{RecordResult, Returned};
use crate::transport::{Ordinal, Undone};

/// An invocation on its way.
pub(super) struct Pipeline<'a, 'o> {
    pub(super) calls: &'o mut dyn Calls<'a>,
    /// Where the function returns `Writes`.
    pub(super) commits: Option<Box<dyn Commits<'a> + 'a>>,
    pub(super) lanes: Lanes,
    pub(super) budget: TimeBudget,
    pub(super) settled: Settled<'o>,
    pub(super) in_flight: FuturesUnordered<Task<'a>>,
}

impl<'a> Pipeline<'a, '_> {
    /// Runs until every record is settled or the answer is due. Returns what is not done.
    pub(super) async fn run(mut self) -> Vec<Undone> {
        let mut answer_due = pin!(self.budget.answer_due());
        poll_fn(|context| match self.poll(context) {
            Poll::Ready(()) => Poll::Ready(()),
            Poll::Pending => answer_due.as_mut().poll(context).map(|()| self.end()),
        })
        .await;
        self.settled.finish()
    }

    /// Goes on until every record is settled.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            if let Some(mut task) = self.next_task() {
                if task.waits() {
                    self.in_flight.push(task);
                    continue;
                }
                match Pin::new(&mut task).poll(context) {
                    Poll::Ready((subject, step)) => self.complete(subject, step),
                    Poll::Pending => self.in_flight.push(task),
                }
                continue;
            }
            match self.in_flight.poll_next_unpin(context) {
                Poll::Ready(Some((subject, step))) => self.complete(subject, step),
                Poll::Ready(None) => return Poll::Ready(()),
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    /// The answer is due: what runs is dropped, and nothing is started.
    fn end(&mut self) {
        let mut abandoned: Vec<_> = std::mem::take(&mut self.in_flight).into_iter().filter_map(Task::abandon).collect();
        let waiting = self.commits.as_mut().map(|commits| commits.take_waiting()).unwrap_or_default();
        abandoned.extend(waiting.into_iter().map(|subject| (subject, Failure::CommitDeadline)));
        // The lowest first. They are few, and a sort would be linked into every function.
        let lowest = |abandoned: &[(Subject, Failure)]| {
            let places = abandoned.iter().enumerate();
            places.min_by_key(|(_, (subject, _))| subject.head.lowest.ordinal).map(|(place, _)| place)
        };
        while let Some(place) = lowest(&abandoned) {
            let (subject, failure) = abandoned.swap_remove(place);
            self.fail(&subject.head, failure);
        }
        self.hand_back();
    }

    /// What can be begun: a commit before a call, since a lane waits for it.
    fn next_task(&mut self) -> Option<Task<'a>> {
        if let Some(task) = self.commits.as_mut().and_then(|commits| commits.next()) {
            return Some(task);
        }
        loop {
            if self.lanes.has_ready() && !self.budget.allows_start() {
                self.hand_back();
            }
            let ordinal = self.lanes.start()?;
            match self.calls.turn(ordinal, &self.lanes) {
                Turn::NotTaken(record) => {
                    self.settled.settle(&record, RecordOutcome::NotTaken);
                    self.lanes.advance(ordinal);
                }
                Turn::Unreadable(failure) => {
                    let failure = RecordFailure::new(failure);
                    self.settled.settle_message(ordinal, RecordOutcome::Failed(failure));
                    self.end_lane(ordinal);
                }
                Turn::Failed(head, item, failure) => {
                    self.budget.start();
                    if let Some(task) = self.failed(Subject { head, item }, failure) {
                        return Some(task);
                    }
                }
                Turn::Call(head, item, calling) => {
                    self.budget.start();
                    return Some(Task::call(Subject { head, item }, calling));
                }
            }
        }
    }

    /// A task is through.
    fn complete(&mut self, subject: Subject, step: Step) {
        let next = match step {
            Step::Called(Ok(Returned::Outcomes(said))) => return self.said(&subject.head, said),
            // Whatever returns `Writes` has a ledger.
            Step::Called(Ok(Returned::Writes(writes))) => match (&mut self.commits, subject.item) {
                (Some(commits), Some(item)) if commits.notes(&writes) => {
                    return commits.push(subject.head, item, writes);
                }
                _ => return self.done(&subject.head, || RecordOutcome::Done),
            },
            Step::Called(Ok(Returned::Done)) => return self.done(&subject.head, || RecordOutcome::Done),
            Step::Called(Err(failure)) => self.failed(subject, failure),
            Step::Committed(touched, committed) => {
                if let Some(commits) = &mut self.commits {
                    commits.complete(&touched);
                }
                match committed {
                    Ok(committed) => return self.done(&subject.head, || outcome_of(committed)),
                    Err(error) => self.failed(subject, Failure::Commit(error)),
                }
            }
            Step::LookedUp(failure, Some(committed)) => {
                // An error is the user's, and so is its `Drop`.
                let _ = panic::catch(move || drop(failure));
                return self.done(&subject.head, || match committed {
                    Committed::Superseded => RecordOutcome::Superseded,
                    Committed::Now | Committed::Before => RecordOutcome::Duplicate,
                });
            }
            Step::LookedUp(failure, None) => return self.fail(&subject.head, failure),
        };
        self.in_flight.extend(next);
    }

    /// The records of a call are through.
    fn done(&mut self, head: &Head, outcome: impl Fn() -> RecordOutcome) {
        for record in head.records() {
            self.settled.settle(record, outcome());
        }
        self.pass(head);
        self.lanes.advance(head.last);
    }

    /// A record fails: where a ledger knows it, that is asked first.
    fn failed(&mut self, subject: Subject, failure: Failure) -> Option<Task<'a>> {
        match (&self.commits, subject.item) {
            (Some(commits), Some(item)) if failure.is_the_records_own() => {
                Some(commits.look_up(subject.head, item, failure))
            }
            _ => {
                self.fail(&subject.head, failure);
                None
            }
        }
    }

    /// The records of a call are not done.
    fn fail(&mut self, head: &Head, failure: Failure) {
        self.settled.settle(&head.lowest, RecordOutcome::Failed(RecordFailure::new(failure)));
        for record in head.records().iter().filter(|record| record.ordinal != head.lowest.ordinal) {
            self.settled.settle(record, RecordOutcome::Failed(RecordFailure::new(Failure::Batch)));
        }
        self.pass(head);
        self.end_lane(head.last);
    }

    /// The function has spoken of each record of a batch.
    fn said(&mut self, head: &Head, said: Vec<RecordResult>) {
        let Some(batch) = &head.batch else { return self.done(head, || RecordOutcome::Done) };
        let mut all_done = true;
        for (record, failure) in outcomes::of_records(said, batch) {
            all_done &= failure.is_none();
            let failed = |failure| RecordOutcome::Failed(RecordFailure::new(failure));
            self.settled.settle(record, failure.map_or(RecordOutcome::Done, failed));
        }
        self.pass(head);
        match all_done {
            true => self.lanes.advance(head.last),
            false => self.end_lane(head.last),
        }
    }

    /// The records among a batch's that no arm takes.
    fn pass(&mut self, head: &Head) {
        for record in &head.passed {
            self.settled.settle(record, RecordOutcome::NotTaken);
        }
    }

    /// The lane ends with this record: what is left of it is not started.
    fn end_lane(&mut self, last: Ordinal) {
        for ordinal in self.lanes.end(last) {
            self.leave(ordinal, RecordOutcome::NotStarted);
        }
    }

    /// The lanes that do not run are not started again.
    fn hand_back(&mut self) {
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
            Some(record) => self.settled.settle(&record, outcome),
            None => self.settled.settle_message(ordinal, outcome),
        }
    }
}

const fn outcome_of(committed: Committed) -> RecordOutcome {
    match committed {
        Committed::Now => RecordOutcome::Done,
        Committed::Before => RecordOutcome::Duplicate,
        Committed::Superseded => RecordOutcome::Superseded,
    }
}
