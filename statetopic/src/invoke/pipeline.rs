//! Drives the records of an event from their lanes to the settled ordinals: call, pack, commit, settle.
//!
//! Nothing here knows a user's type or a transport. What runs is polled where it stands and goes among the tasks in flight
//! only where it must wait.
//!
//! Inlined, it is compiled with the function, for size: what decodes is compiled for speed.

mod undone;

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt as _};

use super::call::{Calling, Calls, Turn};
use super::commits::Commits;
use super::deadline::TimeBudget;
use super::event::RecordOutcome;
use super::failure::{Failure, RecordFailure};
use super::head::{Head, Subject};
use super::lanes::Lanes;
use super::outcomes;
use super::parks::Parks;
use super::settle::Settled;
use super::task::{self, Outcome, Step, Task};
use crate::ledger::Committed;
use crate::panic;
use crate::subscriber::{RecordResult, Returned, ReturnedWrites};
use crate::transport::Undone;

/// An invocation on its way.
pub(super) struct Pipeline<'a, 'o> {
    pub(super) calls: &'o mut dyn Calls<'a>,
    /// Where the function returns `Writes`.
    pub(super) commits: Option<Box<dyn Commits<'a> + 'a>>,
    /// Where attempts are counted.
    pub(super) parks: Option<Box<dyn Parks<'a> + 'a>>,
    pub(super) lanes: Lanes,
    pub(super) budget: TimeBudget,
    pub(super) settled: Settled<'o>,
    pub(super) in_flight: FuturesUnordered<Task<'a>>,
}

/// What is begun.
enum Start<'a> {
    Call(Subject, Calling<'a>),
    Task(Task<'a>),
}

impl<'a> Pipeline<'a, '_> {
    /// Runs until every record is settled or the answer is due. Returns what is not done.
    pub(super) async fn run(mut self) -> Vec<Undone> {
        // What failed is decided before the answer is due, and so calls end earlier.
        let calls_due = if self.parks.is_some() { self.budget.calls_due() } else { self.budget.answer_due() };
        let mut calls_due = pin!(calls_due);
        poll_fn(|context| match self.poll(context) {
            Poll::Ready(()) => Poll::Ready(()),
            Poll::Pending => calls_due.as_mut().poll(context).map(|()| self.end()),
        })
        .await;
        if let Some(parks) = self.parks.take() {
            parks.finish(self.budget.answer_due(), &mut self.settled).await;
        }
        self.settled.finish()
    }

    /// Goes on until every record is settled.
    #[inline]
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            let has_begun = self.begin(context);
            // What is in flight goes on between calls: a function that never waits would else keep it from its end.
            let in_flight = match self.in_flight.is_empty() {
                true => Poll::Ready(None),
                false => self.in_flight.poll_next_unpin(context),
            };
            let through = match in_flight {
                Poll::Ready(Some(step)) => {
                    self.complete(step);
                    continue;
                }
                Poll::Ready(None) => Poll::Ready(()),
                Poll::Pending => Poll::Pending,
            };
            if has_begun {
                if self.commits.as_mut().is_some_and(|commits| commits.yields(context)) {
                    return Poll::Pending;
                }
                continue;
            }
            // No call can go on: what there is is committed, full or not.
            match self.commits.as_mut().and_then(|commits| commits.next(true)) {
                Some(task) => self.in_flight.push(task),
                None => return through,
            }
        }
    }

    /// The answer is due: what runs is dropped, and nothing is started.
    #[inline]
    fn end(&mut self) {
        let mut abandoned = Vec::new();
        for task in std::mem::take(&mut self.in_flight) {
            abandoned.extend(task.abandon());
        }
        let waiting = self.commits.as_mut().map(|commits| commits.take_waiting()).unwrap_or_default();
        abandoned.extend(waiting.into_iter().map(|subject| (subject, Failure::CommitDeadline)));
        // The lowest first. They are few, and a sort would be linked into every function.
        let lowest = |abandoned: &[(Subject, Failure)]| {
            let places = abandoned.iter().enumerate();
            places.min_by_key(|(_, (subject, _))| subject.head.lowest.ordinal).map(|(place, _)| place)
        };
        while let Some(place) = lowest(&abandoned) {
            let (subject, failure) = abandoned.swap_remove(place);
            self.fail(&subject, failure);
        }
        self.hand_back();
    }

    /// Begins what can be begun, if anything can. A call that need not wait is over then.
    #[inline]
    fn begin(&mut self, context: &mut Context<'_>) -> bool {
        match self.next_start() {
            None => return false,
            Some(Start::Call(subject, mut calling)) => match task::poll_call(&mut calling, context) {
                Poll::Ready(called) => {
                    drop(calling);
                    self.called(subject, called);
                }
                Poll::Pending => self.in_flight.push(Task::call(subject, calling)),
            },
            Some(Start::Task(mut task)) => match Pin::new(&mut task).poll(context) {
                Poll::Ready(step) => self.complete(step),
                Poll::Pending => self.in_flight.push(task),
            },
        }
        true
    }

    /// What can be begun: the commit of a full package, else a call, with whose writes one may be full.
    #[inline]
    fn next_start(&mut self) -> Option<Start<'a>> {
        if let Some(task) = self.commits.as_mut().and_then(|commits| commits.next(false)) {
            return Some(Start::Task(task));
        }
        loop {
            if self.lanes.has_ready() && !self.allows_start() {
                self.hand_back();
            }
            let ordinal = self.lanes.start()?;
            match self.calls.turn(ordinal, &self.lanes) {
                Turn::NotTaken(record) => {
                    self.settled.settle(&record, RecordOutcome::NotTaken);
                    self.lanes.advance(ordinal);
                }
                Turn::Blocked(record, failure) => {
                    let outcome = match failure {
                        Failure::Before(committed) => outcome_of(committed, self.parks.is_some()),
                        failure => RecordOutcome::Failed(RecordFailure::new(failure)),
                    };
                    self.settle(&record, outcome);
                    self.lanes.advance(ordinal);
                }
                Turn::Unreadable(failure) => {
                    let failure = RecordFailure::new(failure);
                    self.undone(ordinal, None, RecordOutcome::Failed(failure));
                    self.end_lane(ordinal);
                }
                Turn::Failed(head, item, failure) => {
                    self.budget.start();
                    if let Some(task) = self.failed(Subject { head, item, is_ahead: false }, failure) {
                        return Some(Start::Task(task));
                    }
                }
                Turn::Call(head, item, calling) => {
                    self.budget.start();
                    let calling = match &self.parks {
                        Some(parks) => parks.guard(&head.lowest, item.as_ref(), calling),
                        None => calling,
                    };
                    return Some(Start::Call(Subject { head, item, is_ahead: false }, calling));
                }
            }
        }
    }

    /// Whether there is time for another record, and for the commit of its writes.
    fn allows_start(&self) -> bool {
        self.budget.allows_start(self.commits.as_ref().map_or(Duration::ZERO, |commits| commits.margin()))
    }

    /// A task is through.
    #[inline]
    fn complete(&mut self, step: Step) {
        match step {
            Step::Called(subject, called) => self.called(subject, called),
            Step::Committed(package, outcomes) => {
                if let Some(commits) = &mut self.commits {
                    commits.complete(package);
                }
                for (subject, outcome) in outcomes {
                    match outcome {
                        Outcome::Committed(committed) => self.committed(&subject, committed),
                        Outcome::Failed(error) => self.fail(&subject, Failure::Commit(error)),
                        Outcome::Left => self.left(&subject),
                    }
                }
            }
            Step::LookedUp(subject, failure, Ok(Some(committed))) => {
                // An error is the user's, and so is its `Drop`.
                let _ = panic::catch(move || drop(failure));
                match self.has_stopped(&subject) {
                    false => self.committed(&subject, committed),
                    true => {
                        let counts = self.parks.is_some();
                        self.last_of_lane(&subject, || outcome_of(committed, counts));
                    }
                }
            }
            Step::LookedUp(subject, failure, Ok(None)) => self.fail(&subject, failure),
            // It is not known whether the record is to blame.
            Step::LookedUp(subject, failure, Err(not_known)) => {
                // An error is the user's, and so is its `Drop`.
                let _ = panic::catch(move || drop(failure));
                self.fail(&subject, Failure::Commit(not_known));
            }
        }
    }

    /// A function has returned.
    #[inline]
    fn called(&mut self, subject: Subject, called: Result<Returned, Failure>) {
        // A record before it in its lane was not committed: neither is this one.
        if self.has_stopped(&subject) {
            // An error is the user's, and so is its `Drop`.
            let _ = panic::catch(move || drop(called));
            return self.left(&subject);
        }
        match called {
            Ok(Returned::Done) => self.done(&subject, || RecordOutcome::Done),
            Ok(Returned::Outcomes(said)) => self.said(&subject, said),
            Ok(Returned::Writes(writes)) => self.wrote(subject, writes),
            Err(Failure::Before(committed)) => self.committed(&subject, committed),
            Err(failure) => self.failed_of(subject, failure),
        }
    }

    /// A function has returned the writes of a record.
    #[inline]
    fn wrote(&mut self, mut subject: Subject, writes: ReturnedWrites) {
        // A function that blocked its thread for too long: its time is over, and what it returned is not committed.
        if self.budget.is_over() {
            return self.fail(&subject, Failure::CommitDeadline);
        }
        // Whatever returns `Writes` has a ledger.
        match (&mut self.commits, subject.item.clone()) {
            (Some(commits), Some(item)) if commits.notes(&writes) => {
                subject.is_ahead = commits.is_ahead();
                if subject.is_ahead {
                    self.lanes.advance(subject.head.last);
                }
                let lane = self.lanes.lane_of(subject.head.last);
                commits.push(subject, item, lane, writes);
            }
            _ => self.done(&subject, || RecordOutcome::Done),
        }
    }

    /// The records of a call are through.
    #[inline]
    fn done(&mut self, subject: &Subject, outcome: impl Fn() -> RecordOutcome) {
        let head = &subject.head;
        for record in head.records() {
            self.settle(record, outcome());
        }
        self.pass(head);
        if !subject.is_ahead {
            self.lanes.advance(head.last);
        }
    }

    /// The writes of a record are committed, or were.
    #[inline]
    fn committed(&mut self, subject: &Subject, committed: Committed) {
        let counts = self.parks.is_some();
        self.done(subject, || outcome_of(committed, counts));
    }

    /// A record fails: where a ledger knows it, that is asked first.
    #[inline]
    fn failed(&mut self, subject: Subject, failure: Failure) -> Option<Task<'a>> {
        match (&self.commits, subject.item.clone()) {
            (Some(commits), Some(item)) if failure.is_the_records_own() => {
                Some(commits.look_up(subject, item, failure))
            }
            _ => {
                self.fail(&subject, failure);
                None
            }
        }
    }

    fn failed_of(&mut self, subject: Subject, failure: Failure) {
        let next = self.failed(subject, failure);
        self.in_flight.extend(next);
    }

    /// The records of a call are not done.
    #[inline]
    fn fail(&mut self, subject: &Subject, failure: Failure) {
        let head = &subject.head;
        let failure = match &head.batch {
            Some(_) => RecordFailure::of_batch(failure),
            None => RecordFailure::new(failure),
        };
        self.settle(&head.lowest, RecordOutcome::Failed(failure));
        for record in head.records().iter().filter(|record| record.ordinal != head.lowest.ordinal) {
            self.settle(record, RecordOutcome::Failed(RecordFailure::new(Failure::Batch)));
        }
        self.pass(head);
        self.end_lane_of(subject);
    }

    /// The records of a call are left, since one before them in their lane, or in their package, is not done.
    fn left(&mut self, subject: &Subject) {
        self.last_of_lane(subject, || RecordOutcome::NotStarted);
    }

    /// The records of a call are through, and their lane ends with them: one before them is not done.
    #[inline]
    fn last_of_lane(&mut self, subject: &Subject, outcome: impl Fn() -> RecordOutcome) {
        let head = &subject.head;
        for record in head.records() {
            self.settle(record, outcome());
        }
        self.pass(head);
        self.end_lane_of(subject);
    }

    /// The function has spoken of each record of a batch.
    #[inline]
    fn said(&mut self, subject: &Subject, said: Vec<RecordResult>) {
        let head = &subject.head;
        let Some(batch) = &head.batch else { return self.done(subject, || RecordOutcome::Done) };
        let mut all_done = true;
        for (record, failure) in outcomes::of_records(said, batch) {
            all_done &= failure.is_none();
            let failed = |failure| RecordOutcome::Failed(RecordFailure::new(failure));
            self.settle(record, failure.map_or(RecordOutcome::Done, failed));
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
}

/// What became of a record whose writes are committed, or were. Where attempts are counted the mapping discards nothing, so what a
/// stream brings after a later one was done.
const fn outcome_of(committed: Committed, counts: bool) -> RecordOutcome {
    match committed {
        Committed::Now => RecordOutcome::Done,
        Committed::Before => RecordOutcome::Duplicate,
        Committed::Passed if counts => RecordOutcome::Duplicate,
        Committed::Passed | Committed::Superseded => RecordOutcome::Superseded,
    }
}
