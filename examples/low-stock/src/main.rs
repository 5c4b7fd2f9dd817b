//! A morning at the warehouse: bolts run low, somebody takes care of it, the restock clears the alert.

use low_stock::{
    Acknowledgement, LowStockAlert, ReorderSuggestion, StockLevel, StockLevelKey, WatchStockSubscriber, acknowledge,
    open_alerts,
};
use statetopic::prelude::*;
use statetopic_local::{Delivery, Local};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let local = Local::start()?;
    let levels = local.table::<StockLevel>().await?;
    let warehouse = "oslo".to_owned();
    for (sku, on_hand, threshold, order_up_to) in [("bolt", 120, 100, 500), ("crane", 3, 1, 3), ("nut", 90, 50, 400)] {
        let (warehouse, sku) = (warehouse.clone(), sku.to_owned());
        levels.put(&StockLevel { warehouse, sku, on_hand, threshold, order_up_to }).await?;
    }
    // Every batch comes twice, as it may on AWS.
    local.subscribe::<WatchStockSubscriber>().await?.set_delivery(Delivery::Twice).await;
    show(&local, "Each article has a threshold of its own: 120 bolts, 3 cranes and 90 nuts are enough").await?;

    levels.update(bolts().update_existing().add(|a| a.on_hand, -40)).await?;
    levels.update(bolts().update_existing().add(|a| a.on_hand, -30)).await?;
    show(&local, "Bolts fall below 100, and further").await?;

    let acknowledgements = local.table::<Acknowledgement>().await?;
    for alert in open_alerts(&local.table().await?, &acknowledgements, "oslo").await? {
        acknowledge(&acknowledgements, &alert, "Kari").await?;
    }
    show(&local, "Kari takes care of it").await?;

    levels.update(bolts().update_existing().add(|a| a.on_hand, 420)).await?;
    show(&local, "Bolts are restocked").await?;

    levels.update(bolts().update_existing().add(|a| a.on_hand, -450)).await?;
    show(&local, "Somebody buys 450: another shortage, which nobody has acknowledged").await
}

fn bolts() -> StockLevelKey {
    StockLevelKey { warehouse: "oslo".to_owned(), sku: "bolt".to_owned() }
}

/// Processes the changes, and prints what the subscriber has written.
async fn show(local: &Local, what: &str) -> Result<()> {
    local.settle().await?;
    println!("\n{what}:");
    let alerts = local.table::<LowStockAlert>().await?;
    let open = open_alerts(&alerts, &local.table().await?, "oslo").await?;
    for alert in alerts.query("oslo").unlimited().rows().await? {
        let state = if open.contains(&alert) { "open" } else { "acknowledged" };
        println!("  {state} alert: {} left of {}, the threshold is {}", alert.on_hand, alert.sku, alert.threshold);
    }
    for reorder in local.table::<ReorderSuggestion>().await?.query("oslo").unlimited().rows().await? {
        println!("  suggested: order {} of {}", reorder.quantity, reorder.sku);
    }
    Ok(())
}
