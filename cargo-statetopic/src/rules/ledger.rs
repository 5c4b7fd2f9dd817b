//! Ledger ids are unique: two subscribers with one ledger would each take the records of the other for done.

use std::collections::BTreeMap;

use statetopic::manifest::Manifest;
use statetopic::plan::Deployment;

use super::finding::Finding;

pub(super) fn check(deployment: &Deployment, findings: &mut Vec<Finding>) {
    let mut known: BTreeMap<&str, &Manifest> = BTreeMap::new();
    for manifest in deployment.subscribers.iter().map(|subscriber| &subscriber.manifest) {
        let first = *known.entry(manifest.ledger_id()).or_insert(manifest);
        // Two subscribers of one id are refused anyway.
        if first.id != manifest.id {
            findings.push(Finding::error(
                &manifest.location,
                format!(
                    "`{}` has the ledger of `{}` (`{}`), so that each takes what the other has done for done; `previously` names \
                     the first id of the same subscriber, which no other subscriber may have",
                    manifest.id,
                    first.id,
                    manifest.ledger_id()
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
    fn two_subscribers_have_two_ledgers() {
        let renamed = |id: &str, previously: &str| {
            let mut manifest = samples::stamp(id);
            manifest.previously = Some(previously.to_owned());
            manifest
        };
        let mut findings = Vec::new();
        check(&deployment([samples::stamp("a"), renamed("b", "c"), renamed("d", "e")]), &mut findings);
        assert_eq!(findings, []);
        check(&deployment([samples::stamp("a"), renamed("b", "a")]), &mut findings);
        check(&deployment([renamed("a", "z"), renamed("b", "z")]), &mut findings);
        assert_eq!(findings.len(), 2, "{findings:?}");
        assert!(findings.iter().all(|finding| finding.text.starts_with("`b` has the ledger of `a`")), "{findings:?}");
    }
}
