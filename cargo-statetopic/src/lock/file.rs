//! The file: JSON, sorted, one fact a line, so that a review sees what changes.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use statetopic::manifest::{Index, KeyAttribute, Table};

use crate::check::tables;
use crate::collect::Subscriber;
use crate::error::Error;

/// The format that this version writes.
const VERSION: u32 = 1;

/// What is deployed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lock {
    version: u32,
    /// By logical names.
    pub(super) tables: BTreeMap<String, LockedTable>,
    /// By ids.
    pub(super) subscribers: BTreeMap<String, LockedSubscriber>,
}

/// What cannot change of a table in place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LockedTable {
    pub(super) model: String,
    pub(super) partition_key: String,
    pub(super) sort_key: Option<String>,
    /// The local indexes, which are made with the table.
    pub(super) local_indexes: BTreeMap<String, String>,
    /// `None` without a stream.
    pub(super) view: Option<String>,
}

/// What a subscriber's checkpoints hang on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LockedSubscriber {
    /// The table that it listens to.
    pub(super) topic: String,
    pub(super) package: String,
    pub(super) function: String,
}

impl Lock {
    pub(super) fn of(subscribers: &[Subscriber]) -> Self {
        let mut locked: BTreeMap<String, LockedTable> = BTreeMap::new();
        for Subscriber { manifest, .. } in subscribers {
            for table in tables(manifest) {
                locked.entry(table.name.clone()).or_insert_with(|| LockedTable::of(table));
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

    pub(super) fn read(path: &Path) -> Result<Self, Error> {
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

    pub(super) fn to_json(&self) -> String {
        // Maps and texts, which serialize.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }
}

impl LockedTable {
    fn of(table: &Table) -> Self {
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
