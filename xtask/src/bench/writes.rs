//! `bench writes [--short] [--json]`: packed commits against a transaction a record. It is a bin of the tests, which have the SDK.

use std::error::Error;
use std::process::Command;

use super::Flags;

pub(crate) fn run(flags: Flags) -> Result<(), Box<dyn Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--locked", "--quiet", "-p", "statetopic-tests", "--bin", "bench-writes"]);
    // As fast as this program is itself.
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    command.arg("--");
    command.args(flags.short.then_some("--short")).args(flags.json.then_some("--json"));
    let status = command.status()?;
    if status.success() { Ok(()) } else { Err(format!("the benchmark ended with {status}").into()) }
}
