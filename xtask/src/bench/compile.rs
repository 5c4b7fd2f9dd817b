//! What the macros cost at compile time: models with a topic and a subscriber each, against the same structs with serde's
//! derives alone.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::Flags;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

pub(crate) fn run(flags: Flags) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the package has no folder above it")?;
    let (counts, rounds): (&[usize], usize) = if flags.short { (&[1], 1) } else { (&[1, 10, 100], 3) };
    if !flags.json {
        println!("seconds to build a library of ten-field models (debug, its dependencies built before)\n");
        println!("{:<8} {:>10} {:>12} {:>7}", "models", "serde", "statetopic", "ratio");
    }
    for &models in counts {
        let plain = Bench::new(root, "plain", &source(models, Kind::Plain))?;
        let topics = Bench::new(root, "topics", &source(models, Kind::Topic))?;
        let (mut plain_times, mut topic_times) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            plain_times.push(plain.build()?);
            topic_times.push(topics.build()?);
        }
        let (plain, topics) = (median(plain_times), median(topic_times));
        let ratio = topics / plain;
        if flags.json {
            println!(
                "{}",
                serde_json::json!({ "models": models, "serde_s": plain, "statetopic_s": topics, "ratio": ratio })
            );
        } else {
            println!("{models:<8} {plain:>10.2} {topics:>12.2} {ratio:>7.2}");
        }
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Topic,
}

/// A library of so many models, each in a module of its own.
fn source(models: usize, kind: Kind) -> String {
    let mut source = String::from("//! Generated to be timed.\n#![allow(dead_code, clippy::all)]\n");
    for model in 0..models {
        let (attributes, partition, sort, subscriber) = match kind {
            Kind::Plain => (String::new(), "", "", ""),
            Kind::Topic => (
                format!("#[read_model(table = \"orders-{model}\")]\n#[state_topic(view = NEW_AND_OLD_IMAGES)]"),
                "#[partition_key]",
                "#[sort_key]",
                "#[subscriber(on(Modified { old, new } if old.total != new.total), library)]\n\
                 async fn listen(change: StateChange<Order>) -> Result<()> { drop(change); Ok(()) }",
            ),
        };
        let prelude = match kind {
            Kind::Plain => "use serde::{Deserialize, Serialize};",
            Kind::Topic => "use statetopic::prelude::*;",
        };
        // Writing to a string cannot fail.
        let _ = write!(
            source,
            "pub mod model_{model} {{\n{prelude}\n{attributes}\n#[derive(Clone, Debug, PartialEq, Serialize, \
             Deserialize)]\npub struct Order {{\n{partition} pub customer: String,\n{sort} pub number: u64,\npub status: \
             String,\npub total: u64,\npub paid: bool,\npub coupon: Option<String>,\npub lines: Vec<String>,\npub \
             note: String,\npub weight: u32,\npub version: u64,\n}}\n{subscriber}\n}}\n"
        );
    }
    source
}

/// A package that is built again and again.
struct Bench {
    folder: PathBuf,
    target: PathBuf,
}

impl Bench {
    fn new(root: &Path, name: &str, source: &str) -> Result<Self> {
        let folder = root.join("target/bench-compile").join(name);
        fs::create_dir_all(folder.join("src"))?;
        let library = root.join("statetopic").display().to_string();
        let manifest = format!(
            "[package]\nname = \"bench-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\nserde \
             = {{ version = \"1\", features = [\"derive\"] }}\nstatetopic = {{ path = {library:?}, default-features = false }}\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        // The versions of the workspace, which have been downloaded.
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        fs::write(folder.join("src/lib.rs"), source)?;
        let bench = Self { folder, target: root.join("target/bench-compile/target") };
        bench.cargo()?;
        Ok(bench)
    }

    /// The time to build the library alone.
    fn build(&self) -> Result<Duration> {
        let library = self.folder.join("src/lib.rs");
        fs::write(&library, fs::read(&library)?)?;
        let start = Instant::now();
        self.cargo()?;
        Ok(start.elapsed())
    }

    fn cargo(&self) -> Result<()> {
        let output = Command::new(env!("CARGO"))
            .args(["build", "--offline", "--quiet"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "0")
            .output()?;
        match output.status.success() {
            true => Ok(()),
            false => Err(format!("the library does not build:\n{}", String::from_utf8_lossy(&output.stderr)).into()),
        }
    }
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}
