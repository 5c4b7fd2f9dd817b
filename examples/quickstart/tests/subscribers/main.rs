//! The three subscribers on the embedded engine.

mod policy;

use quickstart::{
    AuditEntry, AuditTrailSubscriber, InventoryLevel, InventoryLevelKey, LowStockAlert, LowStockAlertsSubscriber,
    WarehouseTotals, WarehouseTotalsKey, WarehouseTotalsSubscriber,
};
use statetopic::prelude::*;
use statetopic_local::{Delivery, Local};

fn key() -> InventoryLevelKey {
    InventoryLevelKey { warehouse: "oslo".to_owned(), sku: "bolt-m8".to_owned() }
}

fn level(on_hand: u32) -> InventoryLevel {
    let InventoryLevelKey { warehouse, sku } = key();
    InventoryLevel { warehouse, sku, on_hand, shelf: "A1".to_owned(), expires_at: None }
}

#[tokio::test]
async fn stock_that_falls_below_ten_raises_one_alert() -> Result<()> {
    let local = Local::start()?;
    let levels = local.table::<InventoryLevel>().await?;
    let alerts = local.table::<LowStockAlert>().await?;
    local.subscribe::<LowStockAlertsSubscriber>().await?.set_delivery(Delivery::Twice).await;

    levels.put(&level(12)).await?;
    local.settle().await?;
    assert_eq!(alerts.query("oslo").unlimited().rows().await?, []);

    levels.update(key().update_existing().add(|a| a.on_hand, -8)).await?;
    levels.update(key().update_existing().add(|a| a.on_hand, -1)).await?;
    local.settle().await?;
    let expected = LowStockAlert { warehouse: "oslo".to_owned(), sku: "bolt-m8".to_owned(), on_hand: 4 };
    assert_eq!(alerts.query("oslo").unlimited().rows().await?, [expected]);
    Ok(())
}

#[tokio::test]
async fn the_trail_has_one_entry_for_each_change_of_the_totals_in_order() -> Result<()> {
    let local = Local::start()?;
    let levels = local.table::<InventoryLevel>().await?;
    let trail = local.table::<AuditEntry>().await?;
    local.subscribe::<WarehouseTotalsSubscriber>().await?.set_delivery(Delivery::Twice).await;
    local.subscribe::<AuditTrailSubscriber>().await?.set_delivery(Delivery::Twice).await;

    // The totals of several records that are in one batch change once.
    levels.put(&level(12)).await?;
    local.settle().await?;
    levels.update(key().update_existing().add(|a| a.on_hand, -2).set(|a| a.shelf, "B2".to_owned())).await?;
    local.settle().await?;
    levels.delete(&key()).await?;
    local.settle().await?;

    let entries = trail.query("oslo").unlimited().rows().await?;
    let told: Vec<_> = entries.iter().map(|entry| (entry.what.as_str(), entry.changed.join(","))).collect();
    let expected = [("Inserted", ""), ("Modified", "units"), ("Modified", "articles,units")];
    assert_eq!(told, expected.map(|(what, changed)| (what, changed.to_owned())));
    Ok(())
}

#[tokio::test]
async fn totals_count_each_change_once_when_every_batch_comes_twice() -> Result<()> {
    let local = Local::start()?;
    let levels = local.table::<InventoryLevel>().await?;
    local.subscribe::<WarehouseTotalsSubscriber>().await?.set_delivery(Delivery::Twice).await;

    levels.put(&level(12)).await?;
    levels.put(&level(5)).await?;
    levels.put(&InventoryLevel { sku: "nut-m8".to_owned(), ..level(30) }).await?;
    local.settle().await?;

    let totals = local.table::<WarehouseTotals>().await?;
    let oslo = WarehouseTotalsKey { warehouse: "oslo".to_owned() };
    let expected = WarehouseTotals { warehouse: "oslo".to_owned(), articles: 2, units: 35 };
    assert_eq!(totals.get(&oslo).await?, Some(expected));
    Ok(())
}
