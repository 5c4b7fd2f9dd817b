//! What is regional of a table with replicas: the ledger, so one Region applies the `Writes`, and the cause of a removal.

use statetopic::manifest::{ArmSplit, Manifest};
use statetopic::plan::Deployment;

use super::finding::Finding;

pub(super) fn check(deployment: &Deployment, findings: &mut Vec<Finding>) {
    for manifest in deployment.subscribers.iter().map(|subscriber| &subscriber.manifest) {
        findings.extend(untold_expiry(manifest));
        if manifest.writes.is_empty() || manifest.mapping.home_region.is_some() {
            continue;
        }
        let tables = manifest.writes.iter().map(|written| &written.table).chain([&manifest.topic.table]);
        if let Some(global) = tables.into_iter().find(|table| !table.schema.settings.replicas.is_empty()) {
            findings.push(Finding::error(
                &manifest.location,
                format!(
                    "`{}` returns `Writes`, and `{}` has replicas in {}: every Region would apply each change, since each Region has \
                     its own ledger; set the Region that applies them, e.g. `home_region = \"{}\"`",
                    manifest.id,
                    global.model,
                    global.schema.settings.replicas.join(", "),
                    global.schema.settings.replicas[0]
                ),
            ));
        }
    }
}

/// A subscriber that tells removals by TTL from others. In the Regions to which such a removal is replicated, its record lacks the
/// user identity of TTL's service.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html>
fn untold_expiry(manifest: &Manifest) -> Option<Finding> {
    let table = &manifest.topic.table;
    let ttl = table.schema.ttl.as_ref()?;
    if table.schema.settings.replicas.is_empty() {
        return None;
    }
    if !manifest.filter.arms.iter().any(tells_the_cause) {
        return None;
    }
    Some(Finding::warning(
        &manifest.location,
        format!(
            "`{}` tells the causes of removals apart, and `{}` has replicas in {}: a removal by TTL is `Expired` only in the Region in which TTL removed the \
             row, and `Deleted` in all others; take `Removed` without a cause, and tell an expiry by `{ttl}` in the old image",
            manifest.id,
            table.model,
            table.schema.settings.replicas.join(", "),
        ),
    ))
}

/// Whether an arm takes removals of one cause, which a record says by its user identity.
fn tells_the_cause(arm: &ArmSplit) -> bool {
    arm.patterns.iter().any(|pattern| pattern.get("userIdentity").is_some())
}

#[cfg(test)]
mod tests {
    use super::super::finding::Severity;
    use super::*;
    use crate::project::samples::{self, deployment};

    #[test]
    fn a_cause_that_is_told_of_a_global_table_with_ttl_is_warned_of() {
        let mut findings = Vec::new();
        let [expired, deleted, any, in_one_region] = samples::of_removals();
        check(&deployment([any, in_one_region]), &mut findings);
        assert_eq!(findings, []);
        check(&deployment([expired, deleted]), &mut findings);
        let [expired, deleted] = &*findings else { panic!("{findings:?}") };
        let said = "`cargo-statetopic/expired` tells the causes of removals apart, and `Session` has replicas in eu-west-1: a removal by \
                    TTL is `Expired` only in the Region in which TTL removed the row, and `Deleted` in all others; take `Removed` \
                    without a cause, and tell an expiry by `expires_at` in the old image";
        assert_eq!((expired.text.as_str(), expired.severity), (said, Severity::Warning));
        assert!(deleted.text.starts_with("`cargo-statetopic/deleted` tells the causes of removals apart"), "{deleted}");
    }

    #[test]
    fn writes_on_a_global_table_have_a_home_region() {
        let mut findings = Vec::new();
        check(&deployment([samples::writes_at_home(), samples::of_global_table("a")]), &mut findings);
        assert_eq!(findings, []);
        check(&deployment([samples::writes_everywhere()]), &mut findings);
        assert!(findings[0].text.contains("home_region"), "{findings:?}");
    }
}
