//! `cargo statetopic init`.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use clap::Args;

use super::new::{Beginning, name_of};
use crate::error::Error;
use crate::scaffold;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// The folder of the new package, within a workspace; its last part is the name of the package.
    #[arg(value_name = "NAME")]
    folder: PathBuf,
    #[command(flatten)]
    beginning: Beginning,
}

pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    let Options { folder, beginning } = options;
    let name = name_of(folder, beginning)?;
    let library = beginning.library()?;
    if std::fs::symlink_metadata(folder).is_ok() {
        return Err(Error::file(folder, "it is there already; choose another name"));
    }
    // Cargo knows how a workspace gets a member.
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["new", "--quiet", "--lib", "--vcs", "none", "--name", name.as_str(), "--"]).arg(folder);
    let made = cargo.output().map_err(|error| Error::workspace(format!("cargo cannot be started: {error}")))?;
    if !made.status.success() {
        return Err(Error::workspace(String::from_utf8_lossy(&made.stderr).trim()));
    }
    let files = scaffold::fill(folder, &name, beginning.template, &library)?;
    eprintln!("{}: {} files", folder.display(), files.len());
    eprintln!("  cargo run --package {}     # a change, and what follows from it", name.as_str());
    eprintln!("for builds for Lambda, the workspace's Cargo.toml needs:\n{}", scaffold::LAMBDA_PROFILE);
    Ok(ExitCode::SUCCESS)
}
