//! The time of `cargo statetopic synth` without the build, for a workspace of generated models with a topic and a subscriber
//! each.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Flags;
use super::timing::median;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The lines of `--timings`, in order.
const PARTS: [&str; 3] = ["build", "subscribers", "stack"];

pub(crate) fn run(flags: Flags) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the package has no folder above it")?;
    let (models, rounds) = if flags.short { (2, 1) } else { (50, 5) };
    let folder = root.join("target/bench-synth");
    generate(root, &folder, models)?;
    let command = build_command(root)?;
    // The first run builds, and is not counted.
    synthesize(&command, &folder)?;
    let runs = (0..rounds).map(|_| synthesize(&command, &folder)).collect::<Result<Vec<_>>>()?;
    let medians = [0, 1, 2].map(|part| median(runs.iter().map(|run| run[part]).collect()));
    let [build, subscribers, stack] = medians;
    if flags.json {
        let own = subscribers + stack;
        println!(
            "{}",
            serde_json::json!({ "models": models, "build_ms": build, "subscribers_ms": subscribers, "stack_ms": stack, "own_ms": own })
        );
        return Ok(());
    }
    println!("`cargo statetopic synth` over {models} models with a subscriber each, ms (median of {rounds} runs)\n");
    println!("{:<58} {build:>8.1}", "cargo, with nothing to build");
    println!("{:<58} {subscribers:>8.1}", "finding the subscribers and reading their manifests");
    println!("{:<58} {stack:>8.1}", "checks and synthesis of the template");
    println!("{:<58} {:>8.1}", "total without the build", subscribers + stack);
    Ok(())
}

/// Generates a package with `models` models in its library, and a bin for each subscriber.
fn generate(root: &Path, folder: &Path, models: usize) -> Result<()> {
    if folder.join("src").exists() {
        fs::remove_dir_all(folder.join("src"))?;
    }
    fs::create_dir_all(folder.join("src/bin"))?;
    let library = root.join("statetopic").display().to_string();
    let manifest = format!(
        "[package]\nname = \"bench-synth\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\nserde = {{ \
         version = \"1\", features = [\"derive\"] }}\nstatetopic = {{ path = {library:?}, default-features = false, features = \
         [\"lambda\"] }}\n\n[profile.dev]\ndebug = \"line-tables-only\"\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    // The versions of the workspace, which are downloaded already.
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let mut source = String::from("//! Generated to be timed.\n");
    for model in 0..models {
        // Writing to a string cannot fail.
        let _ = write!(
            source,
            "pub mod model_{model} {{\nuse statetopic::prelude::*;\n#[read_model(table = \"orders-{model}\")]\n#[state_topic(view = \
             NEW_AND_OLD_IMAGES)]\n#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]\npub struct Order {{\n#[partition_key] \
             pub customer: String,\n#[sort_key] pub number: u64,\npub status: String,\npub total: u64,\npub paid: bool,\npub coupon: \
             Option<String>,\npub lines: Vec<String>,\npub note: String,\npub weight: u32,\npub version: u64,\n}}\n#[subscriber(id = \
             \"shop/listen_{model}\", max_retries = 3, on(Modified {{ old, new }} if new.status == \"paid\" && old.total != \
             new.total))]\npub async fn listen(change: StateChange<Order>) -> Result<()> {{ drop(change); Ok(()) }}\n}}\n"
        );
        let bin = format!(
            "//! A subscriber.\n\nfn main() -> std::process::ExitCode \
             {{\n    statetopic::lambda::run::<bench_synth::model_{model}::ListenSubscriber>()\n}}\n"
        );
        fs::write(folder.join(format!("src/bin/listen_{model}.rs")), bin)?;
    }
    Ok(fs::write(folder.join("src/lib.rs"), source)?)
}

/// The release build of the command.
fn build_command(root: &Path) -> Result<PathBuf> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root).args(["build", "--release", "--locked", "--quiet", "--package", "cargo-statetopic"]);
    match cargo.status()?.success() {
        true => Ok(root.join("target/release/cargo-statetopic")),
        false => Err("cargo-statetopic does not build".into()),
    }
}

/// Runs the command. Returns its timings, in ms.
fn synthesize(command: &Path, folder: &Path) -> Result<[f64; 3]> {
    let mut synth = Command::new(command);
    synth.args(["synth", "--offline", "--timings", "--out", "stack.yaml"]).current_dir(folder);
    let output = synth.env("CARGO_TARGET_DIR", folder.join("target")).output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("`cargo statetopic synth` failed:\n{text}").into());
    }
    let mut times = [0.0; 3];
    for (part, time) in PARTS.iter().zip(&mut times) {
        let found = text.lines().find_map(|line| line.strip_prefix(*part)?.trim().strip_suffix(" ms")?.parse().ok());
        *time = found.ok_or_else(|| format!("`--timings` does not print `{part}`:\n{text}"))?;
    }
    Ok(times)
}
