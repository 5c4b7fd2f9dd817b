//! Changes of rows that are there, one for each item: put by `Writes`, and projected.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use statetopic::memory::MemoryTables;
use statetopic::prelude::*;
use statetopic::{BoxError, Clock, Connections, Function, Subscriber, WholeRows};
use statetopic_local::Local;
use statetopic_tests::store::Store;

use crate::workload::{ITEMS, Order, amount, event};
use crate::{BATCH, CONCURRENCY, OPERATION, REQUEST, as_float, without_streams};

/// The row of an order, as `Writes` put it.
#[read_model(table = "bench-rows")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Row {
    #[partition_key]
    id: u32,
    amount: u32,
}

/// The same as a projection.
#[read_model(table = "bench-cards", projection_of = Order)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Card {
    #[partition_key]
    id: u32,
    amount: u32,
    #[sequence]
    position: SourcePosition,
}

#[subscriber(library)]
fn put_rows(change: StateChange<Order>) -> Writes<Row> {
    let Some(new) = change.new() else { return Writes::new() };
    Writes::new().put(&Row { id: new.id, amount: new.amount })
}

#[subscriber(library)]
fn project_cards(change: StateChange<Order>) -> Projection<Card> {
    let Some(new) = change.new() else { return Projection::absent() };
    Projection::row(&Card { id: new.id, amount: new.amount, position: SourcePosition::unset() })
}

/// What a way came to.
pub(crate) struct Measured {
    /// Changes a second.
    pub(crate) rate: f64,
    /// Write units a change.
    pub(crate) units: f64,
}

/// So many changes of rows that are there, by `Writes` that put them and by a projection.
pub(crate) fn measure(store: Store, changes: usize) -> Result<(Measured, Measured), BoxError> {
    let put = measure_one::<PutRowsSubscriber, Row>(store, changes, |row| row.amount)?;
    let projected = measure_one::<ProjectCardsSubscriber, Card>(store, changes, |card| card.amount)?;
    Ok((put, projected))
}

fn measure_one<S: Subscriber, M: WholeRows<Key: From<Id>> + Serialize>(
    store: Store,
    changes: usize,
    amount_of: fn(&M) -> u32,
) -> Result<Measured, BoxError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let units = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&units);
    // Each operation of a transaction costs two units for a row up to 1 KB.
    let request = move |operation: &str, rows: usize| {
        let each = if operation == "TransactWriteItems" { 2 } else { 1 };
        counted.fetch_add(each * rows as u64, Ordering::Relaxed);
        REQUEST + OPERATION * u32::try_from(rows).unwrap_or(u32::MAX)
    };
    let end = ITEMS + changes;
    let spent = runtime.block_on(async {
        match store {
            Store::Engine => {
                let local = Local::start()?;
                local.create::<M>().await?;
                local.create_table(&statetopic::ledger::SCHEMA).await?;
                without_streams(&local.client(), [M::SCHEMA.table, "statetopic-ledger"]).await?;
                local.engine().set_latency(move |call| request(call.operation(), call.rows()));
                let spent = deliver::<S>(&local.connections(), end, &units).await?;
                local.engine().set_latency(|_| Duration::ZERO);
                let rows = local.table::<M>().await?;
                for id in IDS {
                    let row = rows.get(&Id(u32::try_from(id)?).into()).consistent().await?;
                    check(id, end, row.as_ref().map(amount_of))?;
                }
                Ok::<_, BoxError>(spent)
            }
            Store::Memory => {
                let tables = MemoryTables::new(Clock::wall());
                for schema in [&M::SCHEMA, &statetopic::ledger::SCHEMA] {
                    tables.create(schema.table, schema);
                }
                let tables = tables.with_latency(move |call| request(call.operation, call.targets.len()));
                let connections = Connections::memory(tables.environment(), tables.clone());
                let spent = deliver::<S>(&connections, end, &units).await?;
                let amounts: Vec<u32> = tables.models::<M>(M::SCHEMA.table)?.iter().map(amount_of).collect();
                for id in IDS {
                    check(id, end, amounts.get(id).copied())?;
                }
                Ok(spent)
            }
        }
    })?;
    let changes = as_float(changes as u64);
    Ok(Measured { rate: changes / spent.as_secs_f64(), units: as_float(units.load(Ordering::Relaxed)) / changes })
}

/// Delivers the changes. Returns how long those took that come after the first rows were made, of which the units are counted.
async fn deliver<S: Subscriber>(
    connections: &Connections,
    end: usize,
    units: &AtomicU64,
) -> Result<Duration, BoxError> {
    let function = Function::<S>::connect(connections).await?.with_concurrency(CONCURRENCY);
    let invoke = async |changes: std::ops::Range<usize>| {
        let event = event(changes, u32::MAX);
        let start = Instant::now();
        let answer = function.invoke(&event, None).await?;
        match answer.batch_item_failures.is_empty() {
            true => Ok::<_, BoxError>(start.elapsed()),
            false => Err("a record is not done".into()),
        }
    };
    invoke(0..ITEMS).await?;
    units.store(0, Ordering::Relaxed);
    let mut spent = Duration::ZERO;
    for from in (ITEMS..end).step_by(BATCH) {
        spent += invoke(from..end.min(from + BATCH)).await?;
    }
    Ok(spent)
}

/// The first item and the last one.
const IDS: [usize; 2] = [0, ITEMS - 1];

/// Whether the row of an item is that of its last change.
fn check(id: usize, end: usize, found: Option<u32>) -> Result<(), BoxError> {
    let last = (0..end).rev().find(|change| change % ITEMS == id).unwrap_or_default();
    match found {
        Some(found) if usize::try_from(found)? == amount(last) => Ok(()),
        _ => Err(format!("the row of the item {id} is not that of its last change").into()),
    }
}

/// The key of an item.
struct Id(u32);

impl From<Id> for RowKey {
    fn from(id: Id) -> Self {
        Self { id: id.0 }
    }
}

impl From<Id> for CardKey {
    fn from(id: Id) -> Self {
        Self { id: id.0 }
    }
}
