//! Shortages from start to end on the embedded engine, every batch delivered twice.

use aws_sdk_dynamodb::types::AttributeValue;
use low_stock::{
    Acknowledgement, LowStockAlert, ReorderSuggestion, StockLevel, StockLevelKey, WatchStockSubscriber, acknowledge,
    open_alerts,
};
use statetopic::ReadModel as _;
use statetopic::prelude::*;
use statetopic_local::{Delivery, Local};

/// A warehouse with 12 bolts and a threshold of 10.
struct Warehouse {
    local: Local,
    levels: Table<StockLevel>,
    alerts: Table<LowStockAlert>,
    acknowledgements: Table<Acknowledgement>,
}

impl Warehouse {
    async fn open() -> Result<Self> {
        let local = Local::start()?;
        local.subscribe::<WatchStockSubscriber>().await?.set_delivery(Delivery::Twice).await;
        let (levels, alerts, acknowledgements) =
            (local.table().await?, local.table().await?, local.table::<Acknowledgement>().await?);
        let warehouse = Self { local, levels, alerts, acknowledgements };
        let StockLevelKey { warehouse: name, sku } = bolts();
        let bolts = StockLevel { warehouse: name, sku, on_hand: 12, threshold: 10, order_up_to: 50 };
        warehouse.levels.put(&bolts).await?;
        Ok(warehouse)
    }

    async fn move_bolts(&self, delta: i32) -> Result<()> {
        self.levels.update(bolts().update_existing().add(|a| a.on_hand, delta)).await?;
        Ok(())
    }

    /// Processes the changes: the units left of the articles with an open alert.
    async fn open_alerts(&self) -> Result<Vec<LowStockAlert>> {
        self.local.settle().await?;
        open_alerts(&self.alerts, &self.acknowledgements, "oslo").await
    }

    async fn suggested(&self) -> Result<Vec<u32>> {
        let suggestions = self.local.table::<ReorderSuggestion>().await?;
        let suggestions = suggestions.query("oslo").unlimited().rows().await?;
        Ok(suggestions.into_iter().map(|suggestion| suggestion.quantity).collect())
    }
}

fn bolts() -> StockLevelKey {
    StockLevelKey { warehouse: "oslo".to_owned(), sku: "bolt".to_owned() }
}

#[tokio::test]
async fn a_shortage_makes_one_alert_and_one_suggestion_however_far_it_goes() -> Result<()> {
    let oslo = Warehouse::open().await?;
    assert_eq!(oslo.open_alerts().await?, []);
    oslo.move_bolts(-3).await?;
    oslo.move_bolts(-4).await?;
    let open = oslo.open_alerts().await?;
    assert_eq!(open.iter().map(|alert| alert.on_hand).collect::<Vec<_>>(), [9]);
    assert_eq!(oslo.suggested().await?, [41]);
    Ok(())
}

#[tokio::test]
async fn a_restock_clears_the_alert_and_keeps_the_suggestion() -> Result<()> {
    let oslo = Warehouse::open().await?;
    oslo.move_bolts(-3).await?;
    oslo.local.settle().await?;
    oslo.move_bolts(41).await?;
    assert_eq!(oslo.open_alerts().await?, []);
    assert_eq!(oslo.suggested().await?, [41]);
    Ok(())
}

#[tokio::test]
async fn shortages_that_follow_each_other_in_one_batch_are_two() -> Result<()> {
    let oslo = Warehouse::open().await?;
    for delta in [-3, 41, -42] {
        oslo.move_bolts(delta).await?;
    }
    let open = oslo.open_alerts().await?;
    assert_eq!(open.iter().map(|alert| alert.on_hand).collect::<Vec<_>>(), [8]);
    assert_eq!(oslo.suggested().await?, [41, 42]);
    Ok(())
}

#[tokio::test]
async fn an_acknowledged_alert_is_open_again_in_the_next_shortage() -> Result<()> {
    let oslo = Warehouse::open().await?;
    oslo.move_bolts(-3).await?;
    let open = oslo.open_alerts().await?;
    acknowledge(&oslo.acknowledgements, &open[0], "Kari").await?;
    oslo.move_bolts(-1).await?;
    assert_eq!(oslo.open_alerts().await?, []);

    oslo.move_bolts(42).await?;
    oslo.move_bolts(-43).await?;
    assert_eq!(oslo.open_alerts().await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn an_article_that_is_listed_no_more_has_no_alert() -> Result<()> {
    let oslo = Warehouse::open().await?;
    oslo.move_bolts(-3).await?;
    oslo.local.settle().await?;
    oslo.levels.delete(&bolts()).await?;
    assert_eq!(oslo.open_alerts().await?, []);
    Ok(())
}

#[tokio::test]
async fn the_role_allows_what_is_done_and_nothing_else() -> Result<()> {
    let oslo = Warehouse::open().await?;
    oslo.move_bolts(-3).await?;
    oslo.local.settle().await?;
    oslo.move_bolts(41).await?;
    oslo.local.settle().await?;
    // A record that fails is looked up in the ledger, in case it was committed before.
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let row = oslo.local.client().put_item().table_name(StockLevel::SCHEMA.table).item("warehouse", text("oslo"));
    row.item("sku", text("nut")).item("on_hand", text("many")).send().await?;
    oslo.local.settle().await.expect_err("the row does not decode");
    let role = oslo.local.role_of::<WatchStockSubscriber>();
    assert_eq!((role.missing(), role.spare()), (vec![], vec![]));
    Ok(())
}
