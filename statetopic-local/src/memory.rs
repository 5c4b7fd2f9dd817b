//! [`DynamoEngine`] on `statetopic`'s tables in memory: raw requests without expressions, and streams from the logs of the
//! tables' changes.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_dynamo::Item;
use serde_json::{Value, json};
use statetopic::ChangeKind;
use statetopic::Clock;
use statetopic::memory::{MemoryCall, MemoryChange, MemoryError, MemoryFailure, MemoryFault, MemoryTables};

use crate::engine::{Attributes, DynamoEngine, EngineError, EngineResponse, Position, RawChange};
use crate::fault::{Call, FaultAction, FaultKind, Faults};
use crate::naming;
use crate::permission::Seen;

/// Tables in memory as an engine.
pub(crate) struct MemoryEngine {
    tables: MemoryTables,
    /// The first stream of each table.
    first: Incarnation,
    /// The streams of the tables whose stream was made again, the last one open.
    made_again: Mutex<BTreeMap<String, Vec<Incarnation>>>,
}

/// A stream of a table, from when it was made until another takes its place.
#[derive(Clone, Copy, Debug)]
struct Incarnation {
    /// When it was made, which is its label, in epoch seconds.
    made: u64,
    /// The position before its first.
    before: u64,
    /// The first of the table's changes that is in it.
    first: usize,
}

impl Incarnation {
    /// The most changes of one.
    const SPAN: u64 = 1 << 32;

    fn arn(&self, table: &str) -> String {
        naming::stream_arn(table, &naming::iso_label(&self.made.to_string()))
    }

    const fn has(&self, position: Position) -> bool {
        position.number() >= self.before && position.number() - self.before < Self::SPAN
    }
}

impl MemoryEngine {
    /// Tables whose streams begin after a position.
    pub(crate) fn new(tables: MemoryTables, before: Position) -> Self {
        let first = Incarnation { made: tables.clock().now().as_secs(), before: before.number(), first: 0 };
        Self { tables, first, made_again: Mutex::default() }
    }

    pub(crate) const fn tables(&self) -> &MemoryTables {
        &self.tables
    }

    /// Makes a table's stream again: it has another label, begins with the next change, and counts from lower numbers.
    #[cfg(feature = "simulate")]
    pub(crate) fn make_stream_again(&self, table: &str) -> Result<(), EngineError> {
        let first = self.known(table)?;
        let mut streams = self.incarnations(table);
        let last = streams[streams.len() - 1];
        let before = last.before.checked_sub(Incarnation::SPAN);
        let before = before.ok_or_else(|| EngineError::new(format!("the stream of `{table}` has no lower numbers")))?;
        streams.push(Incarnation { made: self.clock().now().as_secs().max(last.made + 1), before, first });
        self.made_again.lock().unwrap_or_else(PoisonError::into_inner).insert(table.to_owned(), streams);
        Ok(())
    }

    /// The ARNs of all streams that a table had, with the position that each begins after.
    #[cfg(feature = "simulate")]
    pub(crate) fn streams(&self, table: &str) -> Vec<(String, Position)> {
        let streams = self.incarnations(table).into_iter();
        streams.map(|stream| (stream.arn(table), Position::new(stream.before))).collect()
    }

    /// At least one, the last one open.
    fn incarnations(&self, table: &str) -> Vec<Incarnation> {
        let made_again = self.made_again.lock().unwrap_or_else(PoisonError::into_inner);
        made_again.get(table).cloned().unwrap_or_else(|| vec![self.first])
    }

    fn known(&self, table: &str) -> Result<usize, EngineError> {
        self.tables.changes_count(table).map_err(|_| EngineError::no_table(table))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OnTable {
    table_name: String,
    #[serde(alias = "Item")]
    key: Option<Item>,
}

impl DynamoEngine for MemoryEngine {
    fn execute(&self, operation: &str, body: &[u8]) -> EngineResponse {
        let executed = match operation {
            "Scan" => request(body).and_then(|OnTable { table_name, .. }| {
                let items = self.tables.rows(&table_name).map_err(|error| refused(&error))?;
                Ok(json!({ "Count": items.len(), "Items": items }))
            }),
            "GetItem" => keyed(body).and_then(|(table, key)| {
                let item = self.tables.row(&table, &key).map_err(|error| refused(&error))?;
                Ok(item.map_or(json!({}), |item| json!({ "Item": item })))
            }),
            "PutItem" => keyed(body).and_then(|(table, item)| {
                self.tables.put(&table, item).map_err(|error| refused(&error))?;
                Ok(json!({}))
            }),
            "DeleteItem" => keyed(body).and_then(|(table, key)| {
                self.tables.delete(&table, &key).map_err(|error| refused(&error))?;
                Ok(json!({}))
            }),
            _ => Err(EngineResponse::error(
                400,
                "com.amazon.coral.service#UnknownOperationException",
                &format!("tables in memory do not serve raw requests of the operation {operation}"),
            )),
        };
        executed.map_or_else(|error| error, |answer| EngineResponse::ok(answer.to_string().into_bytes()))
    }

    fn changes(&self, table: &str, after: Option<Position>, limit: usize) -> Result<Vec<RawChange>, EngineError> {
        let streams = self.incarnations(table);
        let read = after.and_then(|after| streams.iter().position(|stream| stream.has(after)));
        let place = read.unwrap_or(streams.len() - 1);
        let stream = streams[place];
        let from = after.map_or(stream.before, Position::number).max(stream.before);
        let skipped = usize::try_from(from - stream.before).unwrap_or(usize::MAX);
        let first = stream.first.saturating_add(skipped);
        let left = streams.get(place + 1).map_or(usize::MAX, |next| next.first.saturating_sub(first));
        let changes = self.tables.changes(table, first, limit.min(left)).map_err(|_| EngineError::no_table(table))?;
        Ok((from + 1..).zip(changes).map(|(number, change)| raw_change(Position::new(number), &change)).collect())
    }

    fn last_position(&self, table: &str) -> Result<Option<Position>, EngineError> {
        let streams = self.incarnations(table);
        let open = streams[streams.len() - 1];
        let last = u64::try_from(self.known(table)?.saturating_sub(open.first)).unwrap_or(u64::MAX);
        Ok((last > 0).then(|| Position::new(open.before.saturating_add(last))))
    }

    fn stream_arn(&self, table: &str) -> Result<String, EngineError> {
        self.known(table)?;
        let streams = self.incarnations(table);
        Ok(streams[streams.len() - 1].arn(table))
    }

    fn sweep_ttl(&self) -> Result<usize, EngineError> {
        Ok(self.tables.sweep_ttl())
    }

    fn clock(&self) -> &Clock {
        self.tables.clock()
    }
}

fn request<R: DeserializeOwned>(body: &[u8]) -> Result<R, EngineResponse> {
    let body: Value = serde_json::from_slice(body).map_err(|_| validation("the body is not JSON"))?;
    if body.as_object().is_some_and(|members| members.keys().any(|name| name.contains("Expression"))) {
        return Err(validation("tables in memory take no expressions"));
    }
    serde_json::from_value(body).map_err(|_| validation("the body is not a request that tables in memory understand"))
}

fn keyed(body: &[u8]) -> Result<(String, Item), EngineResponse> {
    let OnTable { table_name, key } = request(body)?;
    Ok((table_name, key.ok_or_else(|| validation("the request has neither a key nor an item"))?))
}

fn validation(message: &str) -> EngineResponse {
    EngineResponse::error(400, "com.amazon.coral.validate#ValidationException", message)
}

fn refused(error: &MemoryError) -> EngineResponse {
    EngineResponse::error(400, &format!("com.amazonaws.dynamodb.v20120810#{}", error.code()), &error.to_string())
}

fn raw_change(position: Position, change: &MemoryChange) -> RawChange {
    let kind = match (&change.old, &change.new) {
        (None, _) => ChangeKind::Inserted,
        (Some(_), Some(_)) => ChangeKind::Modified,
        (Some(_), None) => ChangeKind::Removed,
    };
    RawChange {
        position,
        kind,
        keys: attributes(&change.key),
        new_image: change.new.as_ref().map(attributes),
        old_image: change.old.as_ref().map(attributes),
        created_at: change.at.as_secs(),
        expired: change.expired,
    }
}

fn attributes(item: &Item) -> Attributes {
    // An item always serializes: its keys are strings, and so are its numbers.
    match serde_json::to_value(item) {
        Ok(Value::Object(attributes)) => attributes,
        Ok(_) | Err(_) => Attributes::new(),
    }
}

/// The tables, for a client of this name: its calls fail as the engine's do, and are seen as they are.
pub(crate) fn tables_named(tables: &MemoryTables, faults: Faults, seen: Seen, client: &str) -> MemoryTables {
    let client = client.to_owned();
    tables.clone().with_faults(move |call| {
        let body = body(call).to_string().into_bytes();
        seen.note(&client, call.operation, &body);
        match faults.decide(&Call::new(&client, call.operation, call.attempt, &body)) {
            FaultAction::Pass => MemoryFault::None,
            FaultAction::FailBefore(kind) => MemoryFault::Before(failure(kind)),
            FaultAction::FailAfter(kind) => MemoryFault::After(failure(kind)),
        }
    })
}

/// What a request would name of its tables.
fn body(call: &MemoryCall<'_>) -> Value {
    if call.operation == "TransactWriteItems" {
        let action =
            |target: &statetopic::memory::MemoryTarget<'_>| json!({ target.action: { "TableName": target.table } });
        return json!({ "TransactItems": call.targets.iter().map(action).collect::<Vec<_>>() });
    }
    match call.targets {
        [target] => match target.index {
            Some(index) => json!({ "TableName": target.table, "IndexName": index }),
            None => json!({ "TableName": target.table }),
        },
        _ => json!({}),
    }
}

const fn failure(kind: FaultKind) -> MemoryFailure {
    match kind {
        FaultKind::Throttling => MemoryFailure::Throttled,
        FaultKind::ServerError => MemoryFailure::ServerError,
        FaultKind::AccessDenied => MemoryFailure::AccessDenied,
        FaultKind::TransactionConflict => MemoryFailure::Conflict,
        FaultKind::ConnectionReset => MemoryFailure::Unreachable,
        FaultKind::Timeout => MemoryFailure::TimedOut,
        FaultKind::Crash => MemoryFailure::Gone,
    }
}
