//! What runs for a record: a call, a commit, or a look into the ledger.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::call::Calling;
use super::failure::{CommitFailure, Failure};
use super::head::{SourceItem, Subject};
use super::packer::{Member, Package, PackageId};
use crate::ledger::{self, CommitError, Committed, Committer, Entry};
use crate::panic;
use crate::subscriber::Returned;

/// A future of no type in particular.
pub(super) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Something that runs for records.
pub(super) struct Task<'a> {
    work: Work<'a>,
}

enum Work<'a> {
    Call(Subject, Calling<'a>),
    Commit(Vec<Subject>, PackageId, Boxed<'a, Vec<Outcome>>),
    /// For a record that fails.
    LookUp(Subject, Failure, Boxed<'a, LookedUp>),
    /// It is through.
    Ended,
}

/// What has come of a task.
pub(super) enum Step {
    Called(Subject, Result<Returned, Failure>),
    /// What the package touched is free again.
    Committed(PackageId, Vec<(Subject, Outcome)>),
    /// Whether the record that fails had been done before.
    LookedUp(Subject, Failure, LookedUp),
}

/// What the ledger has of a record.
type LookedUp = Result<Option<Committed>, CommitFailure>;

/// What became of one record of a package.
pub(super) enum Outcome {
    Committed(Committed),
    Failed(CommitFailure),
    Left,
}

impl<'a> Task<'a> {
    pub(super) fn call(subject: Subject, calling: Calling<'a>) -> Self {
        Self { work: Work::Call(subject, calling) }
    }

    #[inline]
    pub(super) fn commit(committer: &'a Committer, package: Package) -> Self {
        let Package { id, members } = package;
        let mut subjects = Vec::with_capacity(members.len());
        let mut records = Vec::with_capacity(members.len());
        for Member { subject, item, lane, writes, .. } in members {
            records.push((item, subject.head.lowest.sequence_number, lane, writes));
            subjects.push(subject);
        }
        let commit = async move {
            let mut entries = Vec::with_capacity(records.len());
            for (item, number, lane, writes) in &mut records {
                if let Some(number) = number {
                    entries.push(Entry { change: item.change(number), lane: *lane, writes: std::mem::take(writes) });
                }
            }
            let mut outcomes = committer.commit_each(entries).await.into_iter();
            let outcome = |(_, number, ..): &(_, Option<_>, _, _)| match number {
                Some(_) => outcomes.next().unwrap_or(ledger::Outcome::Left),
                None => ledger::Outcome::Failed(CommitError::NoSequenceNumber),
            };
            records.iter().map(outcome).map(Outcome::from).collect()
        };
        Self { work: Work::Commit(subjects, id, Box::pin(commit)) }
    }

    /// Looks whether a record that fails was done before: what is delivered again may find a world in which its function, or
    /// its decoding, no longer succeeds, and must not stop its lane for that.
    #[inline]
    pub(super) fn look_up(committer: &'a Committer, subject: Subject, of: Arc<SourceItem>, failure: Failure) -> Self {
        let record = subject.head.lowest.sequence_number;
        let applied = async move {
            match record {
                Some(record) => committer.applied(of.change(&record)).await.map_err(|error| Box::new(error) as _),
                None => Ok(None),
            }
        };
        Self { work: Work::LookUp(subject, failure, Box::pin(applied)) }
    }

    /// Ends it before it is through: the answer is due. What the function holds is dropped, and a `Drop` that panics ends
    /// with it. Returns the records that it ran for.
    #[inline]
    pub(super) fn abandon(mut self) -> Vec<(Subject, Failure)> {
        let mut abandoned = Vec::new();
        let work = match std::mem::replace(&mut self.work, Work::Ended) {
            Work::Call(subject, calling) => {
                abandoned.push((subject, Failure::Deadline));
                Some(calling)
            }
            // The records are delivered again; a commit that was under way is then found in the ledger.
            Work::Commit(subjects, ..) => {
                abandoned.extend(subjects.into_iter().map(|subject| (subject, Failure::CommitDeadline)));
                None
            }
            // It is not known whether the record is to blame. An error is the user's, and so is its `Drop`.
            Work::LookUp(subject, failure, _) => {
                let _ = panic::catch(move || drop(failure));
                abandoned.push((subject, Failure::CommitDeadline));
                None
            }
            Work::Ended => None,
        };
        let _ = panic::catch(move || drop(work));
        abandoned
    }
}

impl Future for Task<'_> {
    type Output = Step;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Step> {
        let came = match &mut self.work {
            Work::Call(_, calling) => match poll_call(calling, context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(called) => Came::Called(called),
            },
            Work::Commit(_, _, commit) => match commit.as_mut().poll(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(outcomes) => Came::Committed(outcomes),
            },
            Work::LookUp(_, _, applied) => match applied.as_mut().poll(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(applied) => Came::LookedUp(applied),
            },
            Work::Ended => return Poll::Pending,
        };
        Poll::Ready(match (std::mem::replace(&mut self.work, Work::Ended), came) {
            (Work::Call(subject, _), Came::Called(called)) => Step::Called(subject, called),
            (Work::Commit(subjects, package, _), Came::Committed(outcomes)) => {
                Step::Committed(package, subjects.into_iter().zip(outcomes).collect())
            }
            (Work::LookUp(subject, failure, _), Came::LookedUp(applied)) => Step::LookedUp(subject, failure, applied),
            _ => return Poll::Pending,
        })
    }
}

/// Polls a call. What it holds is the user's and is gone when it is through: a call is an `async` block, which drops all that
/// is in it before it returns or while it unwinds.
#[inline]
pub(super) fn poll_call(calling: &mut Calling<'_>, context: &mut Context<'_>) -> Poll<Result<Returned, Failure>> {
    match panic::catch(|| calling.as_mut().poll(context)) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(returned)) => Poll::Ready(returned),
        Err(panic::Panicked) => Poll::Ready(Err(Failure::Panic)),
    }
}

/// What a task's future has given.
enum Came {
    Called(Result<Returned, Failure>),
    Committed(Vec<Outcome>),
    LookedUp(LookedUp),
}

impl From<ledger::Outcome> for Outcome {
    #[inline]
    fn from(outcome: ledger::Outcome) -> Self {
        match outcome {
            ledger::Outcome::Committed(committed) => Self::Committed(committed),
            ledger::Outcome::Failed(error) => Self::Failed(Box::new(error)),
            ledger::Outcome::Left => Self::Left,
        }
    }
}
