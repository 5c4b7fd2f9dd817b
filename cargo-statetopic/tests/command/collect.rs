//! Which subscribers are found: each that compiles is, or an error says why not.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::manifest;
use super::support::{Ended, answered, assert_fails, run, statetopic, workspace};

/// A folder with the answer of the fixtures' subscribers.
fn answer() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("answer"), manifest().to_json()).unwrap();
    folder
}

/// Lists the subscribers of the fixtures by these arguments.
fn list(arguments: &[&str]) -> Ended {
    let answer = answer();
    run(answered(statetopic("list", &workspace()), &answer.path().join("answer")).args(arguments))
}

#[track_caller]
fn assert_lists(ended: &Ended, bin: &str) {
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let bins: Vec<&str> = ended.out.lines().filter_map(|line| line.trim_start().strip_prefix("bin ")).collect();
    assert!(matches!(*bins, [found] if found.starts_with(&format!("{bin} "))), "{ended:?}");
}

#[test]
fn a_bin_that_needs_a_feature_is_collected_with_it_and_an_error_without() {
    let ended = list(&["--package", "gated"]);
    assert_fails(&ended, 3, "error: the bin `audit` of `gated` is not built without its `required-features`");
    assert!(ended.err.contains("; add `--features gated/audit`, or"), "{}", ended.err);
    assert!(ended.err.contains("`exclude-bins = [\"audit\"]`"), "{}", ended.err);
    assert_lists(&list(&["--package", "gated", "--features", "gated/audit"]), "audit");
}

#[test]
fn a_bin_that_is_excluded_is_a_bin_of_its_package() {
    let ended = list(&["--package", "misspelt"]);
    assert_fails(&ended, 4, "misspelt/Cargo.toml: `exclude-bins` has `mispelt`, which is not a bin of the package");
    assert!(ended.err.contains("did you mean `misspelt`?"), "{}", ended.err);
}

#[test]
fn the_library_through_a_package_of_the_workspace_is_enough() {
    assert_lists(&list(&["--package", "through"]), "through");
}

#[test]
fn the_library_through_a_package_outside_needs_another_that_has_it() {
    assert_lists(&list(&["--package", "afar"]), "afar");
    // In a workspace where no package has the library, its feature cannot be enabled.
    let folder = tempfile::tempdir().unwrap();
    let facade = workspace().with_file_name("../outside/facade").canonicalize().unwrap();
    let package = format!(
        "[package]\nname = \"lone\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\ndistant-facade = {{ \
         path = {facade:?} }}\n"
    );
    fs::write(folder.path().join("Cargo.toml"), package).unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::copy(workspace().with_file_name("afar/src/main.rs"), folder.path().join("src/main.rs")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-statetopic"));
    command.args(["list", "--offline", "--manifest-path"]).arg(folder.path().join("Cargo.toml"));
    let ended = run(&mut command);
    assert_fails(&ended, 3, "error: `lone` uses `statetopic` through `distant-facade`, which is not a package of this");
    assert!(ended.err.contains("; add `statetopic` to the dependencies of `lone`"), "{}", ended.err);
}

#[test]
fn two_bins_of_one_name_are_refused_whichever_is_built_last() {
    for packages in [["two", "same"], ["same", "two"]] {
        let ended = list(&["--package", packages[0], "--package", packages[1]]);
        assert_fails(&ended, 3, "both have a bin `other`, and cargo builds them to one file; rename one of the bins");
    }
}

#[test]
fn a_configured_target_is_not_the_host_and_the_host_is_what_is_built_for() {
    let answer = answer();
    let command = || {
        let mut command = answered(statetopic("list", &workspace()), &answer.path().join("answer"));
        command.args(["--package", "answers"]);
        command
    };
    assert_lists(&run(command().env("CARGO_BUILD_TARGET", "wasm32-unknown-unknown")), "answers");
    let configured = tempfile::tempdir().unwrap();
    fs::create_dir(configured.path().join(".cargo")).unwrap();
    let config = configured.path().join(".cargo/config.toml");
    for target in ["\"wasm32-unknown-unknown\"", "[\"wasm32-unknown-unknown\", \"x86_64-unknown-linux-musl\"]"] {
        fs::write(&config, format!("[build]\ntarget = {target}\n")).unwrap();
        assert_lists(&run(command().current_dir(configured.path())), "answers");
    }
    fs::write(&config, "[build\n").unwrap();
    assert_fails(&run(command().current_dir(configured.path())), 3, "cannot read the configuration of cargo: ");
}

#[test]
fn the_path_of_a_package_selects_it_as_its_folder_does() {
    let answer = answer();
    let answer = answer.path().join("answer");
    let package = |name: &str| workspace().with_file_name(name);
    // Other packages of the workspace do not even compile.
    let by_path = run(&mut answered(statetopic("list", &package("answers/Cargo.toml")), &answer));
    assert_lists(&by_path, "answers");
    let in_folder = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-statetopic"));
        command.args(["list", "--locked", "--offline"]).args(arguments);
        run(answered(command, &answer).current_dir(package("answers")))
    };
    assert_lists(&in_folder(&[]), "answers");
    assert_lists(&in_folder(&["--package", "through"]), "through");
    assert_fails(&in_folder(&["--workspace"]), 4, "misspelt/Cargo.toml: `exclude-bins`");
    assert_fails(&in_folder(&["--workspace", "--package", "answers"]), 2, "cannot be used with");
    // The whole workspace is what its own path selects.
    assert_fails(&list(&[]), 4, "misspelt/Cargo.toml: `exclude-bins`");
}

#[test]
fn a_package_without_subscribers_says_so() {
    for (package, bins) in [("plain", 1), ("unrelated", 0), ("facade", 0)] {
        let path = workspace().with_file_name(package).join("Cargo.toml");
        let ended = run(&mut answered(statetopic("list", &path), Path::new("")));
        assert_fails(&ended, 3, &format!("error: no subscriber among the {bins} bins of the package `{package}`"));
    }
    let ended = list(&["--package", "answers", "--package", "plain"]);
    assert_fails(&ended, 3, "error: no subscriber among the 1 bins of the package `plain`");
}
