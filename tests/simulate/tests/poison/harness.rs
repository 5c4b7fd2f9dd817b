//! A topic, its totals, and functions that fail as an item's id says.

use std::collections::BTreeMap;
use std::time::Duration;

use super::event::Change;
use serde_json::json;
use statetopic::manifest::describe;
use statetopic::memory::MemoryTables;
use statetopic::prelude::*;
use statetopic::{Clock, Connections, Function, OutcomeEvent, ParkedRecords, RecordOutcome, Subscriber};

#[read_model(table = "parcels")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Parcel {
    #[partition_key]
    pub(super) id: String,
    pub(super) amount: i64,
    #[sensitive]
    #[serde(default)]
    pub(super) note: Sensitive<String>,
}

#[read_model(table = "sums")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Sum {
    #[partition_key]
    pub(super) id: String,
    #[serde(default)]
    pub(super) total: u32,
    /// The amounts, in the order in which they were added.
    #[serde(default)]
    pub(super) amounts: Vec<i64>,
}

/// What all tests have in common: tables, and the time.
pub(super) struct World {
    pub(super) tables: MemoryTables,
}

impl World {
    pub(super) fn of<S: Subscriber>() -> Self {
        let clock = Clock::tokio_from(Duration::from_hours(490_896));
        let tables = MemoryTables::new(clock);
        let manifest = describe::<S>();
        for table in manifest.tables().chain(manifest.notes().map(|notes| &notes.table)) {
            tables.create(&table.schema.table, &table.schema);
        }
        Self { tables }
    }

    pub(super) fn connections(&self) -> Connections {
        Connections::memory(self.tables.environment(), self.tables.clone())
    }

    pub(super) async fn function<S: Subscriber>(&self) -> Function<S> {
        Function::connect(&self.connections()).await.unwrap()
    }

    pub(super) async fn parked<S: Subscriber>(&self) -> ParkedRecords<S> {
        ParkedRecords::connect(&self.connections()).await.unwrap()
    }

    /// The amounts that were added for each item.
    pub(super) fn amounts(&self) -> BTreeMap<String, Vec<i64>> {
        let sums: Vec<Sum> = self.tables.models("sums").unwrap();
        sums.into_iter().map(|sum| (sum.id, sum.amounts)).collect()
    }
}

/// The addition of an amount, and where it stands among others.
pub(super) fn added(change: &StateChange<Parcel>) -> Writes<Sum> {
    let amount = change.new().map_or(0, |new| new.amount);
    let key = SumKey { id: change.key().id.clone() };
    Writes::new().update(key.update().add(|a| a.total, amount).append(|a| a.amounts, vec![amount]))
}

/// A change of an item to this amount.
pub(super) fn change(number: u32, id: &str, amount: i64) -> Change {
    Change::insert(number, id, json!({ "amount": { "N": amount.to_string() } }))
}

/// What became of each record, in the order of the event: its outcome, and of one that failed which attempt it was.
pub(super) async fn run<S: Subscriber>(
    function: &Function<S>,
    event: &[u8],
    time_left: Option<Duration>,
) -> (Vec<String>, Option<String>) {
    let mut outcomes = BTreeMap::new();
    let observe = |event: &OutcomeEvent<'_>| {
        outcomes.insert(event.ordinal, told(event.outcome));
    };
    let response = function.invoke_observed(event, time_left, observe).await.unwrap();
    (outcomes.into_values().collect(), response.checkpoint().map(str::to_owned))
}

fn told(outcome: &RecordOutcome) -> String {
    let attempt = outcome.failure().and_then(statetopic::RecordFailure::attempt);
    match attempt {
        Some(attempt) => format!("{} {}/{}", outcome.name(), attempt.number, attempt.of),
        None => outcome.name().to_owned(),
    }
}
