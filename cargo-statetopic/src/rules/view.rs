//! A view that is wider than its readers need makes records larger, and batches smaller.

use statetopic::plan::Deployment;

use super::finding::Finding;
use crate::project::{self, narrowest_view};

pub(super) fn check(deployment: &Deployment, findings: &mut Vec<Finding>) {
    for readers in project::readers(deployment).values() {
        let topic = &readers[0].manifest.topic;
        let needed = narrowest_view(readers.iter().map(|reader| &reader.manifest));
        // A reader passes the change on: it cannot read what the view does not have, or it would not have compiled.
        let narrower = needed.images() < topic.view.images();
        if narrower {
            let location = topic.table.location.as_ref().unwrap_or(&readers[0].manifest.location);
            let ids: Vec<String> = readers.iter().map(|reader| format!("`{}`", reader.manifest.id)).collect();
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
    use crate::project::samples::{self, deployment};

    #[test]
    fn the_narrowest_sufficient_view_is_named() {
        let mut findings = Vec::new();
        check(&deployment([samples::stamp("a")]), &mut findings);
        assert!(findings[0].text.contains("need KEYS_ONLY"), "{findings:?}");
        findings.clear();
        check(&deployment([samples::stamp("a"), samples::orders_to_totals()]), &mut findings);
        assert!(findings[0].text.contains("need NEW_IMAGE"), "{findings:?}");
        findings.clear();
        check(&deployment([samples::stamp("a"), samples::hands_on()]), &mut findings);
        assert_eq!(findings, []);
    }
}
