//! The rows of one partition, of a table or of one of its indexes.

use std::marker::PhantomData;

use serde_dynamo::AttributeValue;

use super::connected::{Connected, to_row};
use super::error::TableError;
use crate::index::{Base, ConsistentRead, QueryRow};
use crate::key::{InvalidKey, KeyAttribute, KeyError, KeyPart, KeyValue, ModelKey};
use crate::model::ReadModel;
use crate::rows::{Comparison, KeyCondition, KeyTest, QueryRequest, attribute_value};
use crate::schema::ScalarType;

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
    /// The condition on the partition key; `None` where its value cannot be written.
    partition: Option<KeyCondition>,
    /// A value of a key that cannot be written.
    fault: Option<InvalidKey>,
    /// The name of the sort key's attribute.
    sort_key: Option<&'static str>,
    sort: Option<KeyCondition>,
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
        Self::new(connected, None, keys, partition.to_key_value())
    }
}

impl<M: ReadModel, S, R, Scope> Query<M, S, R, Scope> {
    pub(super) fn new(
        connected: Connected,
        index: Option<&'static str>,
        keys: (&'static str, Option<&'static str>),
        partition: Result<KeyValue<'_>, KeyError>,
    ) -> Self {
        let equal = |value| KeyTest::Compare(Comparison::Equal, attribute_value(&value));
        let partition = KeyPart::Partition.check(partition).map(equal);
        let fault = partition.as_ref().err().map(|error| InvalidKey { attribute: keys.0, error: *error });
        Self {
            connected,
            index,
            partition: partition.ok().map(|test| KeyCondition { attribute: keys.0, test }),
            fault,
            sort_key: keys.1,
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
    /// [`TableError`]: `is_decode` where a row does not fit the model, `is_invalid_key` where a value of a key cannot be written,
    /// and what DynamoDB answers.
    pub async fn all(self) -> Result<Vec<R>, TableError>
    where
        R: QueryRow,
    {
        const OPERATION: &str = "Query";
        let place = self.place();
        if let Some(fault) = self.fault {
            return Err(TableError::key(OPERATION, &place, fault));
        }
        let keys: Vec<KeyCondition> = self.partition.iter().chain(&self.sort).cloned().collect();
        let mut rows = Vec::new();
        let mut start = None;
        loop {
            let limit = self.limit.map(|limit| limit.saturating_sub(rows.len()));
            if limit == Some(0) {
                return Ok(rows);
            }
            let request = QueryRequest {
                table: self.connected.name(),
                index: self.index,
                keys: &keys,
                descending: self.descending,
                consistent: self.consistent,
                limit,
                start,
            };
            let page = self.connected.rows.query(request).await;
            let page = page.map_err(|error| TableError::of(OPERATION, &place, error))?;
            for item in &page.items {
                rows.push(to_row(OPERATION, &place, item)?);
            }
            start = page.next;
            if start.is_none() {
                return Ok(rows);
            }
        }
    }

    fn sorted(mut self, test: Result<KeyTest, KeyError>) -> Self {
        let Some(attribute) = self.sort_key else { return self };
        match test {
            Ok(test) => self.sort = Some(KeyCondition { attribute, test }),
            Err(error) => {
                self.fault.get_or_insert(InvalidKey { attribute, error });
            }
        }
        self
    }
}

/// Conditions on the sort key. Only a table or an index that has one has them; a second condition replaces the first.
impl<M: ReadModel, S: KeyAttribute, R, Scope> Query<M, S, R, Scope> {
    /// The row whose sort key is `value`.
    pub fn sort_eq(self, value: &S) -> Self {
        self.sorted(compare(Comparison::Equal, value))
    }

    /// The rows whose sort key is below `value`.
    pub fn sort_lt(self, value: &S) -> Self {
        self.sorted(compare(Comparison::Below, value))
    }

    /// The rows whose sort key is `value` or below.
    pub fn sort_le(self, value: &S) -> Self {
        self.sorted(compare(Comparison::AtMost, value))
    }

    /// The rows whose sort key is above `value`.
    pub fn sort_gt(self, value: &S) -> Self {
        self.sorted(compare(Comparison::Above, value))
    }

    /// The rows whose sort key is `value` or above.
    pub fn sort_ge(self, value: &S) -> Self {
        self.sorted(compare(Comparison::AtLeast, value))
    }

    /// The rows whose sort key is between two values, both included.
    pub fn sort_between(self, low: &S, high: &S) -> Self {
        let between =
            sort_value(low.to_key_value()).and_then(|low| Ok(KeyTest::Between(low, sort_value(high.to_key_value())?)));
        self.sorted(between)
    }

    /// The rows whose sort key, a string, begins with a prefix.
    pub fn sort_begins_with(self, prefix: impl Into<String>) -> Self {
        const {
            assert!(
                matches!(<S as KeyAttribute>::TYPE, ScalarType::S),
                "`sort_begins_with` needs a sort key of type S"
            );
        }
        self.sorted(sort_value(Ok(KeyValue::S(prefix.into().into()))).map(KeyTest::BeginsWith))
    }
}

fn compare<S: KeyAttribute>(comparison: Comparison, value: &S) -> Result<KeyTest, KeyError> {
    Ok(KeyTest::Compare(comparison, sort_value(value.to_key_value())?))
}

fn sort_value(value: Result<KeyValue<'_>, KeyError>) -> Result<AttributeValue, KeyError> {
    KeyPart::Sort.check(value).map(|value| attribute_value(&value))
}
