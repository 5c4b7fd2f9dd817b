//! What `cargo statetopic new` makes: how long it takes to the first typed change, and that each template is formatted, passes clippy
//! and its tests, and has a stack that the checks and the linters accept.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use super::lint;
use super::workspace::{Workspace, cargo, run};
use super::{Result, step};

const TEMPLATES: [&str; 4] = ["minimal", "orders", "audit", "api"];

/// What the first typed change of the template `minimal` says.
const FIRST_CHANGE: &str = "1 is new on shelf A";

pub(super) fn check(workspace: &Workspace) -> Result<()> {
    workspace.cargo("build the command", &["build", "--workspace", "--bin=cargo-statetopic"])?;
    let folder = workspace.empty_folder("new")?;
    // This repository's form is not that of others.
    fs::write(folder.join("rustfmt.toml"), "")?;
    first_change(&folder, workspace)?;
    let mut stacks = Vec::new();
    for template in TEMPLATES {
        step(&format!("new --template {template}"));
        let package = make(&folder, template, workspace)?;
        let cargo = || in_package(&package, &folder);
        let statetopic = |arguments: &[&str]| {
            let mut command = workspace.program("cargo-statetopic");
            command.current_dir(&package).env("CARGO_TARGET_DIR", folder.join("target"));
            command.arg("statetopic").args(arguments);
            command
        };
        run(&mut statetopic(&["add", "model", "StockLevel"]), "cargo statetopic add model")?;
        let more = ["add", "subscriber", "watch_stock", "--on", "StockLevel"];
        run(&mut statetopic(&more), "cargo statetopic add subscriber")?;
        run(cargo().args(["fmt", "--all", "--check"]), "cargo fmt")?;
        run(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]), "cargo clippy")?;
        run(cargo().args(["test", "--workspace"]), "cargo test")?;
        run(&mut statetopic(&["check", "--deny-warnings"]), "cargo statetopic check")?;
        let stack = folder.join(template).with_extension("yaml");
        let out = stack.display().to_string();
        run(&mut statetopic(&["synth", "--out", &out]), "cargo statetopic synth")?;
        stacks.push(stack);
    }
    lint::accept(&stacks, workspace)
}

/// From nothing but a warm registry to the first typed change that is printed.
fn first_change(folder: &Path, workspace: &Workspace) -> Result<()> {
    let began = Instant::now();
    let package = make(folder, TEMPLATES[0], workspace)?;
    let ended = in_package(&package, folder).args(["run", "--quiet"]).output()?;
    let told = String::from_utf8_lossy(&ended.stdout);
    if !told.contains(FIRST_CHANGE) {
        return Err(format!("no typed change: {told}{}", String::from_utf8_lossy(&ended.stderr)).into());
    }
    step(&format!("the first typed change after {} s", began.elapsed().as_secs()));
    fs::remove_dir_all(package)?;
    Ok(())
}

/// Makes a workspace, with the versions of dependencies that this one has.
fn make(folder: &Path, template: &str, workspace: &Workspace) -> Result<PathBuf> {
    let package = folder.join(format!("my-{template}"));
    let mut new = workspace.program("cargo-statetopic");
    new.args(["statetopic", "new", "--template", template, "--checkout"]).arg(&workspace.root).arg(&package);
    run(&mut new, "cargo statetopic new")?;
    fs::copy(workspace.root.join("Cargo.lock"), package.join("Cargo.lock"))?;
    Ok(package)
}

fn in_package(package: &Path, folder: &Path) -> Command {
    let mut command = cargo(package);
    command.env("CARGO_TARGET_DIR", folder.join("target"));
    command
}
