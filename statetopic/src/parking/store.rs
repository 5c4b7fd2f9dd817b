//! The parking table of a subscriber, beside its ledger.

use std::collections::HashMap;
use std::sync::Arc;

use serde_dynamo::{AttributeValue, Item};

use super::looked::Looked;
use super::schema::SCHEMA;
use crate::connections::{ConnectError, Connections};
use crate::ledger::{CommitError, Committer};
use crate::rows::{Change, Condition, Get, RowKey, RowOperation, RowsError};
use crate::subscriber::ErrorSettings;
use crate::table::TableError;

/// What a process knows of the parking table.
pub(crate) struct ParkingTable {
    pub(super) table: String,
    pub(super) settings: ErrorSettings,
    pub(super) looked: Looked,
}

impl ParkingTable {
    pub(crate) fn connect(connections: &Connections, settings: ErrorSettings) -> Result<Self, ConnectError> {
        Ok(Self { table: connections.environment().table_name(SCHEMA.table)?, settings, looked: Looked::default() })
    }
}

/// The parking table and the ledger, of which neither says all.
#[derive(Clone, Copy)]
pub(crate) struct Parking<'a> {
    pub(super) committer: &'a Committer,
    pub(super) parked: &'a ParkingTable,
}

impl<'a> Parking<'a> {
    pub(crate) const fn new(committer: &'a Committer, parked: &'a ParkingTable) -> Self {
        Self { committer, parked }
    }

    pub(crate) const fn committer(&self) -> &'a Committer {
        self.committer
    }

    pub(crate) const fn settings(&self) -> ErrorSettings {
        self.parked.settings
    }

    /// Reads a row, the latest.
    pub(super) async fn get(&self, key: &RowKey) -> Result<Option<Item>, CommitError> {
        let table = self.parked.table.as_str();
        let row = self.committer.rows().get(Get { table, key_names: (&SCHEMA).into(), key, consistent: true }).await;
        row.map_err(|error| self.failed("GetItem", error))
    }

    /// Writes a row.
    pub(super) async fn write(&self, operation: RowOperation<'_>) -> Result<(), RowsError> {
        self.committer.rows().write(operation).await
    }

    pub(super) fn put(
        &self,
        row: HashMap<String, AttributeValue>,
        key: RowKey,
        condition: Option<Condition>,
    ) -> RowOperation<'a> {
        self.operation(Change::Put(row.into()), key, condition)
    }

    pub(super) fn operation(&self, change: Change, key: RowKey, condition: Option<Condition>) -> RowOperation<'a> {
        RowOperation { table: &self.parked.table, key_names: (&SCHEMA).into(), key, change, condition }
    }

    pub(super) fn failed(&self, operation: &'static str, error: RowsError) -> CommitError {
        CommitError::Service(Arc::new(TableError::of(operation, &self.parked.table, error)))
    }
}
