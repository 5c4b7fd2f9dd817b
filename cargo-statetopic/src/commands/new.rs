//! `cargo statetopic new`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::error::Error;
use crate::scaffold::{self, Library, PackageName, Template};

#[derive(Args, Debug)]
pub(super) struct Options {
    /// The folder of the new workspace; its last part is the name of the package.
    #[arg(value_name = "NAME")]
    folder: PathBuf,
    /// What it begins with.
    #[arg(long, value_enum, default_value_t)]
    template: Template,
    /// Takes statetopic from this checkout of its repository, instead of the registry.
    #[arg(long, value_name = "FOLDER")]
    checkout: Option<PathBuf>,
}

pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    let name = options.folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let name = PackageName::parse(name, options.template.bins())?;
    let library = library(options)?;
    let files = scaffold::create(&options.folder, &name, options.template, &library)?;
    eprintln!("{}: {} files", options.folder.display(), files.len());
    eprintln!("  cd {} && cargo run     # a change, and what follows from it", options.folder.display());
    eprintln!("  cargo test");
    Ok(ExitCode::SUCCESS)
}

/// A checkout has the packages that are depended on.
fn library(options: &Options) -> Result<Library, Error> {
    let Some(checkout) = &options.checkout else { return Ok(Library::Registry) };
    let root = checkout.canonicalize().map_err(|error| Error::file(checkout, error))?;
    if let Some(missing) =
        ["statetopic", "statetopic-local"].into_iter().find(|package| !root.join(package).join("Cargo.toml").is_file())
    {
        return Err(Error::file(
            checkout,
            format!("there is no package `{missing}`; name a checkout of statetopic's repository"),
        ));
    }
    Ok(Library::Checkout(root))
}
