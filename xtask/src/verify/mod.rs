//! `cargo run -p xtask -- verify`: checks the templates of all examples with two linters, and deploys their stacks to an emulator.
//!
//! ```text
//! examples ─▶ template.rs ─▶ lint.rs ◀─ faults.rs
//!                  │
//!                  ▼
//!              package.rs ─▶ deploy.rs ─▶ the bin `deployed`: puts items, waits for derived rows
//!                                │            ▲
//!                                ▼            │
//!                           emulator.rs    pipe.rs     sends the records of Pipes
//!                                ├──▶ roles.rs         checks that permissions are enforced
//!                                └──▶ gaps.rs          features that the emulator lacks
//! ```
//!
//! The Python programs are from `PyPI`, each in a virtual environment below `target` (`python.rs`). The emulator listens on
//! loopback only, and ends with this program, even if that is killed.

mod aws;
mod deploy;
mod emulator;
mod faults;
mod gaps;
mod lint;
mod package;
mod pipe;
mod python;
mod roles;
mod scaffold;
mod template;
mod workspace;

use self::aws::Aws;
use self::emulator::Emulator;
use self::template::Template;
use self::workspace::Workspace;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Installs what `run` needs, and builds the functions for Lambda: this needs nothing of what else is built.
pub(crate) fn prepare() -> Result<()> {
    let workspace = Workspace::find()?;
    package::build_for_lambda(&[package::QUICKSTART, package::MEASURED], &workspace)?;
    python::ALL.iter().try_for_each(|environment| environment.programs(&workspace).map(drop))
}

/// Checks the workspaces that `cargo statetopic new` makes.
pub(crate) fn new_workspaces() -> Result<()> {
    scaffold::check(&Workspace::find()?)
}

pub(crate) fn run() -> Result<()> {
    let workspace = Workspace::find()?;
    workspace.cargo(
        "build the command and the scenarios",
        &["build", "--workspace", "--bin=cargo-statetopic", "--bin=deployed", "--bin=ledger-conformance"],
    )?;
    let templates = workspace
        .examples()?
        .iter()
        .map(|example| Template::synthesize(example, &workspace))
        .collect::<Result<Vec<_>>>()?;
    lint::run(&templates, &workspace)?;

    let packages =
        templates.iter().map(|template| package::package(template, &workspace)).collect::<Result<Vec<_>>>()?;
    let emulator = Emulator::start(&workspace)?;
    let aws = Aws::new(&emulator, &workspace)?;
    let deployed = deploy::run(&templates, &packages, &aws, &workspace)
        .and_then(|()| roles::are_enforced(&aws))
        .and_then(|()| ledger(&aws, &workspace))
        .and_then(|()| gaps::show(&aws, &emulator));
    deployed.map_err(|error| format!("{error}\n\nthe emulator's log ends with\n{}", emulator.log_end()).into())
}

/// Tries the ledger on the emulator's tables.
fn ledger(aws: &Aws, workspace: &Workspace) -> Result<()> {
    step("the ledger's conformance");
    let mut cases = workspace.program("ledger-conformance");
    aws.configure(&mut cases);
    workspace::run(&mut cases, "the ledger's conformance")
}

/// Prints the next step.
fn step(text: &str) {
    println!("-- {text}");
}
