//! Builds the bins for the host, with the feature that lets them write their manifests.

use std::io::BufReader;
use std::path::PathBuf;
use std::process::Stdio;

use cargo_metadata::{Artifact, Message, TargetKind};

use super::candidates::{Candidate, Candidates, candidates, not_built};
use super::cargo::cargo;
use super::host::Host;
use super::source::Source;
use super::workspace::{metadata, select};
use crate::error::Error;

/// The result of a build.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) root: PathBuf,
    /// Names of the packages whose subscribers are read.
    pub(super) packages: Vec<String>,
    /// Whether they are all packages of the workspace.
    pub(super) is_whole: bool,
    pub(super) bins: Vec<Bin>,
}

/// A bin and its executable.
#[derive(Debug)]
pub(super) struct Bin {
    pub(super) package: String,
    pub(super) name: String,
    pub(super) executable: PathBuf,
}

pub(super) fn build(source: &Source) -> Result<Built, Error> {
    let host = Host::find()?;
    let metadata = metadata(source, &host)?;
    let selection = select(&metadata, source)?;
    let candidates = candidates(&metadata, &selection.packages)?;
    let mut bins = Vec::new();
    if !candidates.bins.is_empty() {
        bins = compile(source, &host, &candidates)?;
    }
    bins.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Built {
        root: metadata.workspace_root.clone().into(),
        packages: selection.packages.iter().map(|package| package.name.to_string()).collect(),
        is_whole: selection.is_whole,
        bins,
    })
}

fn compile(source: &Source, host: &Host, candidates: &Candidates<'_>) -> Result<Vec<Bin>, Error> {
    let artifacts = artifacts(source, host, candidates)?;
    let executable = |candidate: &Candidate<'_>| {
        let built =
            artifacts.iter().find(|artifact| candidate.is_built_as(&artifact.package_id, &artifact.target.name));
        built.and_then(|artifact| artifact.executable.clone())
    };
    let bin = |candidate: &Candidate<'_>| {
        let executable = executable(candidate).ok_or_else(|| not_built(*candidate))?;
        let (package, name) = (candidate.package.name.to_string(), candidate.target.name.clone());
        Ok(Bin { package, name, executable: executable.into() })
    };
    candidates.bins.iter().map(bin).collect()
}

/// What cargo says that it built, of bins.
fn artifacts(source: &Source, host: &Host, candidates: &Candidates<'_>) -> Result<Vec<Artifact>, Error> {
    let mut cargo = cargo();
    cargo.args(["build", "--bins", "--message-format=json-render-diagnostics"]);
    if let Some(path) = &source.manifest_path {
        cargo.arg("--manifest-path").arg(path);
    }
    if host.is_not_the_target {
        cargo.args(["--target", &host.triple]);
    }
    for package in &candidates.packages {
        cargo.args(["--package", package]);
    }
    let manifest = candidates.libraries.iter().map(|library| format!("{library}/manifest"));
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
                && artifact.target.kind.contains(&TargetKind::Bin)
            {
                bins.push(artifact);
            }
        }
    }
    match child.wait().map_err(cannot_run)? {
        status if status.success() => Ok(bins),
        _ => Err(Error::workspace("the workspace does not build; see the errors of cargo above")),
    }
}
