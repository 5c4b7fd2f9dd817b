//! A mapping that starts at `LATEST` has no fixed beginning.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html>

use statetopic::plan::Deployment;
use statetopic::subscriber::StartingPosition;

use super::finding::Finding;

pub(super) fn check(deployment: &Deployment, findings: &mut Vec<Finding>) {
    for subscriber in &deployment.subscribers {
        if subscriber.source.reader().mapping.starting_position == StartingPosition::Latest {
            let manifest = &subscriber.manifest;
            findings.push(Finding::warning(
                &manifest.location,
                format!(
                    "`{}`: with `starting_position = LATEST`, changes that are made while its mapping is created or updated may be \
                     missed, without a trace; use `TRIM_HORIZON`, with which the changes of up to 24 hours before come too",
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
    fn latest_is_warned_of_and_trim_horizon_is_not() {
        let at = |position: StartingPosition| {
            let mut manifest = samples::stamp("a");
            manifest.mapping.starting_position = position;
            let mut findings = Vec::new();
            check(&deployment([manifest]), &mut findings);
            findings
        };
        assert_eq!(at(StartingPosition::TrimHorizon), []);
        assert!(matches!(&*at(StartingPosition::Latest), [finding] if finding.text.contains("TRIM_HORIZON")));
    }
}
