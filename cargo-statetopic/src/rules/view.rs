//! A view that is wider than its readers need makes records larger, and batches smaller.

use super::finding::Finding;
use crate::project::{self, Subscriber, images, narrowest_view};

pub(super) fn check(subscribers: &[Subscriber], findings: &mut Vec<Finding>) {
    for readers in project::readers(subscribers).values() {
        let topic = &readers[0].topic;
        let needed = narrowest_view(readers.iter().copied());
        // A reader passes the change on: it cannot read what the view does not have, or it would not have compiled.
        let narrower = images(needed) < images(&topic.view);
        if narrower {
            let location = topic.table.location.as_ref().unwrap_or(&readers[0].location);
            let ids: Vec<String> = readers.iter().map(|reader| format!("`{}`", reader.id)).collect();
            findings.push(Finding::warning(
                location,
                format!(
                    "the view of `{}` is {} and its readers ({}) need {needed}; declare `#[state_topic(view = {needed})]` before \
                     the table is deployed, since a change of the view replaces the stream",
                    topic.table.model,
                    topic.view,
                    ids.join(", ")
                ),
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::samples::{self, subscribers};

    #[test]
    fn the_narrowest_sufficient_view_is_named() {
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
