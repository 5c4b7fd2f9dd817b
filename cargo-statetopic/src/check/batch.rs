//! Sizes: an event of Lambda's holds 6 MB, a message of a queue one record.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>

use statetopic::manifest::{Manifest, Via};

use super::Finding;
use crate::collect::Subscriber;

/// The most bytes of an event.
const MOST_BYTES: u64 = 6 * 1024 * 1024;
/// The most bytes of an item, and of a message.
const ITEM: u64 = 400 * 1024;
/// What a record is beside its images, and what JSON adds to an image for each byte of the item, in tenths.
const RECORD: u64 = 600;
const JSON_TENTHS: u64 = 14;

pub(super) fn check(subscribers: &[Subscriber], item_size: u64, findings: &mut Vec<Finding>) {
    for Subscriber { manifest, .. } in subscribers {
        match manifest.mapping.via {
            Via::Fifo => check_message(manifest, findings),
            _ => check_batch(manifest, item_size, findings),
        }
    }
}

fn check_batch(manifest: &Manifest, item_size: u64, findings: &mut Vec<Finding>) {
    let record = record_size(&manifest.topic.view, item_size);
    let batch_size = u64::from(manifest.mapping.batch_size);
    if batch_size * record <= MOST_BYTES {
        return;
    }
    findings.push(Finding::warning(
        &manifest.location,
        format!(
            "`{}`: a batch of {batch_size} records with items of {item_size} bytes is {} KB, and an event holds 6144: Lambda \
             hands over fewer; say `batch_size = {}`, or the size of your items with `--item-size`",
            manifest.id,
            batch_size * record / 1024,
            (MOST_BYTES / record).max(1)
        ),
    ));
}

fn check_message(manifest: &Manifest, findings: &mut Vec<Finding>) {
    if manifest.topic.view != "NEW_AND_OLD_IMAGES" {
        return;
    }
    findings.push(Finding::warning(
        &manifest.location,
        format!(
            "`{}`: two images of items near DynamoDB's limit of {} KB do not fit one message of its queue; keep the items \
             below half of that, or declare a narrower view",
            manifest.id,
            ITEM / 1024
        ),
    ));
}

/// About how many bytes a record is in an event.
pub(crate) fn record_size(view: &str, item_size: u64) -> u64 {
    let images = match view {
        "KEYS_ONLY" => 0,
        "NEW_IMAGE" | "OLD_IMAGE" => 1,
        _ => 2,
    };
    RECORD + images * item_size * JSON_TENTHS / 10
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, subscribers};
    use super::*;

    #[test]
    fn a_batch_that_passes_6_mb_is_told_with_a_size_that_does_not() {
        let mut findings = Vec::new();
        let batch = [samples::large_batch()];
        check(&subscribers(batch.clone()), 100, &mut findings);
        assert_eq!(findings, []);
        check(&subscribers(batch), 4096, &mut findings);
        assert!(findings[0].text.contains("`batch_size = 521`"), "{findings:?}");
        assert!(521 * record_size("NEW_AND_OLD_IMAGES", 4096) <= MOST_BYTES);
    }

    #[test]
    fn two_images_may_not_fit_a_message() {
        let mut findings = Vec::new();
        check(&subscribers([samples::writes_behind_a_queue()]), 4096, &mut findings);
        assert!(findings[0].text.contains("do not fit one message"), "{findings:?}");
    }
}
