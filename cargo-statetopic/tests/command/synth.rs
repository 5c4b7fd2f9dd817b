//! `cargo statetopic synth`.

use std::fs;
use std::path::Path;
use std::process::Command;

use statetopic::view::StreamView;

use super::manifest;
use super::support::{Ended, assert_fails, of_answer, of_package, run};

fn synth(package: &str, answer: &Path) -> Command {
    of_package("synth", package, answer)
}

fn synth_of(answer: &str, arguments: &[&str]) -> Ended {
    of_answer("synth", answer, arguments)
}

#[test]
fn a_template_is_written_to_a_file_in_a_format() {
    let folder = tempfile::tempdir().unwrap();
    let answer = manifest().to_json();
    let printed = synth_of(&answer, &[]);
    assert_eq!(printed.code, Some(0), "{printed:?}");
    assert!(printed.out.contains("  ShopXLargeOrdersFunction:\n    Type: AWS::Lambda::Function\n"), "{}", printed.out);
    for (name, arguments, begin) in [
        ("stack.yaml", &[][..], "AWSTemplateFormatVersion: \"2010-09-09\"\n"),
        ("stack.json", &[], "{\n  \"AWSTemplateFormatVersion\": \"2010-09-09\",\n"),
        ("stack", &["--format", "cloudformation-json"], "{\n  \"AWSTemplateFormatVersion\": \"2010-09-09\",\n"),
    ] {
        let path = folder.path().join(name);
        let ended = synth_of(&answer, &[arguments, &["--out", path.to_str().unwrap()]].concat());
        assert_eq!((ended.code, &*ended.out), (Some(0), ""), "{ended:?}");
        let template = fs::read_to_string(&path).unwrap();
        assert!(template.starts_with(begin), "{template}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("stack.yaml")).unwrap(), printed.out);
    assert_eq!(synth_of(&answer, &["--out", "-"]).out, printed.out);
}

#[test]
fn the_split_of_the_arms_is_explained() {
    let ended = synth_of(&manifest().to_json(), &["--explain"]);
    assert!(ended.out.contains("        function   new.total > 9\n"), "{ended:?}");
    assert!(ended.out.contains("        Lambda     {\"dynamodb\":{\"NewImage\":{\"id\":"), "{ended:?}");
    assert!(!ended.out.contains("AWSTemplateFormatVersion"), "{ended:?}");
}

#[test]
fn a_subscriber_that_crashes_says_why() {
    let ended = run(synth("answers", Path::new("")).env_remove("ANSWER"));
    assert_fails(
        &ended,
        3,
        "error: cannot read the manifest of the subscriber `answers`: it ended with exit status: 101; its standard error:\n",
    );
    assert!(ended.err.contains("this subscriber has nothing to say"), "{}", ended.err);
}

#[test]
fn a_workspace_that_does_not_build_shows_the_errors_of_the_compiler() {
    let ended = run(&mut synth("broken", Path::new("")));
    assert_fails(&ended, 3, "error: the workspace does not build; see the errors of cargo above");
    assert!(ended.err.contains("error[E0308]: mismatched types"), "{}", ended.err);
}

#[test]
fn a_newer_manifest_says_which_command_reads_it() {
    let mut newer = manifest();
    newer.version += 1;
    let ended = synth_of(&newer.to_json(), &[]);
    assert_fails(&ended, 3, "; update `cargo-statetopic` to the version of the subscriber's `statetopic`");
    let ended = synth_of("{}", &[]);
    assert_fails(
        &ended,
        3,
        "cannot read the manifest of the subscriber `answers`: it wrote a file that is not a manifest",
    );
}

#[test]
fn two_subscribers_of_one_id_are_both_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("answer"), manifest().to_json()).unwrap();
    let ended = run(&mut synth("two", &folder.path().join("answer")));
    assert_fails(&ended, 3, "error: two subscribers have the id `shop/large_orders`");
    assert!(ended.err.contains("(bin `one`)") && ended.err.contains("(bin `other`)"), "{}", ended.err);
}

#[test]
fn a_stack_with_an_error_of_check_is_not_written() {
    let mut endless = manifest();
    endless.mapping.max_retries = None;
    let ended = synth_of(&endless.to_json(), &[]);
    assert_fails(&ended, 1, "it retries without a limit and has no destination for discarded records");
}

#[test]
fn a_broken_overlay_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("overlay.yaml");
    fs::write(&path, "Resources:\n  LargeOrders:\n    Properties: {}\n").unwrap();
    let ended = synth_of(&manifest().to_json(), &["--overlay", path.to_str().unwrap()]);
    assert_fails(&ended, 1, "overlay.yaml:2: the template has no resource `LargeOrders`");
    fs::write(&path, "Resources: [\n").unwrap();
    let ended = synth_of(&manifest().to_json(), &["--overlay", path.to_str().unwrap()]);
    assert_fails(&ended, 1, "overlay.yaml:");
    let ended = synth_of(&manifest().to_json(), &["--overlay", "no-overlay.yaml"]);
    assert_fails(&ended, 4, "error: no-overlay.yaml: cannot read the file");
}

#[test]
fn an_overlay_that_aws_refuses_and_linters_let_pass_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("overlay.yaml");
    let overlay = "Resources:\n  ShopXLargeOrdersMapping:\n    Properties:\n      MaximumRecordAgeInSeconds: 30\n      \
                   StartingPosition: AT_TIMESTAMP\n";
    fs::write(&path, overlay).unwrap();
    let ended = synth_of(&manifest().to_json(), &["--overlay", path.to_str().unwrap()]);
    assert_fails(
        &ended,
        1,
        "`ShopXLargeOrdersMapping`: the `StartingPosition` of a DynamoDB stream is `TRIM_HORIZON` or",
    );
    assert!(ended.err.contains("`MaximumRecordAgeInSeconds` is 30, and Lambda allows -1 and 60"), "{}", ended.err);
}

#[test]
fn an_overlay_adds_a_setting() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("overlay.json");
    fs::write(
        &path,
        r#"{"Resources": {"OrdersTable": {"Properties": {"ContributorInsightsSpecification": {"Enabled": true}}}}}"#,
    )
    .unwrap();
    let ended = synth_of(&manifest().to_json(), &["--overlay", path.to_str().unwrap()]);
    assert!(ended.out.contains("      ContributorInsightsSpecification:\n        Enabled: true\n"), "{ended:?}");
}

#[test]
fn a_file_that_cannot_be_written_is_named_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no/stack.yaml");
    let ended = synth_of(&manifest().to_json(), &["--out", path.to_str().unwrap()]);
    assert_fails(&ended, 4, "/no/stack.yaml: there is no folder ");
    fs::create_dir(folder.path().join("folder.yaml")).unwrap();
    let ended = synth_of(&manifest().to_json(), &["--out", folder.path().join("folder.yaml").to_str().unwrap()]);
    assert_fails(&ended, 4, "/folder.yaml: cannot write the file: ");
    let ended = synth_of(&manifest().to_json(), &["--out", "stack.txt"]);
    assert_fails(&ended, 2, "error: `--out stack.txt` does not imply a format; use the extension `.yaml` or `.json`");
}

#[test]
fn timings_are_printed_beside_the_template() {
    let ended = synth_of(&manifest().to_json(), &["--timings"]);
    assert!(ended.out.starts_with("AWSTemplateFormatVersion"), "{ended:?}");
    let told: Vec<&str> = ended.err.lines().rev().take(3).collect();
    let [stack, subscribers, build] = told[..] else { panic!("{ended:?}") };
    for (line, name) in [(build, "build "), (subscribers, "subscribers "), (stack, "stack ")] {
        let time = line.strip_prefix(name).and_then(|rest| rest.strip_suffix(" ms")).expect(line);
        assert!(time.parse::<f64>().is_ok_and(|time| time > 0.0), "{line}");
    }
}

#[test]
fn an_unknown_import_suggests_another() {
    let ended = synth_of(&manifest().to_json(), &["--import", "order"]);
    assert_fails(&ended, 1, "error: `--import order`: no subscriber uses a table `order`; did you mean `orders`?");
}

#[test]
fn an_unknown_package_lists_the_packages() {
    let ended = run(&mut synth("shop", Path::new("")));
    assert_fails(
        &ended,
        3,
        "the workspace has no package `shop`; its packages are afar, answers, broken, facade, gated, misspelt, plain, same, \
         statetopic, through, two, unrelated",
    );
}

#[test]
fn a_platform_is_of_an_application_and_may_require_a_region() {
    let answer = manifest().to_json();
    let of_oam = |arguments: &[&str]| synth_of(&answer, &[&["--format", "oam"], arguments].concat());
    for platform in ["xp", "kro"] {
        let ended = of_oam(&["--platform", platform]);
        assert_fails(
            &ended,
            2,
            &format!("error: `--platform {platform}` needs `--region`, e.g. `--region eu-central-1`: the"),
        );
        let ended = of_oam(&["--platform", platform, "--region", "eu-central-1"]);
        assert!(ended.out.contains(&format!("      type: aws-dynamodb-{platform}\n")), "{ended:?}");
        assert!(ended.out.contains("        region: eu-central-1\n"), "{ended:?}");
    }
    assert!(of_oam(&["--platform", "plain"]).out.contains("      type: dynamodb-table\n"));
    assert_fails(&of_oam(&["--platform", "crossplane"]), 2, "[possible values: plain, xp, kro]");
    assert_fails(&of_oam(&["--names", "no-names.yaml"]), 4, "error: no-names.yaml: cannot read the file");
    for arguments in [["--platform", "plain"], ["--region", "eu-central-1"], ["--names", "names.yaml"]] {
        let expected = format!("error: `{}` is for an OAM application; add `--format oam`", arguments[0]);
        assert_fails(&synth_of(&answer, &arguments), 2, &expected);
    }
}

#[test]
fn an_unknown_format_lists_the_formats() {
    let ended = synth_of(&manifest().to_json(), &["--format", "xml"]);
    assert_fails(&ended, 2, "[possible values: cloudformation-yaml, cloudformation-json, oam]");
}

#[test]
fn a_stale_lock_is_a_warning_and_a_lost_stream_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let lock = folder.path().join("statetopic.lock");
    let locked = of_answer("lock", &manifest().to_json(), &["--lock", lock.to_str().unwrap()]);
    assert_eq!(locked.code, Some(0), "{locked:?}");
    let mut moved = manifest();
    "other".clone_into(&mut moved.package);
    let ended = synth_of(&moved.to_json(), &["--lock", lock.to_str().unwrap()]);
    assert!(ended.code == Some(0) && ended.err.contains("warning: statetopic.lock is stale"), "{ended:?}");
    assert!(ended.out.starts_with("AWSTemplateFormatVersion"), "{ended:?}");
    moved.topic.view = StreamView::KeysOnly;
    let ended = synth_of(&moved.to_json(), &["--lock", lock.to_str().unwrap()]);
    assert_fails(&ended, 1, "the view of the table `orders` changes from NEW_IMAGE to KEYS_ONLY");
    let ended = synth_of(&moved.to_json(), &["--lock", "no.lock"]);
    assert_fails(&ended, 4, "error: no.lock: the file does not exist");
}
