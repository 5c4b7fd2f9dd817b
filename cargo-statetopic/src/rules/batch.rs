//! Sizes: a batch must fit an event, and a record a message of a queue.

use statetopic::manifest::Manifest;
use statetopic::plan::{Deployment, EventSource, MAX_EVENT_BYTES, MAX_ITEM_BYTES};
use statetopic::view::StreamView;

use super::finding::Finding;
use crate::project::record_size;

pub(super) fn check(deployment: &Deployment, item_size: u64, findings: &mut Vec<Finding>) {
    for subscriber in &deployment.subscribers {
        match &subscriber.source {
            EventSource::Fifo { .. } => check_message(&subscriber.manifest, findings),
            EventSource::Stream(reader) => {
                check_batch(&subscriber.manifest, reader.mapping.batch_size, item_size, findings);
            }
        }
    }
}

fn check_batch(manifest: &Manifest, batch_size: u16, item_size: u64, findings: &mut Vec<Finding>) {
    let record = record_size(manifest.topic.view, item_size);
    let batch_size = u64::from(batch_size);
    if batch_size * record <= MAX_EVENT_BYTES {
        return;
    }
    findings.push(Finding::warning(
        &manifest.location,
        format!(
            "`{}`: a batch of {batch_size} records with items of {item_size} bytes is {} KB, and the maximum size of an event is \
             {} KB, so Lambda sends fewer records; set `batch_size = {}`, or pass the size of your items with `--item-size`",
            manifest.id,
            batch_size * record / 1024,
            MAX_EVENT_BYTES / 1024,
            (MAX_EVENT_BYTES / record).max(1)
        ),
    ));
}

fn check_message(manifest: &Manifest, findings: &mut Vec<Finding>) {
    if manifest.topic.view != StreamView::NewAndOldImages {
        return;
    }
    findings.push(Finding::warning(
        &manifest.location,
        format!(
            "`{}`: two images of items near DynamoDB's limit of {} KB do not fit one message of its queue; keep items below \
             half of that size, or declare a narrower view",
            manifest.id,
            MAX_ITEM_BYTES / 1024
        ),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::samples::{self, deployment};

    #[test]
    fn a_batch_over_6_mb_is_reported_with_a_size_that_fits() {
        let mut findings = Vec::new();
        let batch = [samples::large_batch()];
        check(&deployment(batch.clone()), 100, &mut findings);
        assert_eq!(findings, []);
        check(&deployment(batch), 4096, &mut findings);
        assert!(findings[0].text.contains("`batch_size = 521`"), "{findings:?}");
        assert!(521 * record_size(StreamView::NewAndOldImages, 4096) <= MAX_EVENT_BYTES);
    }

    #[test]
    fn a_batch_that_a_queue_does_not_take_is_refused() {
        let mut queued = samples::behind_a_queue();
        let refused = |manifest: &Manifest| Deployment::draft(std::slice::from_ref(manifest), &[]).1;
        assert_eq!(refused(&queued), [], "Lambda's default is not a choice");
        queued.mapping.batch_size = 10;
        assert_eq!(refused(&queued), []);
        queued.mapping.batch_size = 10_000;
        let [refusal] = &*refused(&queued) else { panic!() };
        assert!(
            refusal.text.contains("`batch_size` is 10000, and with `via = fifo` Lambda allows 1 to 10"),
            "{refusal}"
        );
    }

    #[test]
    fn two_images_may_exceed_a_message() {
        let mut findings = Vec::new();
        check(&deployment([samples::writes_behind_a_queue()]), 4096, &mut findings);
        assert!(findings[0].text.contains("do not fit one message"), "{findings:?}");
    }
}
