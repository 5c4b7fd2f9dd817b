//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::synth::SynthOptions;

/// Infrastructure from the code: the stack, the checks and the costs of a workspace of subscribers.
///
/// Exit codes: 0 if all is well, 1 if a check found an error, 2 for arguments that are none, 3 if the workspace cannot be
/// built or described, 4 for a file that cannot be read or written.
#[derive(Debug, Parser)]
#[command(name = "cargo statetopic", bin_name = "cargo statetopic", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Lists the subscribers of a workspace, with their topics and settings.
    List(ListOptions),
    /// Says what would fail or hurt later, with file and line.
    Check(CheckOptions),
    /// Writes `statetopic.lock`: what is deployed, as later checks compare it.
    Lock(LockOptions),
    /// Draws models, topics, subscribers and resources.
    Graph(GraphOptions),
    /// Estimates what a month costs, and what a narrower view or a filter saves.
    Cost(CostOptions),
    /// Writes the stack: tables with their streams, functions, mappings, roles, alarms.
    Synth(SynthOptions),
}

/// Which subscribers, and how they are built.
#[derive(Args, Debug)]
pub(crate) struct Source {
    /// The `Cargo.toml` of the workspace, or of a package in it; without it the one here or above.
    #[arg(long, value_name = "PATH")]
    pub(crate) manifest_path: Option<PathBuf>,
    /// Only the subscribers of this package; may be repeated.
    #[arg(short, long = "package", value_name = "NAME")]
    pub(crate) packages: Vec<String>,
    /// The features to build them with; may be repeated.
    #[arg(short = 'F', long, value_name = "FEATURES")]
    pub(crate) features: Vec<String>,
    /// Build them without their default features.
    #[arg(long)]
    pub(crate) no_default_features: bool,
    /// Build with exactly what `Cargo.lock` says.
    #[arg(long)]
    pub(crate) locked: bool,
    /// Build without the network.
    #[arg(long)]
    pub(crate) offline: bool,
}

#[derive(Args, Debug)]
pub(crate) struct ListOptions {
    #[command(flatten)]
    pub(crate) source: Source,
    /// Print the manifests, as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct CheckOptions {
    #[command(flatten)]
    pub(crate) source: Source,
    /// The lock file; without it `statetopic.lock` in the workspace's folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) lock: Option<PathBuf>,
    /// How many bytes an item has, for the sizes of batches.
    #[arg(long, value_name = "BYTES", default_value_t = crate::check::ITEM_SIZE, value_parser = clap::value_parser!(u64).range(1..=409_600))]
    pub(crate) item_size: u64,
    /// Fail on warnings too.
    #[arg(long)]
    pub(crate) deny_warnings: bool,
}

#[derive(Args, Debug)]
pub(crate) struct LockOptions {
    #[command(flatten)]
    pub(crate) source: Source,
    /// The lock file; without it `statetopic.lock` in the workspace's folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) lock: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct GraphOptions {
    #[command(flatten)]
    pub(crate) source: Source,
    /// The language.
    #[arg(long, value_enum, default_value_t = GraphFormat::Mermaid)]
    pub(crate) format: GraphFormat,
    /// Where to write it; without it, to standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum GraphFormat {
    /// For Markdown.
    Mermaid,
    /// For Graphviz.
    Dot,
}

#[derive(Args, Debug)]
pub(crate) struct CostOptions {
    #[command(flatten)]
    pub(crate) source: Source,
    /// A JSON file with the workload of each table and subscriber, where they differ.
    #[arg(long, value_name = "FILE")]
    pub(crate) workload: Option<PathBuf>,
    /// A JSON file with other prices, in the form in which `--json` shows the built-in ones.
    #[arg(long, value_name = "FILE")]
    pub(crate) prices: Option<PathBuf>,
    /// The application's writes to each table, in a month.
    #[arg(long, value_name = "COUNT", default_value_t = 1_000_000)]
    pub(crate) writes: u64,
    /// The size of an item.
    #[arg(long, value_name = "BYTES", default_value_t = 2048, value_parser = clap::value_parser!(u64).range(1..=409_600))]
    pub(crate) item_size: u64,
    /// How many records an invocation has, in the mean.
    #[arg(long, value_name = "COUNT", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) records: u32,
    /// Milliseconds for each invocation.
    #[arg(long, value_name = "MS", default_value_t = 5.0, value_parser = time)]
    pub(crate) invocation_ms: f64,
    /// Milliseconds for each record.
    #[arg(long, value_name = "MS", default_value_t = 1.0, value_parser = time)]
    pub(crate) record_ms: f64,
    /// The part of the records that filter patterns pass, where a subscriber has some: 0 to 1.
    #[arg(long, value_name = "PART", default_value_t = 0.5, value_parser = part)]
    pub(crate) passed: f64,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

fn part(text: &str) -> Result<f64, String> {
    let part: f64 = text.parse().map_err(|error| format!("{error}"))?;
    if (0.0..=1.0).contains(&part) { Ok(part) } else { Err("a part is 0 to 1".to_owned()) }
}

fn time(text: &str) -> Result<f64, String> {
    let time: f64 = text.parse().map_err(|error| format!("{error}"))?;
    if time.is_finite() && time >= 0.0 { Ok(time) } else { Err("a time is a number from 0 on".to_owned()) }
}
