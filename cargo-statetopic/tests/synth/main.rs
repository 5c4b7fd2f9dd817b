//! `cargo statetopic synth` from its arguments to its exit code.

use std::fs;
use std::path::Path;
use std::process::Command;

use statetopic::manifest::{Manifest, describe};
use statetopic::prelude::*;

mod quickstart;
mod support;

use self::support::{Ended, run, statetopic, workspace};

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn manifest() -> Manifest {
    #[subscriber(library, id = "shop/large_orders", max_retries = 3, on(Inserted { new } if new.id.starts_with("a") && new.total > 9))]
    fn large_orders(change: StateChange<Order>) {
        drop(change);
    }
    describe::<LargeOrdersSubscriber>()
}

/// `synth` of a package of the fixtures, whose program answers with this file.
fn synth(package: &str, answer: &Path) -> Command {
    let mut command = statetopic("synth", &workspace());
    command.args(["--package", package]).env("ANSWER", answer);
    command.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures"));
    command
}

/// `synth` of a subscriber that answers with this text, and these arguments.
fn synth_of(answer: &str, arguments: &[&str]) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("answer.json"), answer).unwrap();
    run(synth("answers", &folder.path().join("answer.json")).args(arguments))
}

#[track_caller]
fn assert_fails(ended: &Ended, code: i32, expected: &str) {
    assert_eq!(ended.code, Some(code), "{ended:?}");
    assert!(ended.err.contains(expected), "expected {expected}\ngot {}", ended.err);
    assert_eq!(ended.out, "");
}

#[test]
fn a_template_is_written_where_and_as_it_is_said() {
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
fn a_workspace_without_a_subscriber_says_what_one_is() {
    let ended = run(&mut synth("plain", Path::new("")));
    assert_fails(&ended, 3, "error: no subscriber among the 1 bins of ");
    assert!(ended.err.contains("; a subscriber is a bin with `#[subscriber]`"), "{}", ended.err);
}

#[test]
fn a_subscriber_that_crashes_says_why() {
    let ended = run(synth("answers", Path::new("")).env_remove("ANSWER"));
    assert_fails(
        &ended,
        3,
        "error: the subscriber `answers` cannot be described: it ended with exit status: 101; it said:\n",
    );
    assert!(ended.err.contains("this subscriber has nothing to say"), "{}", ended.err);
}

#[test]
fn a_workspace_that_does_not_build_shows_the_compilers_errors() {
    let ended = run(&mut synth("broken", Path::new("")));
    assert_fails(&ended, 3, "error: the workspace does not build; cargo's errors stand above");
    assert!(ended.err.contains("error[E0308]: mismatched types"), "{}", ended.err);
}

#[test]
fn a_newer_manifest_says_which_command_reads_it() {
    let mut newer = manifest();
    newer.version += 1;
    let ended = synth_of(&newer.to_json(), &[]);
    assert_fails(&ended, 3, "; use the `cargo-statetopic` of the same version as its `statetopic`");
    let ended = synth_of("{}", &[]);
    assert_fails(&ended, 3, "the subscriber `answers` cannot be described: it wrote a file that is no manifest");
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
fn what_check_calls_an_error_is_not_written() {
    let mut endless = manifest();
    endless.mapping.max_retries = None;
    let ended = synth_of(&endless.to_json(), &[]);
    assert_fails(&ended, 1, "retries without an end and nowhere to fail to");
}

#[test]
fn a_broken_overlay_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("overlay.yaml");
    fs::write(&path, "Resources:\n  LargeOrders:\n    Properties: {}\n").unwrap();
    let ended = synth_of(&manifest().to_json(), &["--overlay", path.to_str().unwrap()]);
    assert_fails(&ended, 1, "overlay.yaml:2: the template has no resource `LargeOrders`");
    let ended = synth_of(&manifest().to_json(), &["--overlay", "no-overlay.yaml"]);
    assert_fails(&ended, 4, "error: no-overlay.yaml: cannot be read");
}

#[test]
fn an_overlay_adds_what_the_code_does_not_say() {
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
fn a_file_that_cannot_be_written_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no/stack.yaml");
    let ended = synth_of(&manifest().to_json(), &["--out", path.to_str().unwrap()]);
    assert_fails(&ended, 4, "/no/stack.yaml: there is no folder ");
    let ended = synth_of(&manifest().to_json(), &["--out", "stack.txt"]);
    assert_fails(&ended, 2, "error: `--out stack.txt` does not say the format; end it with `.yaml` or `.json`");
}

#[test]
fn an_import_that_nobody_names_suggests_another() {
    let ended = synth_of(&manifest().to_json(), &["--import", "order"]);
    assert_fails(&ended, 1, "error: `--import order`: no subscriber names a table `order`; did you mean `orders`?");
}

#[test]
fn a_manifest_path_that_is_none_is_named() {
    let ended = run(&mut statetopic("synth", Path::new("no/Cargo.toml")));
    assert_fails(&ended, 4, "error: no/Cargo.toml: there is no such file");
    let ended = run(&mut synth("shop", Path::new("")));
    assert_fails(&ended, 3, "the workspace has no package `shop`; it has answers, broken, plain, statetopic, two");
}
