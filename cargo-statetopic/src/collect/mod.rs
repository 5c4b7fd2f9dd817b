//! The subscribers of a workspace: builds its bins for this machine, finds those that are subscribers, and asks each what
//! it is.
//!
//! ```text
//! cargo metadata ─▶ build.rs ─▶ marker.rs ─▶ ask.rs ─▶ Workspace
//! ```

mod ask;
mod build;
mod cargo;
mod marker;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use statetopic::manifest::Manifest;

use crate::cli::Source;
use crate::error::Error;

/// A workspace and its subscribers.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// Its folder.
    pub(crate) root: PathBuf,
    /// Sorted by their ids.
    pub(crate) subscribers: Vec<Subscriber>,
    /// How long cargo took.
    pub(crate) building: Duration,
}

/// A subscriber and its binary.
#[derive(Debug)]
pub(crate) struct Subscriber {
    /// The bin's name: that of its folder below `target/lambda`.
    pub(crate) bin: String,
    /// What it says of itself.
    pub(crate) manifest: Manifest,
}

/// Builds the bins of a workspace and asks its subscribers.
///
/// Two subscribers with one id would share their checkpoints: they are an error.
pub(crate) fn collect(source: &Source) -> Result<Workspace, Error> {
    let start = Instant::now();
    let built = build::build(source)?;
    let building = start.elapsed();
    let mut subscribers = Vec::new();
    for bin in &built.bins {
        if marker::is_subscriber(&bin.executable)? {
            let manifest = ask::ask(&bin.name, &bin.executable)?;
            subscribers.push(Subscriber { bin: bin.name.clone(), manifest });
        }
    }
    if subscribers.is_empty() {
        return Err(Error::workspace(format!(
            "no subscriber among the {} bins of {}; a subscriber is a bin with `#[subscriber]`, or one whose `main` calls \
             `statetopic::lambda::run`",
            built.bins.len(),
            built.root.display()
        )));
    }
    subscribers.sort_by(|a, b| a.manifest.id.cmp(&b.manifest.id));
    for pair in subscribers.windows(2) {
        refuse_same_id(&pair[0], &pair[1])?;
    }
    Ok(Workspace { root: built.root, subscribers, building })
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
        "two subscribers have the id `{}` and would share their checkpoints: {} and {}; give one of them an `id` of its own, or \
         remove one of two bins that run the same",
        one.manifest.id,
        place(one),
        place(other)
    )))
}
