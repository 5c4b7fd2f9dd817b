//! The bins that may be subscribers, and what cargo is told to build them.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{Metadata, Package, PackageId, Target, TargetKind};
use serde::Deserialize;

use super::dependents::{Dependence, Dependents, LIBRARY};
use crate::error::Error;
use crate::suggest::suggest;

/// The bins of the selected packages that depend on the library.
#[derive(Debug)]
pub(super) struct Candidates<'a> {
    pub(super) bins: Vec<Candidate<'a>>,
    /// The packages to build: those of the bins, and those through which the library's feature is enabled.
    pub(super) packages: BTreeSet<&'a str>,
    /// Names of the library in their dependencies.
    pub(super) libraries: BTreeSet<&'a str>,
}

/// A bin that may be a subscriber.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate<'a> {
    pub(super) package: &'a Package,
    pub(super) target: &'a Target,
}

impl Candidate<'_> {
    pub(super) fn is_built_as(&self, package: &PackageId, bin: &str) -> bool {
        self.package.id == *package && self.target.name == bin
    }
}

pub(super) fn candidates<'a>(metadata: &'a Metadata, selected: &[&'a Package]) -> Result<Candidates<'a>, Error> {
    let dependents = Dependents::new(metadata);
    let mut candidates = Candidates { bins: Vec::new(), packages: BTreeSet::new(), libraries: BTreeSet::new() };
    let mut built: Vec<&Package> = Vec::new();
    for &package in selected {
        let bins = candidates_of(package)?;
        if bins.is_empty() {
            continue;
        }
        match dependents.dependence(package) {
            Dependence::None => continue,
            Dependence::Outside(through) => return Err(outside(package, through)),
            Dependence::Through(members) => {
                candidates.libraries.extend(members.iter().map(|(_, library)| *library));
                built.extend(members.into_iter().map(|(member, _)| member));
            }
        }
        built.push(package);
        candidates.bins.extend(bins);
    }
    candidates.packages.extend(built.iter().map(|package| &**package.name));
    refuse_same_name(&built)?;
    Ok(candidates)
}

/// The bins of a package, but for those that it says are not subscribers.
fn candidates_of(package: &Package) -> Result<Vec<Candidate<'_>>, Error> {
    let bins: Vec<&Target> = bins(package).collect();
    let excluded = excluded(package)?;
    if let Some(unknown) = excluded.iter().find(|name| !bins.iter().any(|bin| bin.name == **name)) {
        let names: Vec<&str> = bins.iter().map(|bin| bin.name.as_str()).collect();
        return Err(Error::file(
            package.manifest_path.as_std_path(),
            format!("`exclude-bins` has `{unknown}`, which is not a bin of the package{}", suggest(unknown, &names)),
        ));
    }
    let candidates = bins.into_iter().filter(|bin| !excluded.contains(&bin.name));
    Ok(candidates.map(|target| Candidate { package, target }).collect())
}

fn bins(package: &Package) -> impl Iterator<Item = &Target> {
    package.targets.iter().filter(|target| target.kind.contains(&TargetKind::Bin))
}

/// `exclude-bins` of `[package.metadata.statetopic]`.
fn excluded(package: &Package) -> Result<Vec<String>, Error> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "kebab-case")]
    struct Settings {
        #[serde(default)]
        exclude_bins: Vec<String>,
    }

    let settings = package.metadata.get("statetopic").cloned();
    let settings: Settings = settings
        .map(serde_json::from_value)
        .transpose()
        .map_err(|error| {
            let problem = format!("`[package.metadata.statetopic]`: {error}; it has `exclude-bins = [\"…\"]`");
            Error::file(package.manifest_path.as_std_path(), problem)
        })?
        .unwrap_or_default();
    Ok(settings.exclude_bins)
}

fn outside(package: &Package, through: &str) -> Error {
    Error::workspace(format!(
        "`{name}` uses `{LIBRARY}` through `{through}`, which is not a package of this workspace: the feature `manifest`, with which \
         a subscriber describes itself, cannot be enabled; add `{LIBRARY}` to the dependencies of `{name}`, or list bins that are \
         not subscribers as `exclude-bins` in its `[package.metadata.{LIBRARY}]`",
        name = package.name
    ))
}

/// Cargo builds bins of one name to one file: which of them is read, and deployed, would depend on their order.
fn refuse_same_name(packages: &[&Package]) -> Result<(), Error> {
    let mut known: BTreeMap<&str, &Package> = BTreeMap::new();
    for &package in packages {
        for bin in bins(package) {
            let first = *known.entry(&bin.name).or_insert(package);
            if first.id != package.id {
                return Err(Error::workspace(format!(
                    "the packages `{}` and `{}` both have a bin `{}`, and cargo builds them to one file; rename one of the bins",
                    first.name, package.name, bin.name
                )));
            }
        }
    }
    Ok(())
}

/// The error about a bin that cargo did not build.
pub(super) fn not_built(candidate: Candidate<'_>) -> Error {
    let (package, bin) = (&candidate.package.name, &candidate.target.name);
    let features = &candidate.target.required_features;
    // A feature of a dependency is written with its package already.
    let of_package = |feature: &String| match feature.contains('/') {
        true => feature.clone(),
        false => format!("{package}/{feature}"),
    };
    let enabled: Vec<String> = features.iter().map(of_package).collect();
    Error::workspace(format!(
        "the bin `{bin}` of `{package}` is not built without its `required-features`, and a subscriber in it would be missing from \
         the stack; add `--features {}`, or, if it is not a subscriber, `exclude-bins = [\"{bin}\"]` to the \
         `[package.metadata.{LIBRARY}]` of `{package}`",
        enabled.join(",")
    ))
}
