//! Runs the command.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The workspace of the tests.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/workspace/Cargo.toml")
}

/// A command of `cargo statetopic`, on a workspace.
pub(crate) fn statetopic(command: &str, workspace: &Path) -> Command {
    let mut cargo = Command::new(env!("CARGO_BIN_EXE_cargo-statetopic"));
    cargo.args(["statetopic", command, "--locked", "--offline", "--manifest-path"]).arg(workspace);
    cargo
}

/// A command on an example. As for Lambda, its functions alone are built: all examples share the build of their dependencies.
pub(crate) fn of_example(command: &str, example: &str) -> Command {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(example);
    let mut command = statetopic(command, &folder.join("Cargo.toml"));
    command.arg("--no-default-features");
    command
}

/// A command on a package of the fixtures, whose program answers with the content of this file.
pub(crate) fn of_package(command: &str, package: &str, answer: &Path) -> Command {
    let mut command = answered(statetopic(command, &workspace()), answer);
    command.args(["--package", package]);
    command
}

/// A command on the fixtures, whose programs answer with the content of this file.
pub(crate) fn answered(mut command: Command, answer: &Path) -> Command {
    command.env("ANSWER", answer);
    command.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures"));
    command
}

/// A command on a subscriber that answers with this text, with these arguments.
pub(crate) fn of_answer(command: &str, answer: &str, arguments: &[&str]) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answer.json");
    fs::write(&file, answer).unwrap();
    run(of_package(command, "answers", &file).args(arguments))
}

/// The exit code, standard output and standard error of a command.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn run(command: &mut Command) -> Ended {
    let Output { status, stdout, stderr } = command.output().expect("the command can be started");
    let text = |bytes| String::from_utf8(bytes).expect("the command writes text");
    Ended { code: status.code(), out: text(stdout), err: text(stderr) }
}

#[track_caller]
pub(crate) fn assert_fails(ended: &Ended, code: i32, expected: &str) {
    assert_eq!(ended.code, Some(code), "{ended:?}");
    assert!(ended.err.contains(expected), "expected {expected}\ngot {}", ended.err);
    assert_eq!(ended.out, "");
}
