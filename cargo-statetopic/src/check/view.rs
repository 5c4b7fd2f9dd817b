//! A view that carries more than anyone reads: larger records, and fewer of them in a batch.

use std::collections::BTreeMap;

use statetopic::manifest::Manifest;

use super::Finding;
use crate::collect::Subscriber;

pub(super) fn check(subscribers: &[Subscriber], findings: &mut Vec<Finding>) {
    let mut topics: BTreeMap<&str, Vec<&Manifest>> = BTreeMap::new();
    for Subscriber { manifest, .. } in subscribers {
        topics.entry(&manifest.topic.table.name).or_default().push(manifest);
    }
    for readers in topics.values() {
        let topic = &readers[0].topic;
        let (new, old) = (readers.iter().any(|reader| reader.reads_new), readers.iter().any(|reader| reader.reads_old));
        let needed = match (new, old) {
            (true, true) => "NEW_AND_OLD_IMAGES",
            (true, false) => "NEW_IMAGE",
            (false, true) => "OLD_IMAGE",
            (false, false) => "KEYS_ONLY",
        };
        // A reader that may read what the view leaves out would not have compiled: it hands the change on.
        let narrower = width(needed) < width(&topic.view);
        if narrower {
            let location = topic.table.location.as_ref().unwrap_or(&readers[0].location);
            let ids: Vec<String> = readers.iter().map(|reader| format!("`{}`", reader.id)).collect();
            findings.push(Finding::warning(
                location,
                format!(
                    "the view of `{}` is {} and its readers ({}) need {needed}; declare `#[state_topic(view = {needed})]` before \
                     the table is deployed, since another view is another stream",
                    topic.table.model,
                    topic.view,
                    ids.join(", ")
                ),
            ));
        }
    }
}

fn width(view: &str) -> u8 {
    match view {
        "KEYS_ONLY" => 0,
        "NEW_IMAGE" | "OLD_IMAGE" => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, subscribers};
    use super::*;

    #[test]
    fn the_narrowest_view_that_serves_all_readers_is_named() {
        let mut findings = Vec::new();
        check(&subscribers([samples::stamp("a")]), &mut findings);
        assert!(findings[0].text.contains("need KEYS_ONLY"), "{findings:?}");
        findings.clear();
        check(&subscribers([samples::stamp("a"), samples::orders_to_totals()]), &mut findings);
        assert!(findings[0].text.contains("need NEW_IMAGE"), "{findings:?}");
        findings.clear();
        check(&subscribers([samples::stamp("a"), samples::hands_on()]), &mut findings);
        assert_eq!(findings, []);
    }
}
