//! The rows of one partition, of a table or of one of its indexes.

mod conditions;
mod cursor;
mod pages;
mod request;
mod stream;

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;

use super::connected::{Connected, to_row};
use super::error::TableError;
use crate::index::{Base, ConsistentRead, Index, QueryRow};
use crate::key::{ModelKey, SortKey};
use crate::model::ReadModel;
use crate::query::{Bounded, Limited, PartitionInput, Unbounded, Unlimited};

pub use self::cursor::Cursor;
pub use self::pages::Pages;
use self::request::{OPERATION, Reading, Request};
pub use self::stream::RowStream;

/// A query of the rows with one partition key, begun with [`Table::query`](super::Table::query) or with
/// [`TableIndex::query`](super::TableIndex::query): of the model `M`, with `S` of the sort key left for conditions, read as `R`.
///
/// ```no_run
/// # use statetopic::prelude::*;
/// # #[read_model(table = "levels")]
/// # #[derive(Serialize, Deserialize)]
/// # pub struct Level { #[partition_key] pub warehouse: String, #[sort_key] pub sku: String, pub on_hand: u32 }
/// # async fn example(levels: &Table<Level>) -> Result<()> {
/// let bolts = levels.query("oslo").sort_begins_with("bolt-").limit(10).rows().await?;
/// # Ok(())
/// # }
/// ```
///
/// How many rows are read is said with [`limit`](Self::limit) or [`unlimited`](Self::unlimited), or the rows are read one by one
/// ([`stream`](Self::stream)) or page by page ([`pages`](Self::pages)): a partition has any number of them.
///
/// ```compile_fail
/// # use statetopic::prelude::*;
/// # #[read_model(table = "levels")]
/// # #[derive(Serialize, Deserialize)]
/// # pub struct Level { #[partition_key] pub warehouse: String, #[sort_key] pub sku: String, pub on_hand: u32 }
/// # async fn example(levels: &Table<Level>) -> Result<Vec<Level>> {
/// Ok(levels.query("oslo").rows().await?)
/// # }
/// ```
///
/// # Conditions on the sort key
/// They are given from the left, equality first and one range last. A second condition on an attribute does not compile, and
/// none does after a range:
///
/// ```compile_fail
/// # use statetopic::prelude::*;
/// # #[read_model(table = "levels")]
/// # #[derive(Serialize, Deserialize)]
/// # pub struct Level { #[partition_key] pub warehouse: String, #[sort_key] pub sku: String, pub on_hand: u32 }
/// # async fn example(levels: &Table<Level>) -> Result<Option<Level>> {
/// Ok(levels.query("oslo").sort_gt("bolt").sort_lt("nut").first().await?)
/// # }
/// ```
///
/// Two bounds of one attribute are [`sort_between`](Self::sort_between).
#[must_use = "a query does nothing until its rows are read, with `rows`, `first`, `pages` or `stream`"]
pub struct Query<
    M: ReadModel,
    S = <<<M as ReadModel>::Key as ModelKey>::Sort as SortKey>::Attributes,
    R = M,
    Scope = Base,
    Bound = Unbounded,
> {
    request: Request,
    #[expect(clippy::type_complexity, reason = "it has none of them")]
    types: PhantomData<fn() -> (M, S, R, Scope, Bound)>,
}

impl<M: ReadModel, S, R, Scope, Bound> fmt::Debug for Query<M, S, R, Scope, Bound> {
    /// Where it looks alone: keys do not belong in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Query").field(&self.request.asked.place.to_string()).finish()
    }
}

impl<M: ReadModel> Query<M> {
    pub(super) fn of_table(
        connected: Connected,
        partition: &impl PartitionInput<(<M::Key as ModelKey>::Partition,)>,
    ) -> Self {
        let sort_key = M::SCHEMA.sort_key.map(|key| key.name);
        let partition_key = [M::SCHEMA.partition_key.name];
        let request = Request::new(connected, None, &partition_key, sort_key.as_slice(), partition.as_partition());
        Self { request, types: PhantomData }
    }
}

impl<M: ReadModel, S, R, Scope> Query<M, S, R, Scope> {
    pub(super) fn of_index<P>(
        connected: Connected,
        index: &Index<M, P, S, R, Scope>,
        partition: &impl PartitionInput<P>,
    ) -> Self {
        let (name, partition_key, sort_key) = (index.name(), index.partition_key(), index.sort_key());
        let request = Request::new(connected, Some(name), partition_key, sort_key, partition.as_partition());
        Self { request, types: PhantomData }
    }
}

impl<M: ReadModel, S, R, Scope, Bound> Query<M, S, R, Scope, Bound> {
    /// The same query in another state.
    fn with<T, B>(self, change: impl FnOnce(&mut Request)) -> Query<M, T, R, Scope, B> {
        let mut request = self.request;
        change(&mut request);
        Query { request, types: PhantomData }
    }

    /// Reads as the latest writes left the rows, at twice the cost. A global index cannot.
    pub fn consistent(self) -> Self
    where
        Scope: ConsistentRead,
    {
        self.with(|request| request.consistent = true)
    }

    /// From the highest sort key to the lowest.
    pub fn descending(self) -> Self {
        self.with(|request| request.asked.descending = true)
    }

    /// At most this many rows, however they are read.
    pub fn limit(self, rows: usize) -> Query<M, S, R, Scope, Limited> {
        self.with(|request| request.limit = Some(rows))
    }

    /// All rows of the partition that meet the conditions, however many there are.
    pub fn unlimited(self) -> Query<M, S, R, Scope, Unlimited> {
        self.with(|request| request.limit = None)
    }

    /// At most this many rows in an answer of DynamoDB's, whose answers end at 1 MB; 0 is taken as 1. It bounds what
    /// [`pages`](Self::pages) gives at once.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html>
    pub fn page_size(self, rows: usize) -> Self {
        self.with(|request| request.page_size = Some(rows.max(1)))
    }

    /// Begins after the pages that were read when the [`Cursor`] was made, of the same query: of the same table or index, with the
    /// same conditions and in the same order. Reading fails where it is of another.
    pub fn after(self, cursor: Cursor<R>) -> Self {
        self.with(|request| request.after = Some(cursor.into_inner()))
    }

    /// Reads the first row, in the query's order.
    ///
    /// # Errors
    /// As [`rows`](Self::rows).
    pub async fn first(self) -> Result<Option<R>, TableError>
    where
        R: QueryRow,
    {
        let rows = self.limit(1).pages().next_page().await?;
        Ok(rows.into_iter().flatten().next())
    }

    /// Reads the rows into memory, page after page.
    ///
    /// It takes a bound: [`limit`](Self::limit), or [`unlimited`](Self::unlimited) to read all that there are.
    ///
    /// # Errors
    /// [`TableError`]: `is_decode` where a row does not fit the model, and what DynamoDB answers.
    // Boxed, so that a missing bound is one error and not one more where it is awaited.
    #[must_use = "rows are read when this is awaited"]
    pub fn rows(self) -> Pin<Box<dyn Future<Output = Result<Vec<R>, TableError>> + Send>>
    where
        Bound: Bounded,
        R: QueryRow + 'static,
    {
        let mut reading = Reading::new(self.request);
        Box::pin(async move {
            let mut items = Vec::new();
            while let Some(page) = reading.next().await? {
                items.extend(page);
            }
            let place = reading.place().to_string();
            items.iter().map(|item| to_row(OPERATION, &place, item)).collect()
        })
    }

    /// The rows, page by page.
    pub fn pages(self) -> Pages<R> {
        Pages::new(self.request)
    }

    /// The rows, one by one, as a `Stream`. The next page is read when the rows of the one before were taken.
    pub fn stream(self) -> RowStream<R> {
        RowStream::new(self.request)
    }
}
