//! The content of the file: sorted JSON with one fact per line, so that a review shows what changes.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use statetopic::manifest::Table;
use statetopic::plan::Deployment;
use statetopic::schema::{IndexSchema, IndexScope, KeyElement};
use statetopic::view::StreamView;

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

/// The properties of a table that cannot change in place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedTable {
    pub(crate) model: String,
    pub(crate) partition_key: String,
    pub(crate) sort_key: Option<String>,
    /// The local indexes, which are created with the table.
    pub(crate) local_indexes: BTreeMap<String, String>,
    /// `None` without a stream.
    pub(crate) view: Option<StreamView>,
}

/// The properties that identify a subscriber, and with it its checkpoints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedSubscriber {
    /// The table that it listens to.
    pub(crate) topic: String,
    pub(crate) package: String,
    pub(crate) function: String,
}

impl Lock {
    pub(crate) fn new(deployment: &Deployment) -> Self {
        let mut locked: BTreeMap<String, LockedTable> = BTreeMap::new();
        let manifests = || deployment.subscribers.iter().map(|subscriber| &subscriber.manifest);
        for manifest in manifests() {
            for table in manifest.tables() {
                locked.entry(table.name().to_owned()).or_insert_with(|| LockedTable::new(table));
            }
            if let (true, Some(table)) = (manifest.topic.enabled, locked.get_mut(manifest.topic.table.name())) {
                table.view = Some(manifest.topic.view);
            }
        }
        let subscribers = manifests().map(|manifest| {
            let locked = LockedSubscriber {
                topic: manifest.topic.table.name().to_owned(),
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

impl LockedTable {
    fn new(table: &Table) -> Self {
        let sort_key = |index: &IndexSchema<String>| {
            let attributes: Vec<String> = index.sort_key.iter().map(describe).collect();
            attributes.join(", ")
        };
        let local = table.schema.indexes.iter().filter(|index| index.scope == IndexScope::Local);
        Self {
            model: table.model.clone(),
            partition_key: describe(&table.schema.partition_key),
            sort_key: table.schema.sort_key.as_ref().map(describe),
            local_indexes: local
                .map(|index| (index.name.clone(), format!("{} {}", sort_key(index), index.projection.as_str())))
                .collect(),
            view: None,
        }
    }
}

fn describe(key: &KeyElement<String>) -> String {
    format!("{} {}", key.name, key.scalar_type)
}
