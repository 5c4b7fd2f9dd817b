//! What `check` looks at before anything is deployed: one file a rule.

mod batch;
mod concurrency;
mod conflict;
mod fifo;
mod finding;
mod foreign;
mod function;
mod global;
mod latest;
mod ledger;
mod lock;
mod loops;
mod readers;
mod refused;
mod report;
mod retries;
mod view;

use statetopic::plan::Deployment;

pub(crate) use self::finding::Finding;
#[cfg(test)]
pub(crate) use self::finding::Severity;
pub(crate) use self::report::{plural, report};
use crate::lock::Lock;
use crate::project::{Subscriber, manifests};

/// The size of an item that is assumed unless another is given: 4 KB.
pub(crate) const ITEM_SIZE: u64 = 4096;

/// The findings of all rules. `imports` are the logical names of tables that another stack creates. Without a lock file there
/// is nothing to compare with.
pub(crate) fn check(
    subscribers: &[Subscriber],
    imports: &[String],
    locked: Option<&Lock>,
    item_size: u64,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (deployment, refusals) = Deployment::draft(&manifests(subscribers), imports);
    refused::check(&refusals, &mut findings);
    conflict::check(&deployment, &mut findings);
    foreign::check(&deployment, &mut findings);
    readers::check(&deployment, &mut findings);
    loops::check(&deployment, &mut findings);
    ledger::check(&deployment, &mut findings);
    latest::check(&deployment, &mut findings);
    retries::check(&deployment, &mut findings);
    view::check(&deployment, &mut findings);
    batch::check(&deployment, item_size, &mut findings);
    concurrency::check(&deployment, &mut findings);
    function::check(&deployment, &mut findings);
    fifo::check(&deployment, &mut findings);
    global::check(&deployment, &mut findings);
    if let Some(locked) = locked {
        lock::check(&deployment, locked, &mut findings);
    }
    findings
}
