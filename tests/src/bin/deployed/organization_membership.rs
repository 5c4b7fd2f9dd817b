//! Users join, change their role and leave. What the emulator's Pipe does not carry is carried meanwhile.

use serde_json::{Value, json};

use super::stack::{Problem, Stack};

pub(crate) async fn run(stack: &Stack) -> Result<(), Problem> {
    for (user, role) in [("kari", "alto"), ("ola", "bass"), ("kari", "soprano")] {
        stack.put("memberships", json!({ "user": user, "organization": "choir", "role": role })).await?;
    }
    stack.becomes("organizations", &[member("kari", "soprano"), member("ola", "bass")]).await?;
    stack.delete("memberships", json!({ "user": "ola", "organization": "choir" })).await?;
    stack.becomes("organizations", &[member("kari", "soprano")]).await
}

fn member(user: &str, role: &str) -> Value {
    json!({ "organization": "choir", "user": user, "role": role })
}
