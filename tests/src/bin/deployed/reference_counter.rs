//! References come and go; what has none is marked.

use serde_json::{Value, json};

use super::stack::{Problem, Stack};

pub(crate) async fn run(stack: &Stack) -> Result<(), Problem> {
    stack.put("blobs", json!({ "hash": "cat", "content": "a picture" })).await?;
    for message in ["hello", "fwd: hello"] {
        stack.put("attachments", json!({ "message": message, "name": "cat.jpg", "blob": "cat" })).await?;
    }
    stack.becomes("blob-references", &[references(2)]).await?;
    stack.becomes("garbage-blobs", &[]).await?;
    for message in ["hello", "fwd: hello"] {
        stack.delete("attachments", json!({ "message": message, "name": "cat.jpg" })).await?;
    }
    stack.becomes("blob-references", &[references(0)]).await?;
    stack.becomes("garbage-blobs", &[json!({ "blob": "cat" })]).await
}

fn references(count: u32) -> Value {
    json!({ "blob": "cat", "references": count })
}
