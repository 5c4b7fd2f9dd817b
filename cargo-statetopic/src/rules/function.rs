//! Settings of functions that Lambda takes, and that not every Region or tool does, or that stop records.

use statetopic::plan::{Deployment, EventSource};
use statetopic::subscriber::FunctionSettings;

use super::finding::Finding;

pub(super) fn check(deployment: &Deployment, findings: &mut Vec<Finding>) {
    for subscriber in &deployment.subscribers {
        let (manifest, settings) = (&subscriber.manifest, &subscriber.manifest.settings);
        let mut warn = |text: String| {
            findings.push(Finding::warning(&manifest.location, format!("`{}`: {text}", manifest.id)));
        };
        let widely = FunctionSettings::WIDELY_ALLOWED_TIMEOUT;
        if subscriber.timeout > widely && settings.capacity_provider.is_none() {
            warn(format!(
                "a `timeout` of {} seconds is more than the {widely} that every Region and linter takes; where it is refused, set \
                 `timeout = {widely}`, or run the function on a `capacity_provider`",
                subscriber.timeout
            ));
        }
        let parallel = match &subscriber.source {
            EventSource::Stream(reader) => u32::from(reader.mapping.parallelization),
            EventSource::Fifo { .. } => 1,
        };
        match settings.reserved_concurrency {
            Some(0) => warn(
                "`reserved_concurrency = 0` runs no invocation, and its records are lost when the stream deletes them after 24 \
                 hours; reserve 1 or more, or remove the setting"
                    .to_owned(),
            ),
            Some(reserved) if reserved < parallel => warn(format!(
                "`reserved_concurrency = {reserved}` throttles the {parallel} batches of a shard that `parallelization` runs at once; \
                 reserve {parallel} or more for each shard"
            )),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::samples::{self, deployment};

    fn findings(change: impl FnOnce(&mut statetopic::manifest::Manifest)) -> Vec<String> {
        let mut manifest = samples::stamp("a");
        change(&mut manifest);
        let mut findings = Vec::new();
        check(&deployment([manifest]), &mut findings);
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_timeout_that_is_not_allowed_everywhere_is_a_warning() {
        assert_eq!(findings(|manifest| manifest.settings.timeout = Some(900)), [] as [&str; 0]);
        let found = findings(|manifest| manifest.settings.timeout = Some(901));
        assert!(found[0].contains(": warning: `a`: a `timeout` of 901 seconds is more than the 900"), "{found:?}");
        let managed = findings(|manifest| {
            manifest.settings.timeout = Some(5_400);
            manifest.settings.capacity_provider = Some("jobs".to_owned());
        });
        assert_eq!(managed, [] as [&str; 0]);
    }

    #[test]
    fn a_reservation_that_stops_or_throttles_records_is_a_warning() {
        let reserved = |reserved, parallelization| {
            findings(|manifest| {
                manifest.settings.reserved_concurrency = Some(reserved);
                manifest.mapping.parallelization = parallelization;
            })
        };
        assert_eq!(reserved(4, 4), [] as [&str; 0]);
        assert!(reserved(3, 4)[0].contains("throttles the 4 batches of a shard"), "{:?}", reserved(3, 4));
        assert!(reserved(0, 1)[0].contains("runs no invocation"), "{:?}", reserved(0, 1));
    }
}
