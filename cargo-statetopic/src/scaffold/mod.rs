//! A new workspace, from a template.

mod add;
mod name;
mod templates;

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) use self::add::{Identifier, Package, model, subscriber};
pub(crate) use self::name::PackageName;
pub(crate) use self::templates::LAMBDA_PROFILE;
pub(crate) use self::templates::Template;
use crate::error::Error;

/// Where the new package takes this library from.
#[derive(Clone, Debug)]
pub(crate) enum Library {
    /// The registry, in the version of this command.
    Registry,
    /// A checkout of its repository.
    Checkout(PathBuf),
}

impl Library {
    /// How a manifest names one of its packages.
    fn dependency(&self, package: &str) -> String {
        match self {
            Self::Registry => format!("version = \"{}\"", env!("CARGO_PKG_VERSION")),
            Self::Checkout(root) => {
                let path = root.join(package).display().to_string();
                format!("path = \"{}\"", path.replace('\\', "\\\\").replace('"', "\\\""))
            }
        }
    }
}

/// Makes a workspace in a folder that is not there. Where something fails there is still none.
pub(crate) fn create(
    folder: &Path,
    name: &PackageName,
    template: Template,
    library: &Library,
) -> Result<Vec<PathBuf>, Error> {
    if fs::symlink_metadata(folder).is_ok() {
        return Err(Error::file(folder, "it is there already; choose another name"));
    }
    let parent = match folder.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    if !parent.is_dir() {
        return Err(Error::file(folder, format!("there is no folder {}; create it first", parent.display())));
    }
    let failed = |error: std::io::Error| Error::file(folder, format!("cannot be made: {error}"));
    let unfinished = unfinished(parent).map_err(failed)?;
    let written = write(unfinished.path(), files(name, template, library, Place::Workspace)).map_err(failed)?;
    let unfinished = unfinished.keep();
    if let Err(error) = fs::rename(&unfinished, folder) {
        let _ = fs::remove_dir_all(&unfinished);
        return Err(failed(error));
    }
    Ok(written)
}

/// A folder for a while, which others may read once it has its name.
fn unfinished(parent: &Path) -> std::io::Result<tempfile::TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".new-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    builder.tempdir_in(parent)
}

/// Fills the folder of a package that is a member of a workspace.
pub(crate) fn fill(
    folder: &Path,
    name: &PackageName,
    template: Template,
    library: &Library,
) -> Result<Vec<PathBuf>, Error> {
    let failed = |error: std::io::Error| Error::file(folder, format!("cannot be filled: {error}"));
    write(folder, files(name, template, library, Place::Member)).map_err(failed)
}

fn write(into: &Path, files: Vec<(PathBuf, String)>) -> std::io::Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    for (path, text) in files {
        let file = into.join(&path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&file, text)?;
        written.push(path);
    }
    Ok(written)
}

/// What a new package is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// A workspace of its own.
    Workspace,
    /// A member of another.
    Member,
}

/// The files of a package, with what stands in them.
fn files(name: &PackageName, template: Template, library: &Library, place: Place) -> Vec<(PathBuf, String)> {
    let filled = |text: &str| {
        text.replace("{{name}}", name.as_str())
            .replace("{{crate}}", &name.crate_name())
            .replace("{{statetopic}}", &library.dependency("statetopic"))
            .replace("{{statetopic_local}}", &library.dependency("statetopic-local"))
            .replace("{{about}}", template.about())
            .replace("{{files}}", &listed(template))
    };
    let package = format!("{}\n{}", templates::PACKAGE.trim_end(), template.manifest().trim_end());
    let (manifest, of_workspace) = match place {
        Place::Workspace => {
            let manifest = format!("{package}\n\n{}\n{}", templates::WORKSPACE, LAMBDA_PROFILE);
            (manifest, vec![(".gitignore", templates::GITIGNORE), (".github/workflows/ci.yml", templates::CI)])
        }
        Place::Member => (package + "\n", Vec::new()),
    };
    let common = [("Cargo.toml", manifest.as_str()), ("README.md", templates::README)];
    let own = template.files().iter().map(|file| (file.path, file.text));
    common.into_iter().chain(of_workspace).chain(own).map(|(path, text)| (PathBuf::from(path), filled(text))).collect()
}

/// The rows of the table of files.
fn listed(template: Template) -> String {
    let rows = template.files().iter().map(|file| format!("| [`{0}`]({0}) | {1} |", file.path, file.about));
    rows.collect::<Vec<_>>().join("\n")
}
