//! The compile time of the macros: models with a topic and a subscriber each, compared with the same structs with serde's derives
//! only.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::Flags;
use super::timing::median;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

pub(crate) fn run(flags: Flags) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the package has no folder above it")?;
    let (counts, rounds): (&[usize], usize) = if flags.short { (&[1], 1) } else { (&[1, 10, 100], 5) };
    if !flags.json {
        println!("seconds for a library of ten-field models (debug, without its dependencies)\n");
        println!("{:<8} {:<8} {:>10} {:>12} {:>7}", "models", "cargo", "serde", "statetopic", "ratio");
    }
    for &models in counts {
        let plain = Bench::new(root, "plain", &source(models, Kind::Plain))?;
        let topics = Bench::new(root, "topics", &source(models, Kind::Topic))?;
        let build = compare(&plain, &topics, "build", rounds)?;
        let check = compare(&plain, &topics, "check", rounds)?;
        if flags.json {
            println!(
                "{}",
                serde_json::json!({
                    "models": models,
                    "serde_s": build.plain,
                    "statetopic_s": build.topics,
                    "ratio": build.ratio,
                    "check_serde_s": check.plain,
                    "check_statetopic_s": check.topics,
                    "check_ratio": check.ratio,
                })
            );
        } else {
            for (command, Compared { plain, topics, ratio }) in [("build", build), ("check", check)] {
                println!("{models:<8} {command:<8} {plain:>10.2} {topics:>12.2} {ratio:>7.2}");
            }
        }
    }
    Ok(())
}

/// Medians of the rounds, in seconds.
struct Compared {
    plain: f64,
    topics: f64,
    /// The median of the ratios of the rounds, since other load is about equal within a round.
    ratio: f64,
}

fn compare(plain: &Bench, topics: &Bench, command: &str, rounds: usize) -> Result<Compared> {
    plain.cargo(command)?;
    topics.cargo(command)?;
    let (mut plain_times, mut topics_times) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        plain_times.push(plain.time(command)?.as_secs_f64());
        topics_times.push(topics.time(command)?.as_secs_f64());
    }
    let ratio = median(topics_times.iter().zip(&plain_times).map(|(topics, plain)| topics / plain).collect());
    Ok(Compared { plain: median(plain_times), topics: median(topics_times), ratio })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Topic,
}

/// A library with `models` models, each in its own module.
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

/// A generated package.
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
        // The versions of the workspace, which are downloaded already.
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        fs::write(folder.join("src/lib.rs"), source)?;
        Ok(Self { folder, target: root.join("target/bench-compile/target") })
    }

    /// The time to build or check the library without its dependencies.
    fn time(&self, command: &str) -> Result<Duration> {
        let library = self.folder.join("src/lib.rs");
        fs::write(&library, fs::read(&library)?)?;
        let start = Instant::now();
        self.cargo(command)?;
        Ok(start.elapsed())
    }

    fn cargo(&self, command: &str) -> Result<()> {
        let output = Command::new(env!("CARGO"))
            .args([command, "--offline", "--quiet"])
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
