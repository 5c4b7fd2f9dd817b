//! The writes of an invocation's records on their way into the ledger.
//!
//! Behind a trait, so that a function that returns no `Writes` links nothing of packages, ledger and transactions. Generic, so that
//! the requests are compiled in the crate of the subscriber: in this one, which is optimized for speed, the SDK's part would be
//! there once more.

use std::collections::HashSet;
use std::marker::PhantomData;
use std::sync::Arc;
use std::task::Context;
use std::time::Duration;

use super::commit_schedule::CommitSchedule;
use super::failure::Failure;
use super::head::{SourceItem, Subject};
use super::lanes::Lanes;
use super::packer::{PackageId, Packer};
use super::task::Task;
use crate::ledger::Committer;
use crate::position::SourcePosition;
use crate::subscriber::{ReturnedWrites, Subscriber};
use crate::transport::Ordinal;

/// What the pipeline asks where a function returns `Writes`.
pub(super) trait Commits<'a>: Send {
    /// Whether the ledger is to know of a record with these writes. Where there are none, and the function would return none
    /// the next time either, it need not.
    fn notes(&self, writes: &ReturnedWrites) -> bool;

    /// Whether the next record of an item may be called before this one's writes are committed: the function reads nothing that
    /// they could change.
    fn is_ahead(&self) -> bool;

    /// Takes the writes of a record of an item, in its lane.
    fn push(&mut self, subject: Subject, item: Arc<SourceItem>, lane: u32, writes: ReturnedWrites);

    /// A commit that can be begun: of a full package, or where no call can go on or the last one is long ago, of what there is.
    fn next(&mut self, of_all: bool) -> Option<Task<'a>>;

    /// It is known what became of the commit of a package.
    fn complete(&mut self, package: PackageId);

    /// Whether the runtime has its turn before the next call: what is in flight gets no answer without it.
    fn yields(&mut self, context: &mut Context<'_>) -> bool;

    /// How long before the deadline the last record is started, so that its writes are committed.
    fn margin(&self) -> Duration;

    /// Looks whether the writes of a record that fails were committed before.
    fn look_up(&self, subject: Subject, item: Arc<SourceItem>, failure: Failure) -> Task<'a>;

    /// The lane of a record that ran ahead ends with it. Returns the records behind it that are not started, and those whose
    /// writes wait.
    fn stop(&mut self, last: Ordinal, lanes: &mut Lanes) -> (Vec<Ordinal>, Vec<Subject>);

    /// Whether the lane of a record was [stopped](Self::stop) while it ran.
    fn has_stopped(&self, last: Ordinal, lanes: &Lanes) -> bool;

    /// Takes out the records whose writes wait.
    fn take_waiting(&mut self) -> Vec<Subject>;
}

/// The commits of an invocation of a subscriber.
pub(super) struct LedgerCommits<'a, S> {
    committer: &'a Committer,
    packer: Packer,
    stopped: HashSet<u32>,
    schedule: CommitSchedule,
    /// Whether a record waits for the commit of the one before it, whatever its function reads.
    is_careful: bool,
    subscriber: PhantomData<fn() -> S>,
}

impl<'a, S> LedgerCommits<'a, S> {
    /// Of an invocation that may take so long.
    pub(super) fn new(committer: &'a Committer, time_left: Option<Duration>, is_careful: bool) -> Self {
        let (packer, stopped, schedule) = (Packer::default(), HashSet::new(), CommitSchedule::new(time_left));
        Self { committer, packer, stopped, schedule, is_careful, subscriber: PhantomData }
    }
}

impl<'a, S: Subscriber> Commits<'a> for LedgerCommits<'a, S> {
    fn notes(&self, writes: &ReturnedWrites) -> bool {
        !(writes.is_empty() && S::READS_NOTHING)
    }

    fn is_ahead(&self) -> bool {
        S::READS_NOTHING && !self.is_careful
    }

    fn push(&mut self, subject: Subject, item: Arc<SourceItem>, lane: u32, writes: ReturnedWrites) {
        let mut writes = writes.into_vec();
        let position = subject.head.lowest.sequence_number.map(|number| SourcePosition::new(&item.source, &number));
        for write in &mut writes {
            write.choose_shard(&item.key);
            // Of a function that reads the ledger knows each record, and where any may be parked, it is asked for each.
            write.follow(&item.key, position.as_ref(), S::READS_NOTHING && !S::DEFINITION.errors.counts());
        }
        self.packer.push(subject, item, lane, writes);
    }

    fn next(&mut self, of_all: bool) -> Option<Task<'a>> {
        let of_all = of_all || !self.packer.is_in_flight() && self.schedule.is_due();
        let package = if of_all { self.packer.next_of_all() } else { self.packer.next_full() }?;
        self.schedule.begin();
        Some(Task::commit(self.committer, package))
    }

    fn complete(&mut self, package: PackageId) {
        self.packer.complete(package);
        self.schedule.complete();
    }

    fn yields(&mut self, context: &mut Context<'_>) -> bool {
        self.packer.is_in_flight() && self.schedule.yields(context)
    }

    fn margin(&self) -> Duration {
        self.schedule.margin()
    }

    fn look_up(&self, subject: Subject, item: Arc<SourceItem>, failure: Failure) -> Task<'a> {
        Task::look_up(self.committer, subject, item, failure)
    }

    fn stop(&mut self, last: Ordinal, lanes: &mut Lanes) -> (Vec<Ordinal>, Vec<Subject>) {
        let lane = lanes.lane_of(last);
        self.stopped.insert(lane);
        let behind = |other: &Subject| other.head.last > last && lanes.lane_of(other.head.last) == lane;
        let waiting = self.packer.take_waiting(behind);
        (lanes.stop(lane), waiting)
    }

    fn has_stopped(&self, last: Ordinal, lanes: &Lanes) -> bool {
        self.stopped.contains(&lanes.lane_of(last))
    }

    fn take_waiting(&mut self) -> Vec<Subject> {
        self.packer.take_waiting(|_| true)
    }
}
