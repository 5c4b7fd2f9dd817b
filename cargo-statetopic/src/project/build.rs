//! Builds the bins for the host, with the feature that lets them write their manifests.

use std::collections::BTreeSet;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::Stdio;

use cargo_metadata::{Message, Metadata, MetadataCommand, Package, TargetKind};

use super::cargo::cargo;
use super::source::Source;
use crate::error::Error;

/// The result of a build.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) root: PathBuf,
    pub(super) bins: Vec<Bin>,
}

/// A bin and its executable.
#[derive(Debug)]
pub(super) struct Bin {
    pub(super) name: String,
    pub(super) executable: PathBuf,
}

pub(super) fn build(source: &Source) -> Result<Built, Error> {
    let metadata = metadata(source)?;
    let candidates = candidates(&metadata, source)?;
    let mut bins = Vec::new();
    if !candidates.is_empty() {
        bins = compile(source, &candidates)?;
    }
    bins.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Built { root: metadata.workspace_root.into(), bins })
}

fn metadata(source: &Source) -> Result<Metadata, Error> {
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
    let flags = [(source.locked, "--locked"), (source.offline, "--offline")];
    command
        .no_deps()
        .other_options(flags.iter().filter(|(on, _)| *on).map(|(_, flag)| (*flag).to_owned()).collect::<Vec<_>>());
    command.exec().map_err(|error| match error {
        cargo_metadata::Error::CargoMetadata { stderr } => Error::workspace(stderr.trim().to_owned()),
        other => Error::workspace(format!("cannot read the workspace: {other}")),
    })
}

/// A package with bins that depends on the library.
struct Candidate<'a> {
    package: &'a Package,
    /// Name of the library in its dependencies.
    library: &'a str,
}

fn candidates<'a>(metadata: &'a Metadata, source: &Source) -> Result<Vec<Candidate<'a>>, Error> {
    let members = metadata.workspace_packages();
    for name in &source.packages {
        if !members.iter().any(|package| *package.name == **name) {
            let mut names: Vec<String> = members.iter().map(|package| package.name.to_string()).collect();
            names.sort();
            return Err(Error::workspace(format!(
                "the workspace has no package `{name}`; its packages are {}",
                names.join(", ")
            )));
        }
    }
    let wanted = |package: &Package| match source.packages.as_slice() {
        [] => true,
        packages => packages.iter().any(|name| *package.name == **name),
    };
    let has_bin = |package: &Package| package.targets.iter().any(|target| target.kind.contains(&TargetKind::Bin));
    let candidates = members.into_iter().filter(|package| wanted(package) && has_bin(package));
    Ok(candidates.filter_map(|package| Some(Candidate { package, library: library(package)? })).collect())
}

/// Name of the library in the dependencies of a package.
fn library(package: &Package) -> Option<&str> {
    let is_normal = |kind| matches!(kind, cargo_metadata::DependencyKind::Normal);
    let dependency = package.dependencies.iter().find(|dep| dep.name == "statetopic" && is_normal(dep.kind))?;
    Some(dependency.rename.as_deref().unwrap_or(&dependency.name))
}

fn compile(source: &Source, candidates: &[Candidate<'_>]) -> Result<Vec<Bin>, Error> {
    let mut cargo = cargo();
    cargo.args(["build", "--bins", "--message-format=json-render-diagnostics"]);
    if let Some(path) = &source.manifest_path {
        cargo.arg("--manifest-path").arg(path);
    }
    for candidate in candidates {
        cargo.arg("--package").arg(&*candidate.package.name);
    }
    let libraries: BTreeSet<&str> = candidates.iter().map(|candidate| candidate.library).collect();
    let manifest = libraries.into_iter().map(|library| format!("{library}/manifest"));
    for feature in source.features.iter().cloned().chain(manifest) {
        cargo.arg("--features").arg(feature);
    }
    let flags = [
        (source.no_default_features, "--no-default-features"),
        (source.locked, "--locked"),
        (source.offline, "--offline"),
    ];
    cargo.args(flags.iter().filter(|(on, _)| *on).map(|(_, flag)| flag));
    let cannot_run = |error| Error::workspace(format!("cannot run cargo: {error}"));
    let mut child = cargo.stdout(Stdio::piped()).spawn().map_err(cannot_run)?;
    let mut bins = Vec::new();
    if let Some(output) = child.stdout.take() {
        for message in Message::parse_stream(BufReader::new(output)) {
            if let Message::CompilerArtifact(artifact) = message.map_err(cannot_run)?
                && let (Some(executable), true) = (artifact.executable, artifact.target.kind.contains(&TargetKind::Bin))
            {
                bins.push(Bin { name: artifact.target.name, executable: executable.into() });
            }
        }
    }
    match child.wait().map_err(cannot_run)? {
        status if status.success() => Ok(bins),
        _ => Err(Error::workspace("the workspace does not build; see the errors of cargo above")),
    }
}
