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
    use statetopic::schema::Encryption;

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
        (manifest.mapping.batch_size, manifest.settings.timeout) = (0, Some(1_801));
        let findings: Vec<String> = findings(&[manifest]).iter().map(ToString::to_string).collect();
        let [batch_size, timeout] = &*findings else { panic!("{findings:?}") };
        assert!(batch_size.contains("`batch_size` is 0, and Lambda allows 1 to 10000"), "{batch_size}");
        assert!(timeout.contains("`timeout` is 1801, and Lambda allows 1 to 1800"), "{timeout}");
    }

    #[test]
    fn managed_instances_have_more_memory_and_more_time() {
        let with = |memory, timeout, provider: Option<&str>| {
            let mut manifest = samples::stamp("a");
            (manifest.settings.memory, manifest.settings.timeout) = (memory, Some(timeout));
            manifest.settings.capacity_provider = provider.map(str::to_owned);
            findings(&[manifest]).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(with(32_768, 5_400, Some("jobs")), [] as [&str; 0]);
        assert!(with(32_768, 900, None)[0].contains("`memory` is 32768, and Lambda allows 128 to 10240"));
        assert!(with(512, 5_401, Some("jobs"))[0].contains("`memory` is 512, and Lambda allows 2048 to 32768"));
        assert!(with(512, 5_401, Some("jobs"))[1].contains("`timeout` is 5401, and Lambda allows 1 to 5400"));
        let mut alone = samples::stamp("a");
        (alone.settings.environment_concurrency, alone.settings.memory_per_vcpu) = (Some(16), Some(4));
        let found = findings(&[alone]);
        assert!(found[0].text.contains("`environment_concurrency` is for functions on Managed Instances"), "{found:?}");
        assert!(found[1].text.contains("`memory_per_vcpu` is for functions on Managed Instances"), "{found:?}");
    }

    #[test]
    fn a_key_of_one_region_does_not_encrypt_the_replicas() {
        let with = |key: &str, replicas: &[&str]| {
            let mut manifest = samples::stamp("a");
            let settings = &mut manifest.topic.table.schema.settings;
            settings.encryption = Encryption::Customer(key.to_owned());
            settings.replicas = replicas.iter().map(|region| (*region).to_owned()).collect();
            findings(&[manifest])
        };
        let of_one_region = [
            "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            "arn:aws:kms:eu-west-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab",
            "arn:aws:kms:eu-west-1:123456789012:alias/orders",
            "1234abcd-12ab-34cd-56ef-1234567890ab",
        ];
        for key in of_one_region {
            let found = with(key, &["us-east-1"]);
            assert!(
                found[0].text.contains("`Order` has replicas, and `encryption` names a key of one Region"),
                "{found:?}"
            );
            assert!(found[0].text.contains("; use an alias") && !found[0].text.contains("1234"), "{found:?}");
            assert_eq!(with(key, &[]), [], "{key}");
        }
        for key in ["alias/orders", "mrk-1234abcd12ab34cd56ef1234567890ab"] {
            assert_eq!(with(key, &["us-east-1"]), [], "{key}");
        }
    }

    #[test]
    fn what_lambda_and_dynamodb_refuse_of_a_definition_by_hand_is_named() {
        let with = |change: &dyn Fn(&mut Manifest)| {
            let mut manifest = samples::stamp("a");
            change(&mut manifest);
            findings(&[manifest]).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let patterned = |patterns: Vec<String>| with(&|manifest| manifest.filter.patterns.clone_from(&patterns));
        assert_eq!(patterned(vec!["{}".to_owned(); 5]), [] as [&str; 0]);
        assert!(patterned(vec!["{}".to_owned(); 6])[0].contains("it has 6 filter patterns, and the limit is 5"));
        for text in ["eventName", "[]", "{\"eventName\":}", ""] {
            let found = patterned(vec!["{}".to_owned(), text.to_owned()]);
            assert!(found[0].contains("filter pattern 2 is not a JSON object"), "{found:?}");
        }
        let long = format!("{{\"eventName\":[\"{}\"]}}", "x".repeat(4_096));
        assert!(patterned(vec![long])[0].contains("filter pattern 1 has 4114 characters, and the limit is 4096"));
        let keys = |partition: usize, sort: usize| {
            with(&|manifest| {
                let mut index = samples::indexes(true).remove(0);
                let key = index.partition_key[0].clone();
                (index.partition_key, index.sort_key) = (vec![key.clone(); partition], vec![key; sort]);
                manifest.topic.table.schema.indexes = vec![index];
            })
        };
        assert_eq!(keys(4, 4), [] as [&str; 0]);
        assert!(keys(5, 4)[0].contains("the partition key of the index `by-total` of `Order` has 5 attributes"));
        assert!(keys(4, 5)[0].contains("the sort key of the index `by-total` of `Order` has 5 attributes"));
        let many = |global: bool, count: usize| {
            with(&|manifest| manifest.topic.table.schema.indexes = vec![samples::indexes(global).remove(0); count])
        };
        assert_eq!((many(true, 20), many(false, 5)), (Vec::new(), Vec::new()));
        assert!(many(true, 21)[0].contains("`Order` has 21 global indexes, and the limit of a table is 20"));
        assert!(many(false, 6)[0].contains("`Order` has 6 local indexes, and the limit of a table is 5"));
    }

    #[test]
    fn a_topic_without_a_stream_has_no_subscriber() {
        let findings = findings(&[samples::of_disabled_topic()]);
        assert!(findings[0].text.contains("enabled = false"), "{findings:?}");
    }
}
