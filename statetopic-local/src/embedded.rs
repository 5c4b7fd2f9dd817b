//! The embedded engine as tests hold it: clients, streams, time and faults.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
#[cfg(feature = "engine")]
use std::time::Duration;

#[cfg(feature = "engine")]
use aws_sdk_dynamodb::Client;
use statetopic::Clock;
use statetopic::memory::MemoryTables;

#[cfg(feature = "engine")]
use crate::connector;
#[cfg(feature = "engine")]
use crate::dynoxide::Dynoxide;
use crate::engine::{DynamoEngine, EngineError, EngineResponse, Position, RawChange};
use crate::fault::{Call, FaultAction, Faults};
use crate::memory::{MemoryEngine, tables_named};
use crate::permission::{Permission, Seen};
use crate::shards::{ShardId, StreamShard, Topology};

/// An embedded DynamoDB. Clones are the same engine.
///
/// ```
/// use aws_sdk_dynamodb::types::AttributeValue;
/// use statetopic_local::Engine;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let engine = Engine::memory()?;
/// let tables = engine.client().list_tables().send().await?;
/// assert!(tables.table_names().is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Engine {
    database: Arc<dyn DynamoEngine>,
    faults: Faults,
    seen: Seen,
    behind: Behind,
    /// The shards of each stream, by its ARN.
    shards: Arc<Mutex<HashMap<String, Topology>>>,
}

/// What is behind an engine.
#[derive(Clone)]
enum Behind {
    /// The same engine, whose tables are in memory.
    Memory(Arc<MemoryEngine>),
    /// Another one, which clients of the SDK alone reach.
    #[cfg(feature = "engine")]
    Requests,
}

/// What tables and functions reach an engine by.
pub(crate) enum Reach {
    Tables(MemoryTables),
    #[cfg(feature = "engine")]
    Client(Client),
}

impl Engine {
    /// An empty engine in memory that reads the wall clock.
    ///
    /// # Errors
    /// Where the engine cannot be prepared, as on a full disk.
    #[cfg(feature = "engine")]
    #[cfg_attr(docsrs, doc(cfg(feature = "engine")))]
    pub fn memory() -> Result<Self, EngineError> {
        Self::memory_with_clock(Clock::wall())
    }

    /// An empty engine in memory that reads this clock.
    ///
    /// # Errors
    /// As for [`memory`](Self::memory).
    #[cfg(feature = "engine")]
    #[cfg_attr(docsrs, doc(cfg(feature = "engine")))]
    pub fn memory_with_clock(clock: Clock) -> Result<Self, EngineError> {
        Ok(Self::new(Arc::new(Dynoxide::memory(clock)?)))
    }

    /// Another implementation of the engine.
    #[cfg(feature = "engine")]
    #[cfg_attr(docsrs, doc(cfg(feature = "engine")))]
    #[must_use]
    pub fn new(engine: Arc<dyn DynamoEngine>) -> Self {
        Self::of(engine, Behind::Requests)
    }

    fn of(database: Arc<dyn DynamoEngine>, behind: Behind) -> Self {
        let (faults, seen, shards) = Default::default();
        Self { database, faults, seen, behind, shards }
    }

    /// `statetopic`'s own tables in memory in the place of an embedded DynamoDB: `Table` and `Writes` reach them without the AWS
    /// SDK. A client of the SDK can put, get, delete and scan, without expressions.
    #[must_use]
    pub fn of_tables(tables: MemoryTables) -> Self {
        Self::of_tables_after(tables, Position::new(0))
    }

    /// The same with streams that begin after a position.
    pub(crate) fn of_tables_after(tables: MemoryTables, before: Position) -> Self {
        let memory = Arc::new(MemoryEngine::new(tables, before));
        Self::of(Arc::clone(&memory) as _, Behind::Memory(memory))
    }

    /// The tables, where they are in memory.
    #[must_use]
    pub fn tables(&self) -> Option<&MemoryTables> {
        self.in_memory().map(MemoryEngine::tables)
    }

    #[cfg_attr(not(feature = "engine"), expect(clippy::unnecessary_wraps, reason = "there may be another engine"))]
    pub(crate) fn in_memory(&self) -> Option<&MemoryEngine> {
        match &self.behind {
            Behind::Memory(memory) => Some(memory),
            #[cfg(feature = "engine")]
            Behind::Requests => None,
        }
    }

    /// What a client of this name reaches it by.
    pub(crate) fn reach(&self, name: &str) -> Reach {
        match &self.behind {
            Behind::Memory(memory) => {
                Reach::Tables(tables_named(memory.tables(), self.faults.clone(), self.seen.clone(), name))
            }
            #[cfg(feature = "engine")]
            Behind::Requests => Reach::Client(self.client_named(name)),
        }
    }

    /// What the harness itself reaches it by: no fault policy sees its calls.
    pub(crate) fn reach_unseen(&self) -> Reach {
        match &self.behind {
            Behind::Memory(memory) => Reach::Tables(memory.tables().clone()),
            #[cfg(feature = "engine")]
            Behind::Requests => {
                Reach::Client(connector::client(Arc::clone(&self.database), Faults::default(), Seen::default(), ""))
            }
        }
    }

    /// A client of the AWS SDK whose requests stay in this process.
    ///
    /// As every client of the SDK it needs a Tokio runtime with time enabled, as `#[tokio::test]` has it. Failed calls
    /// are retried as in production, within milliseconds.
    #[cfg(feature = "engine")]
    #[cfg_attr(docsrs, doc(cfg(feature = "engine")))]
    #[must_use]
    pub fn client(&self) -> Client {
        self.client_named("")
    }

    /// The same with a name, by which a fault policy tells its calls from other clients'.
    #[cfg(feature = "engine")]
    #[cfg_attr(docsrs, doc(cfg(feature = "engine")))]
    #[must_use]
    pub fn client_named(&self, name: &str) -> Client {
        connector::client(Arc::clone(&self.database), self.faults.clone(), self.seen.clone(), name)
    }

    /// Executes an operation of DynamoDB's JSON protocol, such as `PutItem`, on a JSON body: what an endpoint in front of
    /// the engine needs. No fault policy sees it.
    #[must_use]
    pub fn execute(&self, operation: &str, body: &[u8]) -> EngineResponse {
        self.database.execute(operation, body)
    }

    /// Asks `policy` about each call from now on whether it is to fail, and how. It takes the place of an earlier one.
    ///
    /// ```
    /// use statetopic_local::{Engine, FaultAction, FaultKind};
    ///
    /// # fn main() -> Result<(), statetopic_local::EngineError> {
    /// let engine = Engine::memory()?;
    /// // The first attempt at each transaction commits, but nobody learns of it.
    /// engine.inject(|call| match call.operation() {
    ///     "TransactWriteItems" if call.attempt() == 1 => FaultAction::FailAfter(FaultKind::ConnectionReset),
    ///     _ => FaultAction::Pass,
    /// });
    /// # Ok(())
    /// # }
    /// ```
    pub fn inject(&self, policy: impl Fn(&Call<'_>) -> FaultAction + Send + Sync + 'static) {
        self.faults.inject(policy);
    }

    /// Lets each call of a client of the SDK take so long from now on, before it is carried out: for benchmarks, and for tests of
    /// what runs at once. Without, no time passes.
    ///
    /// ```
    /// use std::time::Duration;
    /// use statetopic_local::Engine;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let engine = Engine::memory()?;
    /// engine.set_latency(|call| Duration::from_millis(5) + Duration::from_micros(200) * call.rows() as u32);
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "engine")]
    #[cfg_attr(docsrs, doc(cfg(feature = "engine")))]
    pub fn set_latency(&self, latency: impl Fn(&Call<'_>) -> Duration + Send + Sync + 'static) {
        self.faults.set_latency(latency);
    }

    /// What a client with this name has been seen to do, whether it failed or not. The client of a subscriber has its id for
    /// a name.
    #[must_use]
    pub fn seen(&self, client: &str) -> BTreeSet<Permission> {
        self.seen.of(client)
    }

    /// Takes the fault policy away.
    pub fn heal(&self) {
        self.faults.heal();
    }

    /// The clock that changes are stamped with and items expire by; connections to the engine carry it too.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        self.database.clock()
    }

    /// Removes the expired items, and returns their number. DynamoDB does so within some days. Items whose time passed more than
    /// five years ago stay, as they do there.
    ///
    /// # Errors
    /// Where the engine itself failed.
    pub fn sweep_ttl(&self) -> Result<usize, EngineError> {
        self.database.sweep_ttl()
    }

    /// The changes of a table after a position, oldest first and at most `limit`; `None` starts at the first.
    ///
    /// # Errors
    /// Where there is no such table, where it has no stream with both images, or where the engine itself failed.
    pub fn changes(&self, table: &str, after: Option<Position>, limit: usize) -> Result<Vec<RawChange>, EngineError> {
        self.database.changes(table, after, limit)
    }

    /// The position of a table's last change, or `None` where it has had none.
    ///
    /// # Errors
    /// As for [`changes`](Self::changes).
    pub fn last_position(&self, table: &str) -> Result<Option<Position>, EngineError> {
        self.database.last_position(table)
    }

    /// The ARN of a table's stream.
    ///
    /// # Errors
    /// As for [`changes`](Self::changes).
    pub fn stream_arn(&self, table: &str) -> Result<String, EngineError> {
        self.database.stream_arn(table)
    }

    /// The shards of a table's stream, in the order in which they were made. There is one until it is split.
    ///
    /// # Errors
    /// As for [`changes`](Self::changes).
    pub fn shards(&self, table: &str) -> Result<Vec<StreamShard>, EngineError> {
        self.with_shards(table, |shards| Ok(shards.shards().to_vec()))
    }

    /// Splits an open shard of a table's stream, as DynamoDB does with one that has much to do. It is closed: the changes from now
    /// on are in two others, which have half of its items each. Mappings and Pipes read these when they are done with it.
    ///
    /// ```
    /// use statetopic::prelude::*;
    /// use statetopic_local::Local;
    ///
    /// #[read_model(table = "orders")]
    /// #[state_topic(view = KEYS_ONLY)]
    /// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// pub struct Order {
    ///     #[partition_key]
    ///     pub number: u32,
    /// }
    ///
    /// # async fn example() -> Result<()> {
    /// let local = Local::start()?;
    /// let orders = local.table::<Order>().await?;
    /// orders.put(&Order { number: 1 }).await?;
    ///
    /// let engine = local.engine();
    /// let first = engine.shards("orders")?[0].id();
    /// let [left, _] = engine.split_shard("orders", first)?;
    /// let left = engine.rotate_shard("orders", left)?;
    /// orders.put(&Order { number: 1 }).await?; // in one of the two that are open now
    ///
    /// let shards = engine.shards("orders")?;
    /// assert_eq!(shards.iter().filter(|shard| shard.is_open()).count(), 2);
    /// assert_eq!(shards[1].parent(), Some(first));
    /// assert_eq!(shards[3].id(), left);
    /// # Ok(())
    /// # }
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(example()).unwrap();
    /// ```
    ///
    /// # Errors
    /// As for [`changes`](Self::changes), where the shard does not exist, where it is closed, or where it has a single hash.
    pub fn split_shard(&self, table: &str, shard: ShardId) -> Result<[ShardId; 2], EngineError> {
        self.with_shards(table, |shards| shards.split(shard, self.last_position(table)?))
    }

    /// Closes an open shard of a table's stream, as DynamoDB does about every four hours: the changes of its items from now on are
    /// in another. See [`split_shard`](Self::split_shard).
    ///
    /// # Errors
    /// As for [`changes`](Self::changes), where the shard does not exist or is closed.
    pub fn rotate_shard(&self, table: &str, shard: ShardId) -> Result<ShardId, EngineError> {
        self.with_shards(table, |shards| shards.rotate(shard, self.last_position(table)?))
    }

    /// Uses the shards of a table's stream, which stay as they are meanwhile.
    pub(crate) fn with_shards<R>(
        &self,
        table: &str,
        use_them: impl FnOnce(&mut Topology) -> Result<R, EngineError>,
    ) -> Result<R, EngineError> {
        let arn = self.stream_arn(table)?;
        // Each change of them is done or not: a panic elsewhere does not spoil them.
        let mut streams = self.shards.lock().unwrap_or_else(PoisonError::into_inner);
        use_them(streams.entry(arn).or_default())
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("clock", self.clock()).finish_non_exhaustive()
    }
}
