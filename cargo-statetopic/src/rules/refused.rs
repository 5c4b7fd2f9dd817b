//! What AWS would refuse: the plan knows it.

use statetopic::plan::Refusal;

use super::finding::Finding;

pub(super) fn check(refusals: &[Refusal], findings: &mut Vec<Finding>) {
    findings.extend(refusals.iter().map(|refusal| Finding::error(&refusal.location, refusal.text.clone())));
}

#[cfg(test)]
mod tests {
    use statetopic::manifest::Manifest;
    use statetopic::plan::Deployment;

    use super::*;
    use crate::project::samples;

    fn findings(manifests: &[Manifest]) -> Vec<Finding> {
        let mut findings = Vec::new();
        check(&Deployment::draft(manifests, &[]).1, &mut findings);
        findings
    }

    #[test]
    fn a_third_reader_is_an_error_that_names_all_three() {
        let readers = [samples::stamp("a"), samples::stamp("b"), samples::stamp("c")];
        assert_eq!(findings(&readers[..2]), []);
        let [finding] = &*findings(&readers) else { panic!("{:?}", findings(&readers)) };
        assert!(finding.text.contains("3 readers (`a`, `b`, `c`)"), "{finding}");
        assert!(finding.text.contains("; combine two of them: one `#[subscriber]` with the arms of both"), "{finding}");
    }

    #[test]
    fn a_number_out_of_its_range_is_named_with_the_range() {
        let mut manifest = samples::stamp("a");
        (manifest.mapping.batch_size, manifest.settings.timeout) = (0, Some(901));
        let findings: Vec<String> = findings(&[manifest]).iter().map(ToString::to_string).collect();
        let [batch_size, timeout] = &*findings else { panic!("{findings:?}") };
        assert!(batch_size.contains("`batch_size` is 0, and Lambda allows 1 to 10000"), "{batch_size}");
        assert!(timeout.contains("`timeout` is 901, and Lambda allows 1 to 900"), "{timeout}");
    }

    #[test]
    fn a_topic_without_a_stream_has_no_subscriber() {
        let findings = findings(&[samples::of_disabled_topic()]);
        assert!(findings[0].text.contains("enabled = false"), "{findings:?}");
    }
}
