//! The properties of a subscriber that identify it, or that cannot change in place.

use serde::{Deserialize, Serialize};
use statetopic::manifest::Manifest;
use statetopic::subscriber::{StartingPosition, Transport};

/// The properties that identify a subscriber, and with it its checkpoints; and those with which its reader was created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedSubscriber {
    /// The table that it listens to.
    pub(crate) topic: String,
    pub(crate) package: String,
    pub(crate) function: String,
    /// The id that its ledger rows are kept with.
    pub(crate) ledger: String,
    pub(crate) via: Transport,
    pub(crate) starting_position: StartingPosition,
    /// Whether its function runs on Managed Instances.
    pub(crate) managed: bool,
}

impl LockedSubscriber {
    pub(super) fn new(manifest: &Manifest) -> Self {
        Self {
            topic: manifest.topic.table.name().to_owned(),
            package: manifest.package.clone(),
            function: manifest.function.clone(),
            ledger: manifest.ledger_id().to_owned(),
            via: manifest.mapping.via,
            starting_position: manifest.mapping.starting_position,
            managed: manifest.settings.capacity_provider.is_some(),
        }
    }
}
