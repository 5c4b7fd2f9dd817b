//! Which packages depend on the library, directly or through others, and through which package of the workspace its feature
//! `manifest` can be enabled.

use std::collections::BTreeSet;

use cargo_metadata::{Dependency, DependencyKind, Metadata, Package, PackageId, TargetKind};

/// Name of the library's package.
pub(super) const LIBRARY: &str = "statetopic";

/// How a package depends on the library.
#[derive(Debug)]
pub(super) enum Dependence<'a> {
    /// It does not.
    None,
    /// These packages of the workspace have it among their dependencies, under these names.
    Through(Vec<(&'a Package, &'a str)>),
    /// By this dependency, which is not a package of the workspace and has not enabled its feature `manifest`.
    Outside(&'a str),
}

/// The dependencies of a workspace.
pub(super) struct Dependents<'a> {
    metadata: &'a Metadata,
    members: Vec<&'a Package>,
}

impl<'a> Dependents<'a> {
    pub(super) fn new(metadata: &'a Metadata) -> Self {
        Self { metadata, members: metadata.workspace_packages() }
    }

    pub(super) fn dependence(&self, package: &'a Package) -> Dependence<'a> {
        let direct = |member: &'a Package| Some((member, library(member)?));
        // Other packages would bring their own features along.
        if let Some(own) = direct(package) {
            return Dependence::Through(vec![own]);
        }
        let reached = self.reached(&package.id);
        let is_library = |id: &&PackageId| self.package(id).is_some_and(|package| *package.name == *LIBRARY);
        let Some(found) = reached.iter().copied().find(is_library) else { return Dependence::None };
        // Any package that has the same one enables the feature for all: best one on the way, and none whose bins are built too.
        let others = self.members.iter().filter(|member| self.dependencies(&member.id).contains(&found));
        let mut others: Vec<_> = others.filter_map(|member| direct(member)).collect();
        others.sort_by_key(|(member, _)| {
            let has_bins = member.targets.iter().any(|target| target.kind.contains(&TargetKind::Bin));
            (!reached.contains(&member.id), has_bins)
        });
        others.truncate(1);
        let features = self.node(found).map(|node| &*node.features).unwrap_or_default();
        if !others.is_empty() || features.iter().any(|feature| **feature == *"manifest") {
            return Dependence::Through(others);
        }
        let through = self.dependencies(&package.id).into_iter().find(|id| self.reached(id).contains(&found));
        Dependence::Outside(through.and_then(|id| self.package(id)).map_or(LIBRARY, |package| &**package.name))
    }

    /// The package and all that it depends on.
    fn reached(&self, from: &'a PackageId) -> BTreeSet<&'a PackageId> {
        let (mut reached, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(id) = open.pop() {
            if reached.insert(id) {
                open.extend(self.dependencies(id));
            }
        }
        reached
    }

    /// The dependencies that are built, and the optional ones within the workspace.
    fn dependencies(&self, id: &PackageId) -> Vec<&'a PackageId> {
        let built = self.node(id).into_iter().flat_map(|node| &node.deps);
        let built = built.filter(|dep| dep.dep_kinds.iter().any(|kind| matches!(kind.kind, DependencyKind::Normal)));
        let declared = self.members.iter().filter(|member| member.id == *id).flat_map(|member| &member.dependencies);
        let declared = declared.filter(|dependency| is_built(dependency) && dependency.path.is_some());
        let members =
            declared.filter_map(|dependency| self.members.iter().find(|member| *member.name == *dependency.name));
        built.map(|dep| &dep.pkg).chain(members.map(|member| &member.id)).collect()
    }

    fn node(&self, id: &PackageId) -> Option<&'a cargo_metadata::Node> {
        let nodes = self.metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
        nodes.into_iter().find(|node| node.id == *id)
    }

    fn package(&self, id: &PackageId) -> Option<&'a Package> {
        self.metadata.packages.iter().find(|package| package.id == *id)
    }
}

fn is_built(dependency: &Dependency) -> bool {
    matches!(dependency.kind, DependencyKind::Normal)
}

/// The library's name among the dependencies of a package. An optional one is enabled with the feature.
fn library(package: &Package) -> Option<&str> {
    let dependency =
        package.dependencies.iter().find(|dependency| is_built(dependency) && dependency.name == LIBRARY)?;
    Some(dependency.rename.as_deref().unwrap_or(&dependency.name))
}
