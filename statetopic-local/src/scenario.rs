//! A subscriber alone: given these rows, when its source changes, then those rows.

use std::fmt;

use serde::Serialize;
use statetopic::subscriber::StartingPosition;
use statetopic::{BoxError, Clock, ReadModel, Subscriber, WholeRows};

use crate::local::Local;

/// A subscriber alone, on tables in memory: given these rows, when its source changes, then those rows.
///
/// ```
/// use statetopic::prelude::*;
/// use statetopic_local::Scenario;
///
/// #[read_model(table = "users")]
/// #[state_topic(view = NEW_AND_OLD_IMAGES)]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct User {
///     #[partition_key]
///     pub id: u32,
///     pub country: String,
/// }
///
/// #[read_model(table = "statistics")]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct Statistics {
///     #[partition_key]
///     pub country: String,
///     #[serde(default)]
///     pub users: u32,
/// }
///
/// #[subscriber(library, on(Inserted, Removed))]
/// fn count_users(change: StateChange<User>) -> Writes<Statistics> {
///     let (country, delta) = match &change {
///         StateChange::Removed { old, .. } => (&old.country, -1),
///         StateChange::Inserted { new, .. } | StateChange::Modified { new, .. } => (&new.country, 1),
///     };
///     let key = StatisticsKey { country: country.clone() };
///     Writes::new().update(key.update().add(|a| a.users, delta))
/// }
///
/// # async fn example() -> Result<()> {
/// let user = User { id: 7, country: "no".to_owned() };
/// let scenario = Scenario::new()
///     .given(&user).await?
///     .given(&Statistics { country: "no".to_owned(), users: 3 }).await?
///     .when_deleted::<CountUsersSubscriber, User>(&UserKey { id: 7 }).await?;
/// assert_eq!(scenario.then::<Statistics>()?, [Statistics { country: "no".to_owned(), users: 2 }]);
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(example()).unwrap();
/// ```
#[must_use]
pub struct Scenario {
    local: Local,
}

impl Scenario {
    /// Empty tables.
    pub fn new() -> Self {
        Self { local: Local::start_in_memory(Clock::wall()) }
    }

    /// Given this row. Nobody hears of it.
    ///
    /// # Errors
    /// Where the row cannot be put.
    pub async fn given<M: WholeRows + Serialize>(self, row: &M) -> Result<Self, BoxError> {
        self.local.table::<M>().await?.put(row).await?;
        Ok(self)
    }

    /// When this row is put, and the subscriber hears of that and of nothing before.
    ///
    /// # Errors
    /// Where the row cannot be put, or where the subscriber fails on the change.
    pub async fn when_put<S: Subscriber, M: WholeRows + Serialize>(self, row: &M) -> Result<Self, BoxError> {
        self.begin::<S>().await?;
        self.local.table::<M>().await?.put(row).await?;
        self.end::<S>().await
    }

    /// When the row with this key is deleted, and the subscriber hears of that and of nothing before.
    ///
    /// # Errors
    /// Where the row cannot be deleted, or where the subscriber fails on the change.
    pub async fn when_deleted<S: Subscriber, M: WholeRows>(self, key: &M::Key) -> Result<Self, BoxError> {
        self.begin::<S>().await?;
        self.local.table::<M>().await?.delete(key).await?;
        self.end::<S>().await
    }

    /// Makes the subscriber's tables, and lets it begin at what comes next.
    async fn begin<S: Subscriber>(&self) -> Result<(), BoxError> {
        self.local.subscribe_at::<S>(Some(StartingPosition::Latest)).await?;
        Ok(())
    }

    async fn end<S: Subscriber>(self) -> Result<Self, BoxError> {
        let settled = self.local.settle().await;
        self.local.unsubscribe::<S>();
        settled?;
        Ok(self)
    }

    /// Then these are the rows of a model, in the order of their keys.
    ///
    /// # Errors
    /// Where a row cannot be read, or where nothing has made the model's table.
    pub fn then<M: ReadModel>(&self) -> Result<Vec<M>, BoxError> {
        let tables = self.local.engine().tables().ok_or("a scenario has tables in memory")?;
        Ok(tables.models(M::SCHEMA.table)?)
    }
}

impl Default for Scenario {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scenario").field("local", &self.local).finish()
    }
}
