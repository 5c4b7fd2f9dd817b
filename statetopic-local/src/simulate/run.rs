//! What the checks of a run see.

use std::collections::BTreeSet;

use statetopic::{BoxError, ReadModel, Record, Topic, decode};
use statetopic_simulate::{RecordReport, SourceChange};

use crate::local::Local;

/// A run at its end: the tables, the history of each source, and what was told of records.
#[derive(Debug)]
pub struct Run {
    local: Local,
    told: Vec<RecordReport>,
    superseded: BTreeSet<String>,
}

impl Run {
    pub(super) const fn new(local: Local, told: Vec<RecordReport>, superseded: BTreeSet<String>) -> Self {
        Self { local, told, superseded }
    }

    /// The rows of a model, in the order of their keys; none where it has no table.
    ///
    /// # Errors
    /// Where a row cannot be read.
    pub fn rows<M: ReadModel>(&self) -> Result<Vec<M>, BoxError> {
        match self.local.engine().tables() {
            Some(tables) if tables.changes_count(M::SCHEMA.table).is_ok() => Ok(tables.models(M::SCHEMA.table)?),
            _ => Ok(Vec::new()),
        }
    }

    /// The changes of a topic, in their order, as its view has them.
    ///
    /// # Errors
    /// Where one cannot be read.
    pub fn changes<T: Topic>(&self) -> Result<Vec<Record<T>>, BoxError> {
        let event = serde_json::to_vec(&self.local.stream::<T>()?.whole_history()?)?;
        let records = decode::<T>(&event)?;
        records.into_iter().map(|record| record.map_err(|undecoded| undecoded.error().to_string().into())).collect()
    }

    /// The superseded records that subscribers with `on_error = park` kept, by their sequence numbers.
    #[must_use]
    pub const fn superseded(&self) -> &BTreeSet<String> {
        &self.superseded
    }

    /// What was told of records, in the order in which it was.
    #[must_use]
    pub fn told(&self) -> &[RecordReport] {
        &self.told
    }
}

/// The history of a topic, as checks see it that know no types.
pub(super) fn history<T: Topic>(local: &Local) -> Result<Vec<SourceChange>, BoxError> {
    let event = serde_json::to_value(local.stream::<T>()?.whole_history()?)?;
    let records = event["Records"].as_array().cloned().unwrap_or_default();
    let changed = records.iter().map(|record| {
        let record = &record["dynamodb"];
        let number = record["SequenceNumber"].as_str().unwrap_or_default().to_owned();
        SourceChange { number, item: record["Keys"].to_string() }
    });
    Ok(changed.collect())
}
