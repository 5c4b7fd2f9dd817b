//! The file: JSON, sorted, one fact a line, so that a review sees what changes.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use statetopic::manifest::{Index, KeyAttribute, Table};

use crate::error::Error;
use crate::project::{Subscriber, tables};

/// The format that this version writes.
const VERSION: u32 = 1;

/// What is deployed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lock {
    version: u32,
    /// By logical names.
    pub(crate) tables: BTreeMap<String, LockedTable>,
    /// By ids.
    pub(crate) subscribers: BTreeMap<String, LockedSubscriber>,
}

/// What cannot change of a table in place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedTable {
    pub(crate) model: String,
    pub(crate) partition_key: String,
    pub(crate) sort_key: Option<String>,
    /// The local indexes, which are made with the table.
    pub(crate) local_indexes: BTreeMap<String, String>,
    /// `None` without a stream.
    pub(crate) view: Option<String>,
}

/// What a subscriber's checkpoints hang on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedSubscriber {
    /// The table that it listens to.
    pub(crate) topic: String,
    pub(crate) package: String,
    pub(crate) function: String,
}

impl Lock {
    pub(crate) fn from_subscribers(subscribers: &[Subscriber]) -> Self {
        let mut locked: BTreeMap<String, LockedTable> = BTreeMap::new();
        for Subscriber { manifest, .. } in subscribers {
            for table in tables(manifest) {
                locked.entry(table.name.clone()).or_insert_with(|| LockedTable::new(table));
            }
            if let (true, Some(table)) = (manifest.topic.enabled, locked.get_mut(&manifest.topic.table.name)) {
                table.view = Some(manifest.topic.view.clone());
            }
        }
        let subscribers = subscribers.iter().map(|Subscriber { manifest, .. }| {
            let locked = LockedSubscriber {
                topic: manifest.topic.table.name.clone(),
                package: manifest.package.clone(),
                function: manifest.function.clone(),
            };
            (manifest.id.clone(), locked)
        });
        Self { version: VERSION, tables: locked, subscribers: subscribers.collect() }
    }

    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }

        let text = std::fs::read_to_string(path).map_err(|error| Error::file(path, error))?;
        let no_lock = |error: serde_json::Error| {
            Error::file(
                path,
                format!(
                    "no lock file of `cargo statetopic`: {error}; restore it from version control, or remove it and write a \
                     new one with `cargo statetopic lock`"
                ),
            )
        };
        match serde_json::from_str(&text).map_err(no_lock)? {
            Versioned { version: VERSION } => serde_json::from_str(&text).map_err(no_lock),
            Versioned { version } => Err(Error::file(
                path,
                format!(
                    "a lock file of version {version}, and this is a command for version {VERSION}; use a newer `cargo-statetopic`"
                ),
            )),
        }
    }

    pub(crate) fn to_json(&self) -> String {
        // Maps and texts, which serialize.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }
}

impl LockedTable {
    fn new(table: &Table) -> Self {
        let sort_key = |index: &Index| index.sort_key.as_ref().map(shown).unwrap_or_default();
        let local = table.indexes.iter().filter(|index| !index.global);
        Self {
            model: table.model.clone(),
            partition_key: shown(&table.partition_key),
            sort_key: table.sort_key.as_ref().map(shown),
            local_indexes: local
                .map(|index| (index.name.clone(), format!("{} {}", sort_key(index), index.projection)))
                .collect(),
            view: None,
        }
    }
}

fn shown(key: &KeyAttribute) -> String {
    format!("{} {}", key.name, key.scalar_type)
}
