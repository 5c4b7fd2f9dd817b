//! An account is opened, frozen and closed; nobody's address gets into the trail.

use serde_json::{Value, json};

use super::stack::{Problem, Stack};

const ADDRESS: &str = "kari@example.org";

pub(crate) async fn run(stack: &Stack) -> Result<(), Problem> {
    let account = |status: &str, by: &str| {
        let (owner, id) = ("Kari", "17");
        json!({ "id": id, "owner": owner, "email": ADDRESS, "credit_limit": 100, "status": status, "signed_by": by })
    };
    stack.put("accounts", account("Open", "ola")).await?;
    stack.put("accounts", account("Frozen", "aroha")).await?;
    stack.delete("accounts", json!({ "id": "17" })).await?;
    let entry = |action: &str, by: &str| json!({ "action": action, "by": by });
    let expected = [entry("Created", "ola"), entry("Changed", "aroha"), entry("Deleted", "aroha")];
    stack.becomes("account-history", &expected).await?;
    let trail = Value::Array(stack.rows("account-history").await?).to_string();
    match trail.contains(ADDRESS) || !trail.contains("[masked]") {
        true => Err("the trail shows the address".into()),
        false => Ok(()),
    }
}
