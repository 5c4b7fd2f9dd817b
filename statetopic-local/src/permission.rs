//! What a function was seen to do, and what its role allows: whether the policy that follows from a signature is the
//! least one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use statetopic::Subscriber;
use statetopic::manifest::describe;
use statetopic::plan::{Deployment, Target};

/// An action on a table or an index of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Permission {
    /// As IAM writes it, such as `dynamodb:GetItem`.
    pub action: String,
    /// The table's name, with `/index/…` for an index.
    pub resource: String,
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.action, self.resource)
    }
}

impl Permission {
    /// An action as IAM writes it, and a table's name or `TABLE/index/INDEX`.
    #[must_use]
    pub fn new(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self { action: action.into(), resource: resource.into() }
    }

    fn of_operation(operation: &str, table: &str, index: Option<&str>) -> Self {
        let index = index.map(|index| format!("/index/{index}")).unwrap_or_default();
        Self::new(format!("dynamodb:{operation}"), format!("{table}{index}"))
    }
}

/// What the role of a subscriber allows on tables, by their logical names, beside reading its stream.
///
/// ```
/// use statetopic::prelude::*;
/// use statetopic_local::{Permission, granted};
///
/// #[read_model(table = "orders")]
/// #[state_topic(view = KEYS_ONLY)]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct Order {
///     #[partition_key]
///     pub id: String,
/// }
///
/// #[subscriber(max_retries = 20)]
/// async fn look_up(_change: StateChange<Order>, _orders: &Table<Order, access::Get>) {}
///
/// let get = Permission::new("dynamodb:GetItem", "orders");
/// assert_eq!(granted::<LookUpSubscriber>(), [get].into());
/// ```
#[must_use]
pub fn granted<S: Subscriber>() -> BTreeSet<Permission> {
    // What would be refused of it is told where it is subscribed.
    let (deployment, _) = Deployment::draft(&[describe::<S>()], &[]);
    let mut granted = BTreeSet::new();
    for access in deployment.subscribers.iter().flat_map(|subscriber| &subscriber.access) {
        let resource = match &access.on {
            Target::Table(table) => table.clone(),
            Target::Index { table, index } => format!("{table}/index/{index}"),
            // Nothing of the engine's.
            Target::Arn(_) => continue,
        };
        granted.extend(access.actions.iter().map(|action| Permission::new(action.as_str(), resource.as_str())));
    }
    granted
}

/// What a subscriber was seen to do, beside what its role allows: see [`Local::role_of`](crate::Local::role_of).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Role {
    /// What the role allows on tables.
    pub granted: BTreeSet<Permission>,
    /// What the subscriber was seen to do.
    pub seen: BTreeSet<Permission>,
}

impl Role {
    /// What the subscriber did and its role does not allow: on AWS it would have failed.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        self.seen.difference(&self.granted).map(ToString::to_string).collect()
    }

    /// What the role allows and the subscriber was not seen to do: a narrower [`access`](statetopic::access), or a path that
    /// the test has not taken. A subscriber with `Writes` reads its ledger only once a record fails.
    #[must_use]
    pub fn spare(&self) -> Vec<String> {
        self.granted.difference(&self.seen).map(ToString::to_string).collect()
    }
}

/// What clients were seen to do, by their names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen(Arc<Mutex<BTreeMap<String, BTreeSet<Permission>>>>);

impl Seen {
    pub(crate) fn note(&self, client: &str, operation: &str, body: &[u8]) {
        // What is not JSON is refused by the engine.
        let Ok(body) = serde_json::from_slice::<Value>(body) else { return };
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.entry(client.to_owned()).or_default().extend(permissions(operation, &body));
    }

    pub(crate) fn of(&self, client: &str) -> BTreeSet<Permission> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(client).cloned().unwrap_or_default()
    }
}

/// What a request must be allowed.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html>
fn permissions(operation: &str, body: &Value) -> Vec<Permission> {
    let text = |holder: &Value, name: &str| holder.get(name).and_then(Value::as_str).map(str::to_owned);
    if let Some(actions) = body.get("TransactItems").and_then(Value::as_array) {
        let actions = actions.iter().filter_map(Value::as_object).flatten();
        let permission = |(kind, action): (&String, &Value)| {
            let action_name =
                if kind == "ConditionCheck" { "ConditionCheckItem".to_owned() } else { format!("{kind}Item") };
            Some(Permission::of_operation(&action_name, &text(action, "TableName")?, None))
        };
        return actions.filter_map(permission).collect();
    }
    if let Some(tables) = body.get("RequestItems").and_then(Value::as_object) {
        return tables.keys().map(|table| Permission::of_operation(operation, table, None)).collect();
    }
    let table = text(body, "TableName");
    table
        .map(|table| Permission::of_operation(operation, &table, text(body, "IndexName").as_deref()))
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(operation: &str, body: &str) -> Vec<String> {
        let seen = Seen::default();
        seen.note("client", operation, body.as_bytes());
        assert_eq!(seen.of("another"), BTreeSet::new());
        seen.of("client").iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_request_needs_its_action_on_its_table_or_index() {
        assert_eq!(shown("GetItem", r#"{"TableName": "orders"}"#), ["dynamodb:GetItem on orders"]);
        let query = r#"{"TableName": "orders", "IndexName": "by-sku"}"#;
        assert_eq!(shown("Query", query), ["dynamodb:Query on orders/index/by-sku"]);
        assert_eq!(shown("BatchGetItem", r#"{"RequestItems": {"a": {}}}"#), ["dynamodb:BatchGetItem on a"]);
        assert_eq!(shown("GetItem", "no JSON"), [] as [&str; 0]);
    }

    #[test]
    fn a_transaction_needs_the_action_of_each_of_its_parts() {
        let body = r#"{"TransactItems": [{"Put": {"TableName": "a"}}, {"ConditionCheck": {"TableName": "b"}}]}"#;
        assert_eq!(shown("TransactWriteItems", body), ["dynamodb:ConditionCheckItem on b", "dynamodb:PutItem on a"]);
    }
}
