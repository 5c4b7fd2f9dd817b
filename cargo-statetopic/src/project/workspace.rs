//! What `cargo metadata` says of a workspace.

use cargo_metadata::{CargoOpt, Metadata, MetadataCommand, Package};

use super::host::Host;
use super::source::Source;
use crate::error::Error;

/// The packages of a workspace, and their dependencies as they are built on this machine.
pub(super) fn metadata(source: &Source, host: &Host) -> Result<Metadata, Error> {
    let mut command = MetadataCommand::new();
    if let Some(path) = &source.manifest_path {
        if !path.is_file() {
            return Err(Error::file(
                path,
                "the file does not exist; `--manifest-path` takes the path of a `Cargo.toml`",
            ));
        }
        command.manifest_path(path);
    }
    if !source.features.is_empty() {
        command.features(CargoOpt::SomeFeatures(source.features.clone()));
    }
    if source.no_default_features {
        command.features(CargoOpt::NoDefaultFeatures);
    }
    // Packages for other machines need not be there.
    let mut options = vec!["--filter-platform".to_owned(), host.triple.clone()];
    let flags = [(source.locked, "--locked"), (source.offline, "--offline")];
    options.extend(flags.iter().filter(|(on, _)| *on).map(|(_, flag)| (*flag).to_owned()));
    command.other_options(options);
    command.exec().map_err(|error| match error {
        cargo_metadata::Error::CargoMetadata { stderr } => Error::workspace(stderr.trim().to_owned()),
        other => Error::workspace(format!("cannot read the workspace: {other}")),
    })
}

/// The packages whose subscribers are read.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    pub(super) packages: Vec<&'a Package>,
    /// Whether they are all packages of the workspace.
    pub(super) is_whole: bool,
}

/// The packages that are asked for: by name, or by the path of their `Cargo.toml`. That of the workspace is all packages, so that
/// no subscriber is missing from its stack.
pub(super) fn select<'a>(metadata: &'a Metadata, source: &Source) -> Result<Selection<'a>, Error> {
    let members = metadata.workspace_packages();
    if !source.packages.is_empty() {
        let named = source.packages.iter().map(|name| member(name, &members)).collect::<Result<Vec<_>, _>>()?;
        return Ok(Selection { packages: named, is_whole: false });
    }
    let root = metadata.root_package().filter(|_| !source.workspace);
    let of_one = root.filter(|package| package.manifest_path.parent() != Some(&*metadata.workspace_root));
    Ok(match of_one {
        Some(package) => Selection { packages: vec![package], is_whole: false },
        None => Selection { packages: members, is_whole: true },
    })
}

fn member<'a>(name: &str, members: &[&'a Package]) -> Result<&'a Package, Error> {
    members.iter().copied().find(|package| *package.name == *name).ok_or_else(|| {
        let mut names: Vec<&str> = members.iter().map(|package| &**package.name).collect();
        names.sort_unstable();
        Error::workspace(format!("the workspace has no package `{name}`; its packages are {}", names.join(", ")))
    })
}
