//! The writes of an invocation's records on their way into the ledger.
//!
//! Behind a trait, so that a function that returns no `Writes` links nothing of packages, ledger and transactions. Generic, so that
//! the requests are compiled in the crate of the subscriber: in this one, which is optimized for speed, the SDK's part would be
//! there once more.

use std::marker::PhantomData;
use std::sync::Arc;

use super::failure::Failure;
use super::head::{Head, SourceItem};
use super::packer::{Packer, Touched};
use super::task::{Subject, Task};
use crate::ledger::Committer;
use crate::operation::Write;
use crate::subscriber::Subscriber;

/// What the pipeline asks where a function returns `Writes`.
pub(super) trait Commits<'a>: Send {
    /// Whether the ledger is to know of a record with these writes. Where there are none, and the function would return none
    /// the next time either, it need not.
    fn notes(&self, writes: &[Write]) -> bool;

    /// Takes the writes of a record of an item.
    fn push(&mut self, head: Head, item: Arc<SourceItem>, writes: Vec<Write>);

    /// A commit that can be begun.
    fn next(&mut self) -> Option<Task<'a>>;

    /// It is known what became of the commit that touched this.
    fn complete(&mut self, touched: &[Touched]);

    /// Looks whether the writes of a record that fails were committed before.
    fn look_up(&self, head: Head, item: Arc<SourceItem>, failure: Failure) -> Task<'a>;

    /// Takes out the records whose writes wait.
    fn take_waiting(&mut self) -> Vec<Subject>;
}

/// The commits of an invocation of a subscriber.
pub(super) struct LedgerCommits<'a, S> {
    committer: &'a Committer,
    packer: Packer,
    subscriber: PhantomData<fn() -> S>,
}

impl<'a, S> LedgerCommits<'a, S> {
    pub(super) fn new(committer: &'a Committer) -> Self {
        Self { committer, packer: Packer::default(), subscriber: PhantomData }
    }
}

impl<'a, S: Subscriber> Commits<'a> for LedgerCommits<'a, S> {
    fn notes(&self, writes: &[Write]) -> bool {
        !(writes.is_empty() && S::READS_NOTHING)
    }

    fn push(&mut self, head: Head, item: Arc<SourceItem>, writes: Vec<Write>) {
        self.packer.push(head, item, writes);
    }

    fn next(&mut self) -> Option<Task<'a>> {
        self.packer.next().map(|package| Task::commit(self.committer, package))
    }

    fn complete(&mut self, touched: &[Touched]) {
        self.packer.complete(touched);
    }

    fn look_up(&self, head: Head, item: Arc<SourceItem>, failure: Failure) -> Task<'a> {
        Task::look_up(self.committer, head, item, failure)
    }

    fn take_waiting(&mut self) -> Vec<Subject> {
        self.packer.take_waiting().map(|package| Subject { head: package.head, item: Some(package.item) }).collect()
    }
}
