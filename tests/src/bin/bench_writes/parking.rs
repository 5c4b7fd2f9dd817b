//! What parking costs that does not happen: the units a record with and without `on_error = park`, in batches of 100.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use statetopic::prelude::*;
use statetopic::{BoxError, Function, Subscriber};
use statetopic_local::Local;

use super::workload::{Order, SumOrdersSubscriber, Total, event, sum_orders};

const BATCH: usize = 100;

#[subscriber(library, id = "bench/park_orders", on_error = park)]
fn park_orders(change: StateChange<Order>) -> Writes<Total> {
    sum_orders(change)
}

/// Read and write units a record, without and with parking.
pub(super) async fn units(changes: usize) -> Result<[f64; 2], BoxError> {
    Ok([of::<SumOrdersSubscriber>(changes).await?, of::<ParkOrdersSubscriber>(changes).await?])
}

async fn of<S: Subscriber>(changes: usize) -> Result<f64, BoxError> {
    let local = Local::start()?;
    local.create::<Total>().await?;
    for schema in [&statetopic::ledger::SCHEMA, &statetopic::parking::SCHEMA] {
        local.create_table(schema).await?;
    }
    let units = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&units);
    local.engine().set_latency(move |call| {
        // Rows of a transaction cost two units each, up to 1 KB; others one, and a read is counted as one too.
        let each = if call.operation() == "TransactWriteItems" { 2 } else { 1 };
        counted.fetch_add(each * call.rows() as u64, Ordering::Relaxed);
        Duration::ZERO
    });
    let function = Function::<S>::connect(&local.connections()).await?.with_concurrency(super::CONCURRENCY);
    for from in (0..changes).step_by(BATCH) {
        let answer = function.invoke(&event(from..changes.min(from + BATCH), 4), None).await?;
        if !answer.batch_item_failures.is_empty() {
            return Err("a record is not done".into());
        }
    }
    Ok(super::as_float(units.load(Ordering::Relaxed)) / super::as_float(changes as u64))
}
