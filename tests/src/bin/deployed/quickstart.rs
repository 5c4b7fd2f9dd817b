//! Stock moves: the alert, the totals, and the trail of the totals.

use serde_json::{Value, json};

use super::stack::{Problem, Stack};

pub(crate) async fn run(stack: &Stack) -> Result<(), Problem> {
    stack.put("inventory-levels", level("bolt-m8", 12)).await?;
    stack.becomes("warehouse-totals", &[totals(1, 12)]).await?;
    trail(stack, &[("Inserted", &[])]).await?;
    stack.becomes("low-stock-alerts", &[]).await?;

    stack.put("inventory-levels", level("bolt-m8", 4)).await?;
    stack.becomes("warehouse-totals", &[totals(1, 4)]).await?;
    trail(stack, &[("Inserted", &[]), ("Modified", &["units"])]).await?;
    let alert = json!({ "warehouse": "oslo", "sku": "bolt-m8", "on_hand": 4 });
    stack.becomes("low-stock-alerts", std::slice::from_ref(&alert)).await?;

    stack.delete("inventory-levels", json!({ "warehouse": "oslo", "sku": "bolt-m8" })).await?;
    stack.becomes("warehouse-totals", &[totals(0, 0)]).await?;
    trail(stack, &[("Inserted", &[]), ("Modified", &["units"]), ("Modified", &["articles", "units"])]).await?;
    stack.becomes("low-stock-alerts", &[alert]).await
}

fn level(sku: &str, on_hand: u32) -> Value {
    json!({ "warehouse": "oslo", "sku": sku, "on_hand": on_hand, "shelf": "A1" })
}

fn totals(articles: u32, units: u32) -> Value {
    json!({ "warehouse": "oslo", "articles": articles, "units": units })
}

async fn trail(stack: &Stack, changes: &[(&str, &[&str])]) -> Result<(), Problem> {
    let entry = |(what, changed): &(&str, &[&str])| json!({ "warehouse": "oslo", "what": what, "changed": changed });
    stack.becomes("audit-trail", &changes.iter().map(entry).collect::<Vec<_>>()).await
}
