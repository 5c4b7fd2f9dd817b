//! `cargo statetopic` from its arguments to its exit code.

mod check;
mod collect;
mod cost;
mod examples;
mod graph;
mod list;
mod lock;
mod new;
mod schema;
mod support;
mod synth;

use statetopic::manifest::{Manifest, describe};
use statetopic::prelude::*;

use self::support::{assert_fails, run, statetopic, workspace};

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

/// The manifest of the fixtures' subscriber, unless a test has another.
fn manifest() -> Manifest {
    #[subscriber(library, id = "shop/large_orders", max_retries = 3, on(Inserted { new } if new.id.starts_with("a") && new.total > 9))]
    fn large_orders(change: StateChange<Order>) {
        drop(change);
    }
    let mut manifest = describe::<LargeOrdersSubscriber>();
    "answers".clone_into(&mut manifest.package);
    manifest
}

/// The commands that read a workspace.
const COMMANDS: [&str; 6] = ["list", "check", "lock", "graph", "cost", "synth"];

#[test]
fn an_unknown_command_or_flag_suggests_another() {
    let ended = run(&mut statetopic("sinth", &workspace()));
    assert_fails(&ended, 2, "error: unrecognized subcommand 'sinth'");
    assert!(ended.err.contains("'synth'"), "{}", ended.err);
    let ended = run(statetopic("check", &workspace()).arg("--item-sise=1"));
    assert_fails(&ended, 2, "--item-size");
}

#[test]
fn every_command_names_an_invalid_manifest_path() {
    for command in COMMANDS {
        let ended = run(&mut statetopic(command, std::path::Path::new("no/Cargo.toml")));
        assert_fails(&ended, 4, "error: no/Cargo.toml: the file does not exist");
    }
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("Cargo.toml");
    std::fs::write(&broken, "[workspace").unwrap();
    assert_fails(&run(&mut statetopic("check", &broken)), 3, "unclosed table");
}

#[test]
fn every_command_explains_what_a_subscriber_is_if_there_is_none() {
    for command in COMMANDS {
        let ended = run(&mut support::of_package(command, "plain", std::path::Path::new("")));
        assert_fails(&ended, 3, "error: no subscriber among the 1 bins of ");
        assert!(ended.err.contains("; a subscriber is a bin with `#[subscriber]`"), "{}", ended.err);
    }
}
