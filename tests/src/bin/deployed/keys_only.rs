//! A page changes, and a row says so.

use serde_json::json;

use super::stack::{Problem, Stack};

pub(crate) async fn run(stack: &Stack) -> Result<(), Problem> {
    stack.put("handbook-pages", json!({ "path": "/start", "text": "Welcome" })).await?;
    stack.becomes("stale-pages", &[json!({ "path": "/start" })]).await
}
