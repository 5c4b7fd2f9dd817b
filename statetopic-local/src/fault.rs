//! Faults on request: what a test makes go wrong between a client and the engine.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
#[cfg(feature = "engine")]
use std::time::Duration;

use serde_json::Value;

/// One request of a client, as a fault policy sees it. A retry is a request of its own.
pub struct Call<'a> {
    client: &'a str,
    operation: &'a str,
    attempt: u32,
    body: &'a [u8],
}

impl<'a> Call<'a> {
    pub(crate) fn new(client: &'a str, operation: &'a str, attempt: u32, body: &'a [u8]) -> Self {
        Self { client, operation, attempt, body }
    }

    /// The name that the client was made with; the one of [`Engine::client`](crate::Engine::client) is empty.
    #[must_use]
    pub fn client(&self) -> &str {
        self.client
    }

    /// The operation, such as `TransactWriteItems`.
    #[must_use]
    pub fn operation(&self) -> &str {
        self.operation
    }

    /// Which attempt at the operation this is: 1, then 2 and 3 where the SDK retries.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// How many rows it writes or reads, as far as it names them: of a transaction its operations, else 1.
    #[must_use]
    pub fn rows(&self) -> usize {
        let body = serde_json::from_slice::<Value>(self.body).unwrap_or_default();
        body.get("TransactItems").and_then(Value::as_array).map_or(1, Vec::len)
    }

    /// Whether the operation reads or writes a table.
    #[must_use]
    pub fn touches(&self, table: &str) -> bool {
        serde_json::from_slice(self.body).is_ok_and(|body: Value| names(&body, table))
    }
}

impl fmt::Debug for Call<'_> {
    /// Without the body: it holds the item.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("client", &self.client)
            .field("operation", &self.operation)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

/// Where a request names its tables: at the top, in the actions of a transaction, or as the keys of a batch.
fn names(body: &Value, table: &str) -> bool {
    let is_named = |holder: &Value| holder.get("TableName").and_then(Value::as_str) == Some(table);
    let actions = body.get("TransactItems").and_then(Value::as_array);
    let mut in_actions = actions.into_iter().flatten().filter_map(Value::as_object).flat_map(serde_json::Map::values);
    let in_batch = body.get("RequestItems").and_then(Value::as_object);
    is_named(body) || in_actions.any(is_named) || in_batch.is_some_and(|tables| tables.contains_key(table))
}

/// What is to become of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultAction {
    /// It runs, and its answer arrives.
    #[default]
    Pass,
    /// It never runs.
    FailBefore(FaultKind),
    /// It runs, but its answer is lost.
    FailAfter(FaultKind),
}

/// How a call fails, as its client sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// `ThrottlingException`: the SDK retries it.
    Throttling,
    /// `InternalServerError`: the SDK retries it.
    ServerError,
    /// `AccessDeniedException`: the SDK fails at once.
    AccessDenied,
    /// Another transaction is on the same row: a transaction is cancelled with the reason `TransactionConflict` for its first
    /// operation, a single write fails with `TransactionConflictException`, which the SDK does not retry. It never runs, not
    /// even where it is to fail after it has. Reads meet no conflict.
    TransactionConflict,
    /// The connection broke: the SDK retries it.
    ConnectionReset,
    /// No answer came in time: the SDK retries it.
    Timeout,
    /// The process that called is gone: nothing is retried.
    Crash,
}

impl FaultAction {
    /// The same as it can become of an operation.
    fn of(self, operation: &str) -> Self {
        const WRITES: [&str; 4] = ["DeleteItem", "PutItem", "TransactWriteItems", "UpdateItem"];
        match self {
            Self::FailBefore(FaultKind::TransactionConflict) | Self::FailAfter(FaultKind::TransactionConflict) => {
                if WRITES.contains(&operation) {
                    Self::FailBefore(FaultKind::TransactionConflict)
                } else {
                    Self::Pass
                }
            }
            other => other,
        }
    }
}

type Policy = dyn Fn(&Call<'_>) -> FaultAction + Send + Sync;

#[cfg(feature = "engine")]
type Latency = dyn Fn(&Call<'_>) -> Duration + Send + Sync;

/// The policy in force, shared by all clients of an engine.
#[derive(Clone, Default)]
pub(crate) struct Faults {
    policy: Arc<RwLock<Option<Arc<Policy>>>>,
    #[cfg(feature = "engine")]
    latency: Arc<RwLock<Option<Arc<Latency>>>>,
}

impl Faults {
    pub(crate) fn inject(&self, policy: impl Fn(&Call<'_>) -> FaultAction + Send + Sync + 'static) {
        self.put(Some(Arc::new(policy)));
    }

    pub(crate) fn heal(&self) {
        self.put(None);
    }

    fn put(&self, policy: Option<Arc<Policy>>) {
        *self.policy.write().unwrap_or_else(PoisonError::into_inner) = policy;
    }

    #[cfg(feature = "engine")]
    pub(crate) fn set_latency(&self, latency: impl Fn(&Call<'_>) -> Duration + Send + Sync + 'static) {
        *self.latency.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(latency));
    }

    /// How long this call takes, where that was said.
    #[cfg(feature = "engine")]
    pub(crate) fn latency(&self, call: &Call<'_>) -> Option<Duration> {
        let latency = self.latency.read().unwrap_or_else(PoisonError::into_inner).clone();
        latency.map(|latency| latency(call))
    }

    /// What is to become of this call. The lock is not held while the policy decides, so it may replace itself.
    pub(crate) fn decide(&self, call: &Call<'_>) -> FaultAction {
        let policy = self.policy.read().unwrap_or_else(PoisonError::into_inner).clone();
        policy.map_or(FaultAction::Pass, |policy| policy(call)).of(call.operation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_knows_the_tables_that_it_touches() {
        for body in [
            r#"{"TableName": "orders"}"#,
            r#"{"TransactItems": [{"Put": {"TableName": "users"}}, {"ConditionCheck": {"TableName": "orders"}}]}"#,
            r#"{"RequestItems": {"orders": []}}"#,
        ] {
            let call = Call::new("", "Query", 1, body.as_bytes());
            assert!(call.touches("orders"), "{body}");
            assert!(!call.touches("order"), "{body}");
        }
        assert!(!Call::new("", "PutItem", 1, b"no JSON").touches("orders"));
    }

    #[test]
    fn a_transaction_has_as_many_rows_as_operations() {
        let rows = |body: &str| Call::new("", "TransactWriteItems", 1, body.as_bytes()).rows();
        assert_eq!(rows(r#"{"TransactItems": [{"Put": {}}, {"Update": {}}]}"#), 2);
        assert_eq!([rows(r#"{"TableName": "orders"}"#), rows("no JSON")], [1, 1]);
    }

    #[test]
    fn a_policy_may_replace_itself() {
        let faults = Faults::default();
        let own = faults.clone();
        faults.inject(move |_| {
            own.heal();
            FaultAction::FailBefore(FaultKind::Timeout)
        });
        let call = Call::new("", "GetItem", 1, b"{}");
        assert_eq!(faults.decide(&call), FaultAction::FailBefore(FaultKind::Timeout));
        assert_eq!(faults.decide(&call), FaultAction::Pass);
    }

    #[test]
    fn a_call_is_shown_without_its_body() {
        let call = Call::new("", "PutItem", 1, br#"{"Item": {"id": {"S": "secret"}}}"#);
        assert!(!format!("{call:?}").contains("secret"));
    }
}
