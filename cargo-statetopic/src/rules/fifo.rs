//! The message groups of a FIFO queue are the partition keys: each value must be a valid group id.
//!
//! Source: <https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_PipeTargetSqsQueueParameters.html>

use statetopic::plan::{Deployment, EventSource, SubscriberPlan};
use statetopic::schema::ScalarType;

use super::finding::Finding;

pub(super) fn check(deployment: &Deployment, findings: &mut Vec<Finding>) {
    for SubscriberPlan { manifest, source, .. } in &deployment.subscribers {
        match source {
            EventSource::Fifo { .. } if !manifest.topic.fits_group_id => {}
            EventSource::Fifo { .. } | EventSource::Stream(_) => continue,
        }
        let key = &manifest.topic.table.schema.partition_key;
        let advice = match key.scalar_type {
            ScalarType::B => "use a partition key of type `S`, or `via = stream`",
            ScalarType::S | ScalarType::N => {
                "use a newtype with `#[derive(KeyAttribute)] #[key_attribute(group_id)]`, whose values have 1 to 100 printable \
                  ASCII characters, or `via = stream`"
            }
        };
        findings.push(Finding::error(
            &manifest.location,
            format!(
                "`{}`: with `via = fifo` the partition key `{}` of `{}` is the message group id, and its type allows values that \
                 are not valid ids; {advice}",
                manifest.id, key.name, manifest.topic.table.model
            ),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::samples::{self, deployment};

    #[test]
    fn a_key_of_any_text_is_not_a_group_id_and_one_that_is_declared_so_is() {
        let mut findings = Vec::new();
        check(&deployment([samples::behind_a_queue()]), &mut findings);
        assert_eq!(findings, []);
        check(&deployment([samples::writes_behind_a_queue()]), &mut findings);
        assert!(findings[0].text.contains("#[key_attribute(group_id)]"), "{findings:?}");
    }
}
