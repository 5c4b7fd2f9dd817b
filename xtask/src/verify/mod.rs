//! `cargo run -p xtask -- verify`: the templates of all examples before two linters, and their stacks deployed to an emulator.
//!
//! ```text
//! examples ─▶ template.rs ─▶ lint.rs ◀─ faults.rs
//!                  │
//!                  ▼
//!              package.rs ─▶ deploy.rs ─▶ the bin `deployed`: items put, derived rows waited for
//!                                │            ▲
//!                                ▼            │
//!                           emulator.rs    pipe.rs     what the emulator's Pipe does not carry
//!                                ├──▶ roles.rs         that permissions are asked for
//!                                └──▶ gaps.rs          what it does not do, as it was seen
//! ```
//!
//! The Python programs are `PyPI`'s, each in a virtual environment below `target` (`python.rs`). The emulator listens on
//! loopback alone, and is gone when this program is, however it ends.

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
mod template;
mod workspace;

use self::aws::Aws;
use self::emulator::Emulator;
use self::template::Template;
use self::workspace::Workspace;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

pub(crate) fn run() -> Result<()> {
    let workspace = Workspace::find()?;
    workspace.cargo(
        "build the command and the scenarios",
        &["build", "--workspace", "--bin=cargo-statetopic", "--bin=deployed"],
    )?;
    let templates =
        workspace.examples()?.iter().map(|example| Template::of(example, &workspace)).collect::<Result<Vec<_>>>()?;
    lint::run(&templates, &workspace)?;

    let packages =
        templates.iter().map(|template| package::package(template, &workspace)).collect::<Result<Vec<_>>>()?;
    let emulator = Emulator::start(&workspace)?;
    let aws = Aws::new(&emulator, &workspace)?;
    let deployed = deploy::run(&templates, &packages, &aws, &workspace)
        .and_then(|()| roles::are_enforced(&aws))
        .and_then(|()| gaps::show(&aws, &emulator));
    deployed.map_err(|error| format!("{error}\n\nthe emulator's log ends with\n{}", emulator.log_end()).into())
}

/// Says what comes next.
fn step(text: &str) {
    println!("-- {text}");
}
