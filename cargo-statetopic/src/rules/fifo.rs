//! What must hold behind a FIFO queue: each value of the partition key is a valid group id, and a change fits a message.
//!
//! Source: <https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_PipeTargetSqsQueueParameters.html>

use statetopic::manifest::Manifest;
use statetopic::plan::{Deployment, EventSource, SubscriberPlan};
use statetopic::schema::ScalarType;
use statetopic::view::StreamView;

use super::finding::Finding;

pub(super) fn check(deployment: &Deployment, findings: &mut Vec<Finding>) {
    for SubscriberPlan { manifest, source, .. } in &deployment.subscribers {
        match source {
            EventSource::Fifo { .. } => {
                findings.extend(group_id(manifest));
                findings.extend(message_limit(manifest));
            }
            EventSource::Stream(_) => {}
        }
    }
}

/// The message groups are the partition keys.
fn group_id(manifest: &Manifest) -> Option<Finding> {
    if manifest.topic.fits_group_id {
        return None;
    }
    let key = &manifest.topic.table.schema.partition_key;
    let advice = match key.scalar_type {
        ScalarType::B => "use a partition key of type `S`, or `via = stream`",
        ScalarType::S | ScalarType::N => {
            "use a newtype with `#[derive(KeyAttribute)] #[key_attribute(group_id)]`, whose values have 1 to 100 printable \
              ASCII characters, or `via = stream`"
        }
    };
    Some(Finding::error(
        &manifest.location,
        format!(
            "`{}`: with `via = fifo` the partition key `{}` of `{}` is the message group id, and its type allows values that \
             are not valid ids; {advice}",
            manifest.id, key.name, manifest.topic.table.model
        ),
    ))
}

/// An item has up to 400 KB, its bytes are base64 in a record, and a message has 1 MiB: two images may not fit.
///
/// Sources: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html> and
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html>
fn message_limit(manifest: &Manifest) -> Option<Finding> {
    let has_both = manifest.topic.view == StreamView::NewAndOldImages;
    if !has_both || manifest.mapping.accept_message_limit {
        return None;
    }
    Some(Finding::error(
        &manifest.location,
        format!(
            "`{}`: with `via = fifo` a change is a message of at most 1 MiB, and the two images of `NEW_AND_OLD_IMAGES` may be \
             longer: the Pipe cannot send such a change, and its shard waits until it is discarded; choose a view with one image, or `KEYS_ONLY`, or write \
             `accept_message_limit` where the items of `{}` are smaller than 256 KiB",
            manifest.id, manifest.topic.table.model
        ),
    ))
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

    #[test]
    fn two_images_may_not_fit_a_message_unless_that_is_accepted() {
        let mut manifest = samples::behind_a_queue();
        manifest.topic.view = StreamView::NewAndOldImages;
        let found = |manifest: &Manifest| {
            let mut findings = Vec::new();
            check(&deployment([manifest.clone()]), &mut findings);
            findings
        };
        let findings = found(&manifest);
        assert!(findings.len() == 1 && findings[0].text.contains("write `accept_message_limit`"), "{findings:?}");
        manifest.mapping.accept_message_limit = true;
        assert_eq!(found(&manifest), []);
        for view in [StreamView::NewImage, StreamView::OldImage, StreamView::KeysOnly] {
            (manifest.topic.view, manifest.mapping.accept_message_limit) = (view, false);
            assert_eq!(found(&manifest), [], "{view}");
        }
    }
}
