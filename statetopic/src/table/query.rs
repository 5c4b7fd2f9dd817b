//! The rows of one partition, of a table or of one of its indexes.

use std::marker::PhantomData;

use aws_sdk_dynamodb::types::AttributeValue;

use super::connected::{Connected, boxed, to_row};
use super::error::TableError;
use crate::index::{Base, ConsistentRead, QueryRow};
use crate::key::{KeyAttribute, KeyValue, ModelKey};
use crate::model::ReadModel;
use crate::schema::ScalarType;
use crate::writes::attribute_value;

/// A query of the rows with one partition key, begun with [`Table::query`](super::Table::query) or with
/// [`TableIndex::query`](super::TableIndex::query): of the model `M`, by the sort key `S`, read as `R`.
///
/// ```no_run
/// # use statetopic::prelude::*;
/// # #[read_model(table = "levels")]
/// # #[derive(Serialize, Deserialize)]
/// # pub struct Level { #[partition_key] pub warehouse: String, #[sort_key] pub sku: String, pub on_hand: u32 }
/// # async fn example(levels: &Table<Level>) -> Result<()> {
/// let bolts = levels.query(&"oslo".to_owned()).sort_begins_with("bolt-").limit(10).all().await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a query does nothing until it is sent with `all` or `first`"]
pub struct Query<M: ReadModel, S = <<M as ReadModel>::Key as ModelKey>::Sort, R = M, Scope = Base> {
    connected: Connected,
    index: Option<&'static str>,
    /// The names of the keys' attributes.
    keys: (&'static str, Option<&'static str>),
    partition: AttributeValue,
    sort: Option<(String, Vec<AttributeValue>)>,
    descending: bool,
    consistent: bool,
    limit: Option<usize>,
    #[expect(clippy::type_complexity, reason = "it has none of them")]
    types: PhantomData<fn() -> (M, S, R, Scope)>,
}

impl<M: ReadModel, S, R, Scope> std::fmt::Debug for Query<M, S, R, Scope> {
    /// Where it looks alone: keys do not belong in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Query").field(&self.place()).finish()
    }
}

impl<M: ReadModel> Query<M> {
    pub(super) fn of_table(connected: Connected, partition: &<M::Key as ModelKey>::Partition) -> Self {
        let keys = (M::SCHEMA.partition_key.name, M::SCHEMA.sort_key.map(|key| key.name));
        Self::new(connected, None, keys, &partition.to_key_value())
    }
}

impl<M: ReadModel, S, R, Scope> Query<M, S, R, Scope> {
    pub(super) fn new(
        connected: Connected,
        index: Option<&'static str>,
        keys: (&'static str, Option<&'static str>),
        partition: &KeyValue<'_>,
    ) -> Self {
        Self {
            connected,
            index,
            keys,
            partition: attribute_value(partition).into(),
            sort: None,
            descending: false,
            consistent: false,
            limit: None,
            types: PhantomData,
        }
    }

    /// The table, and the index where it is one's, as in their ARNs.
    fn place(&self) -> String {
        let index = self.index.map(|index| format!("/index/{index}")).unwrap_or_default();
        format!("{}{index}", self.connected.name())
    }

    /// Reads as the latest writes left the rows, at twice the cost. A global index cannot.
    pub fn consistent(mut self) -> Self
    where
        Scope: ConsistentRead,
    {
        self.consistent = true;
        self
    }

    /// From the highest sort key to the lowest.
    pub fn descending(mut self) -> Self {
        self.descending = true;
        self
    }

    /// At most this many rows.
    pub fn limit(mut self, rows: usize) -> Self {
        self.limit = Some(rows);
        self
    }

    /// Reads the first row, in the query's order.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub async fn first(self) -> Result<Option<R>, TableError>
    where
        R: QueryRow,
    {
        Ok(self.limit(1).all().await?.into_iter().next())
    }

    /// Reads the rows, page after page.
    ///
    /// # Errors
    /// [`TableError`]: `is_decode` where a row does not fit the model, and what DynamoDB answers.
    pub async fn all(self) -> Result<Vec<R>, TableError>
    where
        R: QueryRow,
    {
        const OPERATION: &str = "Query";
        let place = self.place();
        let mut rows = Vec::new();
        let mut start = None;
        loop {
            let left = self.limit.map(|limit| limit.saturating_sub(rows.len()));
            if left == Some(0) {
                return Ok(rows);
            }
            let mut request = self
                .connected
                .client
                .query()
                .table_name(self.connected.name())
                .set_index_name(self.index.map(str::to_owned))
                .key_condition_expression(self.condition())
                .expression_attribute_names("#partition", self.keys.0)
                .expression_attribute_values(":partition", self.partition.clone())
                .scan_index_forward(!self.descending)
                .consistent_read(self.consistent)
                .set_limit(left.map(|left| i32::try_from(left).unwrap_or(i32::MAX)))
                .set_exclusive_start_key(start);
            if let (Some((_, values)), Some(sort)) = (&self.sort, self.keys.1) {
                request = request.expression_attribute_names("#sort", sort);
                for (place, value) in values.iter().enumerate() {
                    request = request.expression_attribute_values(format!(":sort{place}"), value.clone());
                }
            }
            let output = boxed(request.send()).await.map_err(|error| TableError::of(OPERATION, &place, &error))?;
            for item in output.items.unwrap_or_default() {
                rows.push(to_row(OPERATION, &place, item)?);
            }
            start = output.last_evaluated_key;
            if start.is_none() {
                return Ok(rows);
            }
        }
    }

    fn condition(&self) -> String {
        let partition = "#partition = :partition";
        self.sort.as_ref().map_or(partition.to_owned(), |(sort, _)| format!("{partition} AND {sort}"))
    }

    fn sorted(mut self, condition: &str, values: &[&KeyValue<'_>]) -> Self {
        let values = values.iter().map(|value| attribute_value(value).into()).collect();
        self.sort = Some((condition.to_owned(), values));
        self
    }
}

/// Conditions on the sort key. Only a table or an index that has one has them; a second condition replaces the first.
impl<M: ReadModel, S: KeyAttribute, R, Scope> Query<M, S, R, Scope> {
    /// The row whose sort key is `value`.
    pub fn sort_eq(self, value: &S) -> Self {
        self.sorted("#sort = :sort0", &[&value.to_key_value()])
    }

    /// The rows whose sort key is below `value`.
    pub fn sort_lt(self, value: &S) -> Self {
        self.sorted("#sort < :sort0", &[&value.to_key_value()])
    }

    /// The rows whose sort key is `value` or below.
    pub fn sort_le(self, value: &S) -> Self {
        self.sorted("#sort <= :sort0", &[&value.to_key_value()])
    }

    /// The rows whose sort key is above `value`.
    pub fn sort_gt(self, value: &S) -> Self {
        self.sorted("#sort > :sort0", &[&value.to_key_value()])
    }

    /// The rows whose sort key is `value` or above.
    pub fn sort_ge(self, value: &S) -> Self {
        self.sorted("#sort >= :sort0", &[&value.to_key_value()])
    }

    /// The rows whose sort key is between two values, both included.
    pub fn sort_between(self, low: &S, high: &S) -> Self {
        self.sorted("#sort BETWEEN :sort0 AND :sort1", &[&low.to_key_value(), &high.to_key_value()])
    }

    /// The rows whose sort key, a string, begins with a prefix.
    pub fn sort_begins_with(self, prefix: impl Into<String>) -> Self {
        const {
            assert!(
                matches!(<S as KeyAttribute>::TYPE, ScalarType::S),
                "`sort_begins_with` needs a sort key of type S"
            );
        }
        self.sorted("begins_with(#sort, :sort0)", &[&KeyValue::S(prefix.into().into())])
    }
}
