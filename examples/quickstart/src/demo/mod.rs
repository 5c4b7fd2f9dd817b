//! The demonstration: stock movements, and their subscribers.

mod movements;
mod report;

use quickstart::{AuditTrailSubscriber, InventoryLevel, LowStockAlertsSubscriber, WarehouseTotalsSubscriber};
use statetopic::prelude::*;
use statetopic_local::{Clock, Delivery, Local};

use self::movements::{by_hand, many};

/// Number of movements in the second part.
const MOVEMENTS: usize = 300;

/// Runs the demonstration. `false` if the totals are wrong.
pub(crate) async fn run() -> Result<bool> {
    println!("An embedded DynamoDB with streams, a read model, and three subscribers.\n");
    let clock = Clock::wall();
    let local = Local::start_with_clock(clock.clone())?;
    let levels = local.table::<InventoryLevel>().await?;

    let alerts = local.subscribe::<LowStockAlertsSubscriber>().await?;
    let totals = local.subscribe::<WarehouseTotalsSubscriber>().await?;
    let audit = local.subscribe::<AuditTrailSubscriber>().await?;

    report::heading("1. Stock moves, and every change is a typed event");
    by_hand(&levels, &local, &clock).await?;
    local.settle().await?;
    report::changes(&local)?;

    report::heading("2. `low_stock_alerts` wrote to the read model `low-stock-alerts`");
    report::alerts(&local).await?;

    report::heading("3. `warehouse_totals` derived a read model by `Writes`");
    let once = report::totals(&local, &levels).await?;

    report::heading("4. `audit_trail` listens to the derived read model: the totals of one warehouse");
    report::trail(&local, "oslo").await?;

    report::heading(&format!("5. {MOVEMENTS} movements more, and every batch is delivered twice on purpose"));
    alerts.set_delivery(Delivery::Twice).await;
    audit.set_delivery(Delivery::Twice).await;
    totals.set_delivery(Delivery::Twice).await;
    many(&levels, MOVEMENTS).await?;
    let progress = local.settle().await?;
    report::deliveries(&progress);
    let twice = report::totals(&local, &levels).await?;
    println!("\n   Delivered twice, counted once: the ledger row is written in the transaction of the writes.");
    Ok(once && twice)
}
