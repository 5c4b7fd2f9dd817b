//! The stack of the quickstart, in each format: what changes it shows in a review.
//!
//! `INSTA_UPDATE=always cargo test -p cargo-statetopic --test synth` writes the snapshots anew.

use std::path::Path;

use crate::support::{run, statetopic};

fn quickstart(format: &str) -> String {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/quickstart/Cargo.toml");
    let mut command = statetopic("synth", &workspace);
    let ended = run(command.args(["--package", "quickstart", "--format", format]));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended.out
}

#[test]
fn the_stack_in_yaml() {
    insta::assert_snapshot!("quickstart.yaml", quickstart("cloudformation-yaml"));
}

#[test]
fn the_stack_in_json() {
    insta::assert_snapshot!("quickstart.json", quickstart("cloudformation-json"));
}

#[test]
fn the_read_models_as_an_application() {
    insta::assert_snapshot!("quickstart.oam", quickstart("oam"));
}

#[test]
fn a_second_run_makes_the_same_bytes() {
    assert_eq!(quickstart("cloudformation-yaml"), quickstart("cloudformation-yaml"));
}
