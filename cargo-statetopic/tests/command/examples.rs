//! The stack of each example as a snapshot, so that a review shows its changes.
//!
//! `INSTA_UPDATE=always cargo test -p cargo-statetopic --test command` writes the snapshots anew. The functions alone are built,
//! as for Lambda; their dependencies are built once, with the first example.

use std::path::Path;

use crate::support::{assert_fails, of_example, run};

fn stack(example: &str, format: &str) -> String {
    let ended = run(of_example("synth", example).args(["--format", format]));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended.out
}

#[test]
fn every_example_has_the_stack_that_was_reviewed() {
    let examples = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples")).unwrap();
    let mut names: Vec<String> = examples.map(|example| example.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert!(names.contains(&"quickstart".to_owned()), "{names:?}");
    for example in names {
        insta::assert_snapshot!(format!("{example}.yaml"), stack(&example, "cloudformation-yaml"));
    }
}

#[test]
fn the_stack_in_json() {
    insta::assert_snapshot!("quickstart.json", stack("quickstart", "cloudformation-json"));
}

#[test]
fn the_read_models_as_an_application() {
    for example in ["quickstart", "leaderboard"] {
        insta::assert_snapshot!(format!("{example}.oam"), stack(example, "oam"));
    }
}

#[test]
fn the_read_models_for_platforms_with_definitions_of_their_own() {
    for (example, platform) in [("quickstart", "xp"), ("leaderboard", "kro")] {
        let ended = run(of_example("synth", example).args([
            "--format",
            "oam",
            "--platform",
            platform,
            "--region",
            "eu-central-1",
        ]));
        assert_eq!(ended.code, Some(0), "{ended:?}");
        insta::assert_snapshot!(format!("{example}.{platform}.oam"), ended.out);
    }
    let mut synth = of_example("synth", "leaderboard");
    let ended = run(synth.args(["--format", "oam", "--platform", "xp", "--region", "eu-central-1"]));
    assert_fails(&ended, 1, "the index `by-points` has 1 attributes in its partition key and 2 in its sort key");
}

#[test]
fn a_second_run_makes_the_same_bytes() {
    assert_eq!(stack("quickstart", "cloudformation-yaml"), stack("quickstart", "cloudformation-yaml"));
}
