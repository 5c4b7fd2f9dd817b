//! A stack as a whole: the same bytes for the same code, and as quick as nobody waits for.

use std::time::{Duration, Instant};

use super::options::{Format, SynthOptions};
use super::{samples, synthesize};
use crate::check::samples::{stamp, subscribers};
use crate::check::{self, Severity};
use crate::cli::Source;
use crate::collect::Subscriber;

fn options() -> SynthOptions {
    SynthOptions {
        source: Source {
            manifest_path: None,
            packages: Vec::new(),
            features: Vec::new(),
            no_default_features: false,
            locked: false,
            offline: false,
        },
        out: None,
        format: None,
        overlay: None,
        imports: Vec::new(),
        code: None,
        region: None,
        explain: false,
    }
}

fn many(count: usize) -> Vec<Subscriber> {
    subscribers((0..count).map(|number| {
        let mut manifest = stamp(&format!("shop/subscriber_{number}"));
        manifest.topic.table.name = format!("model-{number}");
        manifest
    }))
}

#[test]
fn the_same_stack_is_the_same_bytes() {
    let manifests = || subscribers([samples::restless(), samples::of_legacy(), samples::at_home()]);
    for format in [Format::CloudformationYaml, Format::CloudformationJson, Format::Oam] {
        let texts = [manifests(), manifests()].map(|manifests| synthesize(&manifests, &options(), format).unwrap());
        assert_eq!(texts[0], texts[1]);
    }
}

#[test]
fn fifty_models_and_fifty_subscribers_take_less_than_a_second() {
    let subscribers = many(50);
    let start = Instant::now();
    let findings = check::findings(&subscribers, check::ITEM_SIZE);
    assert!(findings.iter().all(|finding| finding.severity == Severity::Warning), "{findings:?}");
    let template = synthesize(&subscribers, &options(), Format::CloudformationYaml).unwrap();
    let taken = start.elapsed();
    println!("50 models and 50 subscribers: {} KB in {taken:?}", template.len() / 1024);
    assert!(taken < Duration::from_secs(1), "{taken:?}");
}

#[test]
fn more_resources_than_cloudformation_takes_are_refused() {
    let error = synthesize(&many(80), &options(), Format::CloudformationYaml).unwrap_err().to_string();
    assert!(error.starts_with("the template has ") && error.contains("CloudFormation takes 500"), "{error}");
}
