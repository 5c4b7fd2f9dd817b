//! Which packages are read, and how they are built: the options that all commands share.

use std::path::PathBuf;

use clap::Args;

/// Which subscribers to read, and how to build them.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Source {
    /// Path to the `Cargo.toml` of the workspace, or of a package in it, whose subscribers alone are read then [default: that of
    /// the current folder or of one above].
    #[arg(long, value_name = "PATH")]
    pub(super) manifest_path: Option<PathBuf>,
    /// Package whose subscribers are read; may be repeated [default: that of the `Cargo.toml`, and all packages of a workspace].
    #[arg(short, long = "package", value_name = "NAME")]
    pub(super) packages: Vec<String>,
    /// Read the subscribers of all packages, whatever package the `Cargo.toml` is of.
    #[arg(long, conflicts_with = "packages")]
    pub(super) workspace: bool,
    /// Features to build with; may be repeated.
    #[arg(short = 'F', long, value_name = "FEATURES")]
    pub(super) features: Vec<String>,
    /// Build without the default features.
    #[arg(long)]
    pub(super) no_default_features: bool,
    /// Require that `Cargo.lock` is up to date.
    #[arg(long)]
    pub(super) locked: bool,
    /// Build without network access.
    #[arg(long)]
    pub(super) offline: bool,
}
