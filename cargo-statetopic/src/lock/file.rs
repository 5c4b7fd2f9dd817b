//! The content of the file: sorted JSON with one fact per line, so that a review shows what changes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use statetopic::plan::Deployment;

use super::subscriber::LockedSubscriber;
use super::table::LockedTable;
use crate::error::Error;

/// Version of the format.
const VERSION: u32 = 1;

/// What is deployed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lock {
    version: u32,
    /// By logical name.
    pub(crate) tables: BTreeMap<String, LockedTable>,
    /// By id.
    pub(crate) subscribers: BTreeMap<String, LockedSubscriber>,
}

impl Lock {
    pub(crate) fn new(deployment: &Deployment) -> Self {
        let tables = deployment.tables.iter().map(|(name, table)| (name.clone(), LockedTable::new(table)));
        let manifests = deployment.subscribers.iter().map(|subscriber| &subscriber.manifest);
        let subscribers = manifests.map(|manifest| (manifest.id.clone(), LockedSubscriber::new(manifest)));
        Self { version: VERSION, tables: tables.collect(), subscribers: subscribers.collect() }
    }

    /// What of it is about these packages and their tables.
    pub(super) fn of(mut self, packages: &BTreeSet<String>, now: &Self) -> Self {
        self.subscribers
            .retain(|id, subscriber| packages.contains(&subscriber.package) || now.subscribers.contains_key(id));
        self.tables.retain(|name, _| now.tables.contains_key(name));
        self
    }

    /// The same with what it has of other packages than these.
    pub(crate) fn with_others_of(mut self, before: Self, packages: &BTreeSet<String>) -> Self {
        let others = before.subscribers.into_iter().filter(|(_, subscriber)| !packages.contains(&subscriber.package));
        for (id, subscriber) in others {
            self.subscribers.entry(id).or_insert(subscriber);
        }
        for (name, table) in before.tables {
            self.tables.entry(name).or_insert(table);
        }
        self
    }

    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }

        let text = std::fs::read_to_string(path).map_err(|error| Error::file(path, error))?;
        let not_a_lock = |error: serde_json::Error| {
            Error::file(
                path,
                format!(
                    "this is not a lock file of `cargo statetopic`: {error}; restore it from version control, or remove it and \
                     write a new one with `cargo statetopic lock`"
                ),
            )
        };
        match serde_json::from_str(&text).map_err(not_a_lock)? {
            Versioned { version: VERSION } => serde_json::from_str(&text).map_err(not_a_lock),
            Versioned { version } => Err(Error::file(
                path,
                format!(
                    "the lock file has version {version}, and this command reads version {VERSION}; use a newer `cargo-statetopic`"
                ),
            )),
        }
    }

    pub(crate) fn to_json(&self) -> String {
        // Maps with text keys, which always serialize.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }
}
