//! `simulate --seeds N [--first-seed M]`: the promises under simulation. A package of the tests, which have the SDK, is the program.

use std::process::Command;

pub(crate) fn run(flags: &[&str]) -> Result<(), Box<dyn std::error::Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--locked", "--quiet", "-p", "statetopic-tests-simulate"]);
    // As fast as this program is itself.
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    let status = command.arg("--").args(flags).status()?;
    if status.success() { Ok(()) } else { Err(format!("the simulation ended with {status}").into()) }
}
