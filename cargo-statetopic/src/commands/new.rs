//! `cargo statetopic new`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::error::Error;
use crate::scaffold::{self, Library, PackageName, Template};

#[derive(Args, Debug)]
pub(super) struct Options {
    /// The folder of the new workspace; its last part is the name of the package.
    #[arg(value_name = "NAME")]
    folder: PathBuf,
    #[command(flatten)]
    beginning: Beginning,
}

/// What a new package begins with.
#[derive(Args, Debug)]
pub(super) struct Beginning {
    /// What it begins with.
    #[arg(long, value_enum, default_value_t)]
    pub(super) template: Template,
    /// Takes statetopic from this checkout of its repository, instead of the registry.
    #[arg(long, value_name = "FOLDER")]
    checkout: Option<PathBuf>,
}

pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    let Options { folder, beginning } = options;
    let name = name_of(folder, beginning)?;
    let files = scaffold::create(folder, &name, beginning.template, &beginning.library()?)?;
    eprintln!("{}: {} files; in this folder:", folder.display(), files.len());
    eprintln!("  cargo run     # a change, and what follows from it");
    eprintln!("  cargo test");
    Ok(ExitCode::SUCCESS)
}

/// The name of the package in a folder.
pub(super) fn name_of(folder: &Path, beginning: &Beginning) -> Result<PackageName, Error> {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    PackageName::parse(name, beginning.template.bins())
}

impl Beginning {
    /// Where the library comes from; a checkout has the packages that are depended on.
    pub(super) fn library(&self) -> Result<Library, Error> {
        let Some(checkout) = &self.checkout else { return Ok(Library::Registry) };
        let root = checkout.canonicalize().map_err(|error| Error::file(checkout, error))?;
        let has = |package: &&str| root.join(package).join("Cargo.toml").is_file();
        match ["statetopic", "statetopic-local"].iter().find(|package| !has(package)) {
            None => match root.to_str() {
                Some(root) => Ok(Library::Checkout(root.to_owned())),
                None => Err(Error::file(checkout, "a manifest cannot name it: its path is not UTF-8; move it")),
            },
            Some(missing) => Err(Error::file(
                checkout,
                format!("there is no package `{missing}`; name a checkout of statetopic's repository"),
            )),
        }
    }
}
