//! Items at once, and what comes again after a failure.
//!
//! A stream begins again at the lowest record that is not done. Records of other items that were done above it are delivered again,
//! older ones after newer ones; the ledger knows those of a function that returns `Writes`.

use statetopic::plan::{Deployment, EventSource};

use super::finding::Finding;

pub(super) fn check(deployment: &Deployment, findings: &mut Vec<Finding>) {
    for subscriber in &deployment.subscribers {
        let manifest = &subscriber.manifest;
        let several = manifest.settings.concurrency.is_some_and(|items| items > 1);
        if several && manifest.ledger.is_none() && matches!(subscriber.source, EventSource::Stream(_)) {
            findings.push(Finding::warning(
                &manifest.location,
                format!(
                    "`{}`: with `concurrency`, a failure of one item delivers records of other items again that were done, older ones after \
                     newer ones; return `Writes`, which are committed once, or make what it does bear that",
                    manifest.id
                ),
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::samples::{self, deployment};

    #[test]
    fn several_items_at_once_are_warned_of_where_no_ledger_knows_them() {
        let with = |concurrency, has_ledger: bool| {
            let mut manifest = samples::stamp("a");
            manifest.settings.concurrency = concurrency;
            if !has_ledger {
                manifest.ledger = None;
            } else if manifest.ledger.is_none() {
                manifest = samples::with_ledger(manifest);
            }
            let mut findings = Vec::new();
            check(&deployment([manifest]), &mut findings);
            findings.len()
        };
        assert_eq!([with(Some(2), false), with(Some(1), false), with(None, false), with(Some(2), true)], [1, 0, 0, 0]);
    }
}
