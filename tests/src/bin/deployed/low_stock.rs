//! A shortage comes and goes.

use serde_json::{Value, json};

use super::stack::{Problem, Stack};

pub(crate) async fn run(stack: &Stack) -> Result<(), Problem> {
    stack.put("stock-levels", level(3)).await?;
    let alert = json!({ "warehouse": "oslo", "sku": "bolt-m8", "on_hand": 3, "threshold": 5 });
    stack.becomes("shortage-alerts", &[alert]).await?;
    let suggestion = json!({ "warehouse": "oslo", "sku": "bolt-m8", "quantity": 17 });
    stack.becomes("reorder-suggestions", std::slice::from_ref(&suggestion)).await?;
    stack.put("stock-levels", level(20)).await?;
    stack.becomes("shortage-alerts", &[]).await?;
    stack.becomes("reorder-suggestions", &[suggestion]).await
}

fn level(on_hand: u32) -> Value {
    json!({ "warehouse": "oslo", "sku": "bolt-m8", "on_hand": on_hand, "threshold": 5, "order_up_to": 20 })
}
