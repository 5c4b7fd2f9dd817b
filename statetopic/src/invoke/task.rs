//! What runs for a record: a call, a commit, or a look into the ledger.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::call::Calling;
use super::failure::{CommitFailure, Failure};
use super::head::{Head, SourceItem};
use super::packer::{Package, Touched};
use crate::ledger::{CommitError, Committed, Committer};
use crate::panic;
use crate::subscriber::Returned;

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Something that runs for the records of a call.
pub(super) struct Task<'a> {
    /// `None` once it is through.
    subject: Option<Subject>,
    work: Work<'a>,
}

/// The records that something runs for.
pub(super) struct Subject {
    pub(super) head: Head,
    /// Where a ledger knows the records.
    pub(super) item: Option<Arc<SourceItem>>,
}

enum Work<'a> {
    Call(Calling<'a>),
    Commit(Vec<Touched>, Boxed<'a, Result<Committed, CommitFailure>>),
    /// For a record that fails.
    LookUp(Option<Failure>, Boxed<'a, Option<Committed>>),
    /// It is through.
    Ended,
}

/// What has come of a task.
pub(super) enum Step {
    Called(Result<Returned, Failure>),
    /// What its writes touched is free again.
    Committed(Vec<Touched>, Result<Committed, CommitFailure>),
    /// Whether the record that fails had been done before.
    LookedUp(Failure, Option<Committed>),
}

impl<'a> Task<'a> {
    pub(super) fn call(subject: Subject, calling: Calling<'a>) -> Self {
        Self { subject: Some(subject), work: Work::Call(calling) }
    }

    #[inline]
    pub(super) fn commit(committer: &'a Committer, package: Package) -> Self {
        let Package { head, item, writes, touched } = package;
        let (record, of) = (head.lowest.sequence_number, Arc::clone(&item));
        let commit = async move {
            let result = match record {
                Some(record) => committer.commit(of.change(&record), writes).await,
                None => Err(CommitError::NoSequenceNumber),
            };
            result.map_err(|error| Box::new(error) as CommitFailure)
        };
        let subject = Subject { head, item: Some(item) };
        Self { subject: Some(subject), work: Work::Commit(touched, Box::pin(commit)) }
    }

    /// Looks whether a record that fails was done before: what is delivered again may find a world in which its function, or
    /// its decoding, no longer succeeds, and must not stop its lane for that.
    #[inline]
    pub(super) fn look_up(committer: &'a Committer, head: Head, item: Arc<SourceItem>, failure: Failure) -> Self {
        let (record, of) = (head.lowest.sequence_number, Arc::clone(&item));
        let applied = async move {
            match record {
                // What cannot be looked up is delivered again, and looked up then.
                Some(record) => committer.applied(of.change(&record)).await.ok().flatten(),
                None => None,
            }
        };
        let subject = Subject { head, item: Some(item) };
        Self { subject: Some(subject), work: Work::LookUp(Some(failure), Box::pin(applied)) }
    }

    /// Whether it waits for a table: then it is of no use to poll it where it begins.
    pub(super) const fn waits(&self) -> bool {
        matches!(self.work, Work::Commit(..) | Work::LookUp(..))
    }

    /// Ends it before it is through: the answer is due. What the function holds is dropped, and a `Drop` that panics ends
    /// with it. `None` where it was through.
    pub(super) fn abandon(mut self) -> Option<(Subject, Failure)> {
        let subject = self.subject.take()?;
        let failure = match &mut self.work {
            Work::Call(_) | Work::Ended => Failure::Deadline,
            // The record is delivered again; a commit that was under way is then found in the ledger.
            Work::Commit(..) => Failure::CommitDeadline,
            Work::LookUp(failure, _) => failure.take().unwrap_or(Failure::Deadline),
        };
        let _ = panic::catch(move || drop(self.work));
        Some((subject, failure))
    }
}

impl Future for Task<'_> {
    type Output = (Subject, Step);

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let step = match &mut self.work {
            Work::Call(calling) => match panic::catch(|| calling.as_mut().poll(context)) {
                Ok(Poll::Pending) => return Poll::Pending,
                Ok(Poll::Ready(returned)) => Step::Called(returned.map_err(Failure::Function)),
                Err(panic::Panicked) => Step::Called(Err(Failure::Panic)),
            },
            Work::Commit(touched, commit) => match commit.as_mut().poll(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(committed) => Step::Committed(std::mem::take(touched), committed),
            },
            Work::LookUp(failure, applied) => match applied.as_mut().poll(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(applied) => Step::LookedUp(failure.take().unwrap_or(Failure::Deadline), applied),
            },
            Work::Ended => return Poll::Pending,
        };
        let work = std::mem::replace(&mut self.work, Work::Ended);
        // What a call leaves is the user's, and so is its `Drop`.
        let _ = panic::catch(move || drop(work));
        match self.subject.take() {
            Some(subject) => Poll::Ready((subject, step)),
            None => Poll::Pending,
        }
    }
}
