//! The role that follows from each subscriber's signature allows what it does and nothing else.

use aws_sdk_dynamodb::types::AttributeValue;
use quickstart::{
    AuditTrailSubscriber, InventoryLevel, InventoryLevelKey, LowStockAlertsSubscriber, WarehouseTotalsSubscriber,
};
use statetopic::prelude::*;
use statetopic::{ReadModel, Subscriber};
use statetopic_local::Local;

fn assert_least<S: Subscriber>(local: &Local) {
    let role = local.role_of::<S>();
    assert_eq!((role.missing(), role.spare()), (Vec::new(), Vec::new()), "{}", S::DEFINITION.id);
}

#[tokio::test]
async fn a_role_allows_what_the_function_does_and_nothing_else() -> Result<()> {
    let local = Local::start()?;
    let levels = local.table::<InventoryLevel>().await?;
    local.subscribe::<WarehouseTotalsSubscriber>().await?;
    local.subscribe::<LowStockAlertsSubscriber>().await?;
    local.subscribe::<AuditTrailSubscriber>().await?;

    let key = InventoryLevelKey { warehouse: "oslo".to_owned(), sku: "bolt-m8".to_owned() };
    let InventoryLevelKey { warehouse, sku } = key.clone();
    levels.put(&InventoryLevel { warehouse, sku, on_hand: 12, shelf: "A1".to_owned(), expires_at: None }).await?;
    levels.update(key.update_existing().add(|a| a.on_hand, -8)).await?;
    local.settle().await?;
    // A record that fails is looked up in the ledger, in case it was committed before.
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let row = local.client().put_item().table_name(InventoryLevel::SCHEMA.table).item("warehouse", text("oslo"));
    row.item("sku", text("nut-m8")).item("on_hand", text("many")).item("shelf", text("A1")).send().await?;
    local.settle().await.expect_err("the row does not decode");

    assert_least::<LowStockAlertsSubscriber>(&local);
    assert_least::<WarehouseTotalsSubscriber>(&local);
    assert_least::<AuditTrailSubscriber>(&local);
    Ok(())
}
