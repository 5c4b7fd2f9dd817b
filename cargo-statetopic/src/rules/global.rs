//! A ledger is regional: for a table with replicas, one Region applies the `Writes`.

use statetopic::plan::Deployment;

use super::finding::Finding;

pub(super) fn check(deployment: &Deployment, findings: &mut Vec<Finding>) {
    for manifest in deployment.subscribers.iter().map(|subscriber| &subscriber.manifest) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::samples::{self, deployment};

    #[test]
    fn writes_on_a_global_table_have_a_home_region() {
        let mut findings = Vec::new();
        check(&deployment([samples::writes_at_home(), samples::of_global_table("a")]), &mut findings);
        assert_eq!(findings, []);
        check(&deployment([samples::writes_everywhere()]), &mut findings);
        assert!(findings[0].text.contains("home_region"), "{findings:?}");
    }
}
