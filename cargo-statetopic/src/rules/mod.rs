//! What `check` looks at before anything is deployed: one file a rule.

mod batch;
mod conflict;
mod fifo;
mod finding;
mod global;
mod lock;
mod loops;
mod readers;
mod report;
mod retries;
mod view;

pub(crate) use self::finding::Finding;
#[cfg(test)]
pub(crate) use self::finding::Severity;
pub(crate) use self::report::report;
use crate::lock::Lock;
use crate::project::Subscriber;

/// The size of an item that is assumed unless another is given: 4 KB.
pub(crate) const ITEM_SIZE: u64 = 4096;

/// The findings of all rules. Without a lock file there is nothing to compare with.
pub(crate) fn check(subscribers: &[Subscriber], locked: Option<&Lock>, item_size: u64) -> Vec<Finding> {
    let mut findings = Vec::new();
    conflict::check(subscribers, &mut findings);
    readers::check(subscribers, &mut findings);
    loops::check(subscribers, &mut findings);
    retries::check(subscribers, &mut findings);
    view::check(subscribers, &mut findings);
    batch::check(subscribers, item_size, &mut findings);
    fifo::check(subscribers, &mut findings);
    global::check(subscribers, &mut findings);
    if let Some(locked) = locked {
        lock::check(subscribers, locked, &mut findings);
    }
    findings
}
