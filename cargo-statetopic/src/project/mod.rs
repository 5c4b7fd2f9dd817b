//! What a project is: its subscribers, and through them its tables. Builds the bins of a workspace for this machine, finds
//! those that are subscribers, and asks each for its manifest.
//!
//! ```text
//! host.rs ─▶ workspace.rs ─▶ candidates.rs ─▶ build.rs ─▶ marker.rs ─▶ ask.rs ─▶ Project
//!                  which packages    which bins, dependents.rs
//! ```

mod ask;
mod build;
mod candidates;
mod cargo;
mod dependents;
mod host;
mod marker;
mod package;
mod record;
#[cfg(test)]
pub(crate) mod samples;
mod source;
mod workspace;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use statetopic::manifest::Manifest;
use statetopic::plan::{Deployment, SubscriberPlan};

use self::build::Built;
pub(crate) use self::package::{Location, package_of};
pub(crate) use self::record::{narrowest_view, record_size};
pub(crate) use self::source::Source;
use crate::error::Error;

/// A workspace and its subscribers.
#[derive(Debug)]
pub(crate) struct Project {
    /// The folder of the workspace.
    pub(crate) root: PathBuf,
    /// Names of the packages that are read, where they are not all of the workspace.
    pub(crate) selected: Option<BTreeSet<String>>,
    /// Sorted by id.
    pub(crate) subscribers: Vec<Subscriber>,
    /// The time that cargo took.
    pub(crate) build_time: Duration,
}

/// A subscriber and its binary.
#[derive(Debug)]
pub(crate) struct Subscriber {
    /// Name of the bin, and of its folder below `target/lambda`.
    pub(crate) bin: String,
    /// The manifest that the binary wrote.
    pub(crate) manifest: Manifest,
}

impl Project {
    /// Builds the bins of a workspace and asks its subscribers for their manifests.
    ///
    /// # Errors
    /// Where the workspace cannot be built, where it has no subscriber or one that does not answer, and where two subscribers
    /// have the same id, since they would share their checkpoints.
    pub(crate) fn collect(source: &Source) -> Result<Self, Error> {
        let start = Instant::now();
        let built = build::build(source)?;
        let build_time = start.elapsed();
        let asked = each(&built.bins, |bin| {
            let is_subscriber = marker::is_subscriber(&bin.executable)?;
            is_subscriber.then(|| ask::ask(&bin.name, &bin.executable)).transpose()
        });
        let (mut subscribers, mut packages) = (Vec::new(), BTreeSet::new());
        for (bin, manifest) in built.bins.iter().zip(asked) {
            let Some(manifest) = manifest? else { continue };
            subscribers.push(Subscriber { bin: bin.name.clone(), manifest });
            packages.insert(bin.package.as_str());
        }
        refuse_none(&built, &packages)?;
        subscribers.sort_by(|a, b| a.manifest.id.cmp(&b.manifest.id));
        for pair in subscribers.windows(2) {
            refuse_same_id(&pair[0], &pair[1])?;
        }
        let selected = (!built.is_whole).then(|| built.packages.into_iter().collect());
        Ok(Self { root: built.root, selected, subscribers, build_time })
    }

    /// The plan of the subscribers, as far as there is one: for commands that do not deploy.
    pub(crate) fn draft(&self) -> Deployment {
        Deployment::draft(&manifests(&self.subscribers), &[]).0
    }
}

/// The manifests of subscribers, from which the deployment is planned.
pub(crate) fn manifests(subscribers: &[Subscriber]) -> Vec<Manifest> {
    subscribers.iter().map(|subscriber| subscriber.manifest.clone()).collect()
}

/// The subscribers of each topic, by the logical name of its table.
pub(crate) fn readers(deployment: &Deployment) -> BTreeMap<&str, Vec<&SubscriberPlan>> {
    let mut readers: BTreeMap<&str, Vec<&SubscriberPlan>> = BTreeMap::new();
    for subscriber in &deployment.subscribers {
        readers.entry(subscriber.topic()).or_default().push(subscriber);
    }
    readers
}

/// Number of binaries that are read and started at once.
const AT_ONCE: usize = 8;

/// Calls a function with each element, in several threads. Returns the results in the order of the elements.
fn each<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = all.get(index) else { return done };
            done.push((index, work(one)));
        }
    };
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE.min(all.len())).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Refuses a workspace, or a package that was asked for, without a subscriber.
fn refuse_none(built: &Built, with_subscribers: &BTreeSet<&str>) -> Result<(), Error> {
    let without = built.packages.iter().find(|package| !with_subscribers.contains(package.as_str()));
    let (count, place) = match without {
        Some(package) if !built.is_whole => {
            let bins = built.bins.iter().filter(|bin| bin.package == *package);
            (bins.count(), format!("the package `{package}`"))
        }
        _ if with_subscribers.is_empty() => (built.bins.len(), built.root.display().to_string()),
        _ => return Ok(()),
    };
    Err(Error::workspace(format!(
        "no subscriber among the {count} bins of {place} that depend on `statetopic`; a subscriber is a bin with `#[subscriber]`, \
         or one whose `main` calls `statetopic::lambda::run`"
    )))
}

fn refuse_same_id(one: &Subscriber, other: &Subscriber) -> Result<(), Error> {
    if one.manifest.id != other.manifest.id {
        return Ok(());
    }
    let place = |subscriber: &Subscriber| {
        let location = &subscriber.manifest.location;
        format!("{}:{} (bin `{}`)", location.file, location.line, subscriber.bin)
    };
    Err(Error::workspace(format!(
        "two subscribers have the id `{}` and would share their checkpoints: {} and {}; set a different `id` for one of them, or \
         remove one of two bins that run the same subscriber",
        one.manifest.id,
        place(one),
        place(other)
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_function_is_called_once_for_each_element_in_order() {
        let all: Vec<usize> = (0..100).collect();
        assert_eq!(each(&all, |one| one * 2), all.iter().map(|one| one * 2).collect::<Vec<_>>());
        assert!(each(&[], |one: &usize| *one).is_empty());
    }
}
