//! A stack as a whole: reproducible, and within the limits of `CloudFormation`.

use super::{Code, Format, Platform, Settings, synthesize};
use crate::project::Subscriber;
use crate::project::samples::{self, stamp, subscribers};
use crate::rules::{self, Severity};

fn settings(format: Format) -> Settings {
    Settings {
        format,
        imports: Vec::new(),
        code: Code::Bucket,
        platform: Platform::Plain,
        names: None,
        region: None,
        overlay: None,
    }
}

fn many(count: usize) -> Vec<Subscriber> {
    subscribers((0..count).map(|number| {
        let mut manifest = stamp(&format!("shop/subscriber_{number}"));
        manifest.topic.table.schema.table = format!("model-{number}");
        manifest
    }))
}

#[test]
fn the_same_stack_is_the_same_bytes() {
    for format in [Format::CloudformationYaml, Format::CloudformationJson, Format::Oam] {
        // An application has no table in several Regions.
        let at_home = (format != Format::Oam).then(samples::at_home);
        let manifests = || subscribers([samples::restless(), samples::of_legacy()].into_iter().chain(at_home.clone()));
        let texts = [manifests(), manifests()].map(|manifests| synthesize(&manifests, &settings(format)).unwrap());
        assert_eq!(texts[0], texts[1]);
    }
}

#[test]
fn an_imported_table_may_have_a_long_name() {
    let mut manifest = stamp("a");
    let name = "o".repeat(245);
    manifest.topic.table.schema.table.clone_from(&name);
    let subscribers = subscribers([manifest]);
    let errors = |imports: &[String]| {
        let findings = rules::check(&subscribers, imports, None, rules::ITEM_SIZE);
        findings.into_iter().filter(|finding| finding.severity == Severity::Error).count()
    };
    assert_eq!((errors(&[]), errors(std::slice::from_ref(&name))), (1, 0));
    let imported = Settings { imports: vec![name], ..settings(Format::CloudformationYaml) };
    synthesize(&subscribers, &imported).unwrap();
}

#[test]
fn fifty_models_and_fifty_subscribers_fit_one_stack() {
    let subscribers = many(50);
    let findings = rules::check(&subscribers, &[], None, rules::ITEM_SIZE);
    assert!(findings.iter().all(|finding| finding.severity == Severity::Warning), "{findings:?}");
    let template = synthesize(&subscribers, &settings(Format::CloudformationYaml)).unwrap();
    for resource in ["AWS::DynamoDB::Table", "AWS::Lambda::Function", "AWS::Lambda::EventSourceMapping"] {
        assert_eq!(template.matches(&format!("Type: {resource}\n")).count(), 50, "{resource}");
    }
}

#[test]
fn more_resources_than_the_limit_of_cloudformation_are_refused() {
    let error = synthesize(&many(80), &settings(Format::CloudformationYaml)).unwrap_err().to_string();
    assert!(error.starts_with("the template has ") && error.contains("the limit of CloudFormation is 500"), "{error}");
}
