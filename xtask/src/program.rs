//! Programs of other packages of the workspace, which have the SDK; this one is built without it.

use std::error::Error;
use std::process::Command;

/// Builds a program as this one is built, and runs it.
pub(crate) fn run<'a>(package: &str, bin: &str, args: impl IntoIterator<Item = &'a str>) -> Result<(), Box<dyn Error>> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--locked", "--quiet", "-p", package, "--bin", bin]);
    // As fast as this program is itself.
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    let status = command.arg("--").args(args).status()?;
    if status.success() { Ok(()) } else { Err(format!("`{bin}` ended with {status}").into()) }
}
