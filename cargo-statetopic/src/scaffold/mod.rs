//! A new workspace, from a template.

mod add;
mod name;
mod templates;

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) use self::add::{Identifier, model, subscriber};
pub(crate) use self::name::PackageName;
pub(crate) use self::templates::LAMBDA_PROFILE;
pub(crate) use self::templates::Template;
use crate::error::Error;

/// Where the new package takes this library from.
#[derive(Clone, Debug)]
pub(crate) enum Library {
    /// The registry, in the version of this command.
    Registry,
    /// A checkout of its repository, by its path.
    Checkout(String),
}

impl Library {
    /// How a manifest names one of its packages.
    fn dependency(&self, package: &str) -> String {
        match self {
            Self::Registry => format!("version = \"{}\"", env!("CARGO_PKG_VERSION")),
            Self::Checkout(root) => format!("path = {}", toml_text(&format!("{root}/{package}"))),
        }
    }
}

/// A text as TOML writes it.
fn toml_text(text: &str) -> String {
    let mut written = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => written.extend(['\\', character]),
            control if control.is_control() => written.extend(["\\u", &format!("{:04X}", u32::from(control))]),
            other => written.push(other),
        }
    }
    written + "\""
}

/// A template's text with these values in their places. What stands in a value is nothing to be replaced.
fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut parts = text.split("{{");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let value = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        match part.split_once("}}").and_then(|(name, rest)| Some((value(name)?, rest))) {
            Some((value, rest)) => filled.extend([value, rest]),
            None => filled.extend(["{{", part]),
        }
    }
    filled
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
    let (crate_name, files) = (name.crate_name(), listed(template));
    let [statetopic, local] = ["statetopic", "statetopic-local"].map(|package| library.dependency(package));
    let values = [
        ("name", name.as_str()),
        ("crate", &*crate_name),
        ("statetopic", &*statetopic),
        ("statetopic_local", &*local),
        ("about", template.about()),
        ("files", &*files),
    ];
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
    common
        .into_iter()
        .chain(of_workspace)
        .chain(own)
        .map(|(path, text)| (PathBuf::from(path), filled(text, &values)))
        .collect()
}

/// The rows of the table of files.
fn listed(template: Template) -> String {
    let rows = template.files().iter().map(|file| format!("| [`{0}`]({0}) | {1} |", file.path, file.about));
    rows.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_value_is_not_replaced_and_unknown_names_stay() {
        let values = [("name", "{{about}}"), ("about", "x")];
        assert_eq!(filled("a {{name}} b {{about}}{{other}} {{ c", &values), "a {{about}} b x{{other}} {{ c");
    }

    #[test]
    fn a_path_is_a_text_of_toml_whatever_it_has() {
        assert_eq!(toml_text("a b/\"c\"\\d\n\u{7}å"), "\"a b/\\\"c\\\"\\\\d\\u000A\\u0007å\"");
    }
}
