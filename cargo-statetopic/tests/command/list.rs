//! `cargo statetopic list`.

use std::process::Stdio;

use super::manifest;
use super::support::{of_answer, of_package};

#[test]
fn subscribers_are_listed_with_their_filter_patterns() {
    let ended = of_answer("list", &manifest().to_json(), &[]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let lines: Vec<&str> = ended.out.lines().collect();
    assert!(lines[0].starts_with("shop/large_orders (cargo-statetopic/tests/command/main.rs:"), "{ended:?}");
    assert_eq!(lines[1], "    bin answers listens to Order (NEW_IMAGE)");
    assert!(lines[2].starts_with("    filter {\"dynamodb\":{\"NewImage\":{\"id\":"), "{ended:?}");
}

#[test]
fn manifests_are_printed_as_they_were_written() {
    let ended = of_answer("list", &manifest().to_json(), &["--json"]);
    let printed: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    let written: serde_json::Value = serde_json::from_str(&manifest().to_json()).unwrap();
    assert_eq!(printed, serde_json::json!([written]));
}

#[test]
fn a_closed_pipe_is_an_error_not_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let answer = folder.path().join("answer.json");
    std::fs::write(&answer, manifest().to_json()).unwrap();
    for arguments in [&["list"][..], &["list", "--json"], &["graph"], &["cost"], &["cost", "--json"], &["synth"]] {
        let (read, write) = std::io::pipe().unwrap();
        drop(read);
        let mut command = of_package(arguments[0], "answers", &answer);
        let ended = command.args(&arguments[1..]).stdout(write).stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(4), "{arguments:?}: {said}");
        assert!(said.contains("error: standard output: ") && !said.contains("panicked"), "{arguments:?}: {said}");
    }
}
