//! Runs the command.

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

/// What a command ended with, wrote and said.
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
