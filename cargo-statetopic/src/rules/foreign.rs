//! Several structs for the rows of one table: a subscriber of one of them has the rows of the others filtered out, or it meets one
//! that does not decode, which blocks its shard.

use std::collections::BTreeMap;

use serde_json::Value;
use statetopic::manifest::{Manifest, Table};
use statetopic::plan::Deployment;

use super::finding::Finding;

pub(super) fn check(deployment: &Deployment, findings: &mut Vec<Finding>) {
    let manifests = deployment.subscribers.iter().map(|subscriber| &subscriber.manifest);
    let mut models: BTreeMap<&str, Vec<&Table>> = BTreeMap::new();
    for table in manifests.clone().flat_map(Manifest::tables) {
        let there = models.entry(table.name()).or_default();
        if there.iter().all(|other| !is_same_struct(other, table)) {
            there.push(table);
        }
    }
    for manifest in manifests {
        let own = &manifest.topic.table;
        let all = models.get(own.name()).map(Vec::as_slice).unwrap_or_default();
        let Some(other) = all.iter().find(|other| !is_same_struct(other, own)) else { continue };
        if is_guarded(manifest) {
            continue;
        }
        let key = &own.schema.sort_key.as_ref().unwrap_or(&own.schema.partition_key).name;
        findings.push(Finding::warning(
            &manifest.location,
            format!(
                "`{}` gets every row of the table `{}`, which has rows of `{}` too: one that is not a `{}` does not decode and \
                 blocks its shard; let each arm test `{key}` of the `key`, as `starts_with` does, so that Lambda drops the others",
                manifest.id,
                own.name(),
                other.model,
                own.model
            ),
        ));
    }
}

/// Whether two tables of manifests are one struct: two may have one name.
fn is_same_struct(one: &Table, other: &Table) -> bool {
    (&one.model, &one.location) == (&other.model, &other.location)
}

/// Whether Lambda looks at a key, or compares an attribute with a text, before each record that it hands on. What the function
/// itself looks at comes too late: then the record has been decoded.
fn is_guarded(manifest: &Manifest) -> bool {
    let patterns = &manifest.filter.patterns;
    !patterns.is_empty() && patterns.iter().all(|pattern| serde_json::from_str(pattern).is_ok_and(|it| tells_rows(&it)))
}

/// Whether a pattern can tell rows of several kinds apart: it has a rule about a key or about a text.
fn tells_rows(pattern: &Value) -> bool {
    let record = &pattern["dynamodb"];
    record.get("Keys").is_some() || ["NewImage", "OldImage"].iter().any(|image| has_text(&record[*image]))
}

/// Whether there is a rule about a text, at any depth.
fn has_text(rules: &Value) -> bool {
    let Value::Object(members) = rules else { return false };
    members.iter().any(|(name, rule)| (name == "S" && is_about_a_value(rule)) || has_text(rule))
}

/// Whether a rule passes some texts only.
fn is_about_a_value(rule: &Value) -> bool {
    let is_value =
        |one: &Value| one.is_string() || ["prefix", "suffix", "anything-but"].iter().any(|it| one.get(it).is_some());
    rule.as_array().is_some_and(|rules| !rules.is_empty() && rules.iter().all(is_value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::samples::{self, deployment};

    fn findings(manifests: Vec<Manifest>) -> Vec<String> {
        let mut findings = Vec::new();
        check(&deployment(manifests), &mut findings);
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_subscriber_without_a_guard_on_the_key_of_a_shared_table_is_named() {
        let [of_users, of_carts] = samples::of_a_shared_table();
        let warned = findings(vec![of_users.clone(), of_carts.clone()]);
        let [users, carts] = &*warned else { panic!("{warned:?}") };
        assert!(
            users.contains("`shop/users` gets every row of the table `app`, which has rows of `Cart` too"),
            "{users}"
        );
        assert!(users.contains("let each arm test `SK` of the `key`"), "{users}");
        assert!(carts.contains("which has rows of `User` too: one that is not a `Cart`"), "{carts}");
        assert_eq!(findings(vec![of_users.clone()]), [] as [&str; 0], "one struct alone");
        assert_eq!(findings(vec![of_users.clone(), samples::with_id(of_users, "shop/more")]), [] as [&str; 0]);
    }

    #[test]
    fn a_test_that_lambda_makes_on_a_key_or_a_text_is_a_guard() {
        let [of_users, of_carts] = samples::of_a_shared_table();
        let with = |pattern: &str| {
            let mut of_users = of_users.clone();
            of_users.filter.patterns = vec![pattern.to_owned()];
            findings(vec![of_users, of_carts.clone()]).len() == 1
        };
        assert!(with(r#"{"dynamodb":{"Keys":{"SK":{"S":[{"prefix":"USER#"}]}}}}"#));
        assert!(with(r#"{"dynamodb":{"NewImage":{"kind":{"S":["User"]}}}}"#));
        assert!(!with(r#"{"eventName":["INSERT"]}"#));
        assert!(!with(r#"{"dynamodb":{"NewImage":{"open":{"BOOL":[true]}}}}"#));
        assert!(!with(r#"{"dynamodb":{"NewImage":{"note":{"S":[{"exists":false}]}}}}"#));
    }
}
