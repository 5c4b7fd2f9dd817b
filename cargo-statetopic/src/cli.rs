//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

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
