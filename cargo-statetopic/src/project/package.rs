//! The package of a folder, without its dependencies.

use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::MetadataCommand;

use crate::error::Error;

/// The folder of a package, and the name of its library's crate.
#[derive(Debug)]
pub(crate) struct Location {
    pub(crate) folder: PathBuf,
    pub(crate) crate_name: String,
}

/// The package with this manifest, or that of the working folder.
pub(crate) fn package_of(manifest_path: Option<&Path>) -> Result<Location, Error> {
    let manifest = match manifest_path {
        Some(path) => path.canonicalize().map_err(|error| Error::file(path, error))?,
        None => nearest()?,
    };
    let metadata = MetadataCommand::new().manifest_path(&manifest).no_deps().exec().map_err(|error| match error {
        cargo_metadata::Error::CargoMetadata { stderr } => Error::workspace(stderr.trim().to_owned()),
        other => Error::workspace(format!("cannot read the workspace: {other}")),
    })?;
    let package = metadata.packages.iter().find(|package| package.manifest_path == manifest).ok_or_else(|| {
        Error::workspace(format!(
            "{} is the manifest of a workspace; go to the folder of a package",
            manifest.display()
        ))
    })?;
    let library = package.targets.iter().find(|target| target.is_lib()).ok_or_else(|| {
        Error::workspace(format!("the package `{}` has no library; models and subscribers are in one", package.name))
    })?;
    let folder = manifest.parent().unwrap_or(Path::new(".")).to_owned();
    Ok(Location { folder, crate_name: library.name.replace('-', "_") })
}

/// The manifest of the working folder.
fn nearest() -> Result<PathBuf, Error> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let located = cargo.args(["locate-project", "--message-format", "plain"]).output();
    let located = located.map_err(|error| Error::workspace(format!("cargo cannot be started: {error}")))?;
    match located.status.success() {
        true => Ok(PathBuf::from(String::from_utf8_lossy(&located.stdout).trim())),
        false => Err(Error::workspace(String::from_utf8_lossy(&located.stderr).trim())),
    }
}
