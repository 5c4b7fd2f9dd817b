//! Tables in memory, by their names.

use std::collections::BTreeMap;
use std::fmt;
use std::future::pending;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_dynamo::Item;
use tokio::task::yield_now;
use tokio::time::sleep;

use super::call::{Latency, MemoryCall, MemoryFailure, MemoryFault, MemoryTarget, Policy};
use super::error::MemoryError;
use super::late::{self, Late, Request};
use super::query;
use super::schema::{KeyParts, Keys};
use super::shards::by_model;
use super::table::{Effect, MemoryChange, RowWrite, Table, check_size};
use super::transaction::{Tokens, transact};
use super::value::{Attributes, kept_row};
use crate::clock::Clock;
use crate::decode::{read_row, read_shards};
use crate::environment::{Environment, table_variable};
use crate::index::QueryRow;
use crate::model::ReadModel;
use crate::rows::error::RowsError;
use crate::rows::operation::{Change, Get, Retries, RowOperation};
use crate::rows::query::{Page, QueryRequest};
use crate::schema::{SchemaText, TableSchema};

/// Tables in memory. Clones are the same tables.
#[derive(Clone)]
pub struct MemoryTables {
    shared: Arc<Shared>,
    policy: Option<Arc<Policy>>,
    latency: Option<Arc<Latency>>,
}

struct Shared {
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    tables: BTreeMap<String, Table>,
    /// The variables with the tables' names.
    variables: BTreeMap<String, String>,
    tokens: Tokens,
    /// Tokens that were made for calls without one.
    made: u64,
    /// Writes that are carried out later.
    late: Late,
    /// Numbers that were given by chance.
    chances: u64,
}

impl MemoryTables {
    /// No tables. Changes are stamped by the clock, and rows expire by it.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self { shared: Arc::new(Shared { clock, state: Mutex::default() }), policy: None, latency: None }
    }

    /// The same tables, for callers whose calls fail as the policy says. It is asked about each attempt at a call.
    #[must_use]
    pub fn with_faults(mut self, policy: impl Fn(&MemoryCall<'_>) -> MemoryFault + Send + Sync + 'static) -> Self {
        self.policy = Some(Arc::new(policy));
        self
    }

    /// The same tables, for callers whose calls take so long: a half before they are carried out, and a half after. Without, other
    /// tasks get their turn before and after each call, and no time passes.
    ///
    /// # Example: 5 ms a request and 0.2 ms for each of its operations
    /// ```
    /// use std::time::Duration;
    /// use statetopic::Clock;
    /// use statetopic::memory::MemoryTables;
    ///
    /// let tables = MemoryTables::new(Clock::wall()).with_latency(|call| {
    ///     Duration::from_millis(5) + Duration::from_micros(200) * u32::try_from(call.targets.len()).unwrap_or(u32::MAX)
    /// });
    /// # let _ = tables;
    /// ```
    #[must_use]
    pub fn with_latency(mut self, latency: impl Fn(&MemoryCall<'_>) -> Duration + Send + Sync + 'static) -> Self {
        self.latency = Some(Arc::new(latency));
        self
    }

    /// Makes a table of a schema under a physical name; one that is there stays.
    pub fn create<T: SchemaText>(&self, name: &str, schema: &TableSchema<T>) {
        let mut state = self.state();
        state.variables.insert(table_variable(schema.table.as_ref()), name.to_owned());
        state.tables.entry(name.to_owned()).or_insert_with(|| Table::new(Keys::new(schema)));
    }

    /// The variables that hold the tables' names, for [`Connections::memory`](crate::Connections::memory).
    #[must_use]
    pub fn environment(&self) -> Environment {
        Environment::new(self.state().variables.clone())
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// All rows of a table, in the order of their keys.
    ///
    /// # Errors
    /// [`MemoryError`] where there is no such table.
    pub fn rows(&self, table: &str) -> Result<Vec<Item>, MemoryError> {
        self.with(table, |table| Ok(table.rows.values().cloned().map(Item::from).collect()))
    }

    /// All rows of a model's table, in the order of their keys; those with `#[sharded]` fields as their sums.
    ///
    /// # Errors
    /// [`MemoryError`] where the table does not exist, or where a row cannot be read into the model.
    pub fn models<M: ReadModel + QueryRow>(&self, table: &str) -> Result<Vec<M>, MemoryError> {
        let rows = self.rows(table)?;
        let models: Result<Vec<M>, _> = match M::SCHEMA.shards {
            None => rows.iter().map(read_row).collect(),
            Some(shards) => {
                let rows = by_model(&M::SCHEMA, shards, rows);
                rows.iter().filter_map(|rows| read_shards(&M::SCHEMA, rows).transpose()).collect()
            }
        };
        models.map_err(|error| MemoryError::unreadable(table, &error))
    }

    /// The changes of a table in their order: at most `limit`, from the one with the number `from` on, counted from 0.
    ///
    /// # Errors
    /// [`MemoryError`] where there is no such table.
    pub fn changes(&self, table: &str, from: usize, limit: usize) -> Result<Vec<MemoryChange>, MemoryError> {
        self.with(table, |table| Ok(table.log.iter().skip(from).take(limit).cloned().collect()))
    }

    /// How many changes a table has had.
    ///
    /// # Errors
    /// [`MemoryError`] where there is no such table.
    pub fn changes_count(&self, table: &str) -> Result<usize, MemoryError> {
        self.with(table, |table| Ok(table.log.len()))
    }

    /// The row with the key that these attributes hold.
    ///
    /// # Errors
    /// [`MemoryError`] where there is no such table, or where it has no such keys.
    pub fn row(&self, table: &str, key_attributes: &Item) -> Result<Option<Item>, MemoryError> {
        self.with(table, |table| Ok(table.rows.get(&key(table, key_attributes.inner())?).cloned().map(Item::from)))
    }

    /// Writes a row as another program would: no fault policy sees it.
    ///
    /// # Errors
    /// [`MemoryError`] where DynamoDB would refuse it.
    pub fn put(&self, table: &str, row: Item) -> Result<(), MemoryError> {
        let now = self.shared.clock.now();
        self.with(table, |table| {
            let row = kept_row(row.into_inner())?;
            let key = key(table, &row)?;
            check_size(&row)?;
            table.keys.check_indexes(&row)?;
            table.write(Effect { key, write: Some(RowWrite::Put(row)) }, now);
            Ok(())
        })
    }

    /// Deletes the row with the key that these attributes hold, as another program would; returns it.
    ///
    /// # Errors
    /// [`MemoryError`] where DynamoDB would refuse it.
    pub fn delete(&self, table: &str, key_attributes: &Item) -> Result<Option<Item>, MemoryError> {
        let now = self.shared.clock.now();
        self.with(table, |table| {
            let key = key(table, key_attributes.inner())?;
            let old = table.rows.get(&key).cloned();
            let write = old.is_some().then_some(RowWrite::Delete);
            table.write(Effect { key, write }, now);
            Ok(old.map(Item::from))
        })
    }

    /// Removes the rows whose time has come by the TTL attribute, and returns their number. DynamoDB does so within some days.
    #[expect(clippy::must_use_candidate, reason = "it removes them, whether they are counted or not")]
    pub fn sweep_ttl(&self) -> usize {
        let now = self.shared.clock.now();
        self.state().tables.values_mut().map(|table| table.sweep(now)).sum()
    }

    /// What is kept here is whole between any two calls: a panic elsewhere does not spoil it. What is late and due by now is
    /// carried out first.
    fn state(&self) -> MutexGuard<'_, State> {
        let mut guard = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State { tables, tokens, late, .. } = &mut *guard;
        if !late.is_empty() {
            for (at, request) in late.take_due(self.shared.clock.now()) {
                // Nobody waits for what became of it.
                let _ = request.carry_out(tables, tokens, at);
            }
        }
        guard
    }

    fn with<R>(&self, table: &str, work: impl FnOnce(&mut Table) -> Result<R, MemoryError>) -> Result<R, MemoryError> {
        match self.state().tables.get_mut(table) {
            Some(table) => work(table),
            None => Err(MemoryError::no_table(table)),
        }
    }

    /// A number that looks like chance, by its place among all that were asked for.
    pub(in crate::rows) fn chance(&self) -> u64 {
        let mut state = self.state();
        state.chances += 1;
        BuildHasherDefault::<DefaultHasher>::default().hash_one(state.chances)
    }

    pub(in crate::rows) async fn get(&self, get: Get<'_>) -> Result<Option<Item>, RowsError> {
        let target = MemoryTarget { action: "Get", table: get.table, index: None };
        self.call(
            "GetItem",
            Retries::All,
            &[target],
            || {
                let key: Attributes =
                    get.key.attributes(get.key_names).map(|(name, value)| (name.to_owned(), value)).collect();
                let row = self.with(get.table, |table| Ok(table.rows.get(&self::key(table, &key)?).cloned()))?;
                Ok(row.map(Item::from))
            },
            || None,
        )
        .await
    }

    pub(in crate::rows) async fn query(&self, request: QueryRequest<'_>) -> Result<Page, RowsError> {
        let target = MemoryTarget { action: "Query", table: request.table, index: request.index };
        let page = || Ok(self.with(request.table, |table| query::page(table, &request))?);
        self.call("Query", Retries::All, &[target], page, || None).await
    }

    pub(in crate::rows) async fn write(&self, operation: RowOperation<'_>, retries: Retries) -> Result<(), RowsError> {
        let target = target(&operation);
        let name = match operation.change {
            Change::Put(_) => "PutItem",
            Change::Update(_) => "UpdateItem",
            Change::Delete => "DeleteItem",
        };
        let work = || {
            let now = self.shared.clock.now();
            late::write(&mut self.state().tables, &operation, now)
        };
        self.call(name, retries, &[target], work, || Some(Request::write(&operation))).await
    }

    pub(in crate::rows) async fn transact(
        &self,
        operations: &[RowOperation<'_>],
        token: Option<&str>,
    ) -> Result<(), RowsError> {
        let targets: Vec<_> = operations.iter().map(target).collect();
        // A call that is tried again has the same token, as the SDK's have.
        let made = (token.is_none() && self.policy.is_some()).then(|| self.make_token());
        let token = token.or(made.as_deref());
        let work = || {
            let now = self.shared.clock.now();
            let State { tables, tokens, .. } = &mut *self.state();
            transact(tables, tokens, operations, token, now)
        };
        let request = || Some(Request::transaction(operations, token));
        self.call("TransactWriteItems", Retries::All, &targets, work, request).await
    }

    fn make_token(&self) -> String {
        let mut state = self.state();
        state.made += 1;
        format!("made-{}", state.made)
    }

    /// Carries out a call, or lets it fail where the policy says so. Other tasks get their turn before and after.
    async fn call<R>(
        &self,
        operation: &'static str,
        retries: Retries,
        targets: &[MemoryTarget<'_>],
        mut work: impl FnMut() -> Result<R, RowsError>,
        request: impl Fn() -> Option<Request>,
    ) -> Result<R, RowsError> {
        let mut attempt = 1;
        loop {
            let call = MemoryCall { operation, attempt, targets };
            let half = self.latency.as_ref().map(|latency| latency(&call) / 2);
            pass(half).await;
            let fault = self.policy.as_ref().map_or(MemoryFault::None, |policy| policy(&call));
            let failure = match fault {
                MemoryFault::None => {
                    let result = work();
                    pass(half).await;
                    return result;
                }
                MemoryFault::Unanswered(carried_out) => {
                    if let (Some(after), Some(request)) = (carried_out, request()) {
                        let at = self.shared.clock.now().saturating_add(after);
                        self.state().late.push(at, request);
                    }
                    pending::<()>().await;
                    continue;
                }
                MemoryFault::Before(failure) => failure,
                MemoryFault::After(failure) => {
                    drop(work());
                    failure
                }
            };
            pass(half).await;
            if attempt == MemoryFailure::MAX_ATTEMPTS || !failure.is_retried(retries) {
                return Err(failure.error((operation == "TransactWriteItems").then_some(targets.len())));
            }
            attempt += 1;
        }
    }
}

/// Waits so long, or lets other tasks have their turn.
async fn pass(time: Option<Duration>) {
    match time {
        Some(time) => sleep(time).await,
        None => yield_now().await,
    }
}

fn key(table: &Table, attributes: &Attributes) -> Result<KeyParts, MemoryError> {
    Ok(table.keys.of(attributes)?)
}

fn target<'a>(operation: &RowOperation<'a>) -> MemoryTarget<'a> {
    let action = match operation.change {
        Change::Put(_) => "Put",
        Change::Update(_) => "Update",
        Change::Delete => "Delete",
    };
    MemoryTarget { action, table: operation.table, index: None }
}

impl fmt::Debug for MemoryTables {
    /// The tables' names alone: rows may hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryTables").field("tables", &self.state().tables.keys()).finish_non_exhaustive()
    }
}
