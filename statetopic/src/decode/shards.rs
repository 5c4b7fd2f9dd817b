//! Reads a row whose numbers are in several rows of the table.

use serde_dynamo::{AttributeValue, Item};

use super::error::{DecodeError, ImageName};
use super::fault::{Fault, Problem, Step};
use super::row::{RowError, read_row};
use crate::index::QueryRow;
use crate::key::without_shard;
use crate::number::Number;
use crate::schema::TableSchema;

/// The model's row, whose numbers are the sums of those in these rows; `None` where there are none.
pub(crate) fn read_shards<R: QueryRow>(schema: &TableSchema, rows: &[Item]) -> Result<Option<R>, RowError> {
    let Some(first) = rows.first() else { return Ok(None) };
    let mut whole = first.inner().clone();
    if let Some(AttributeValue::S(partition)) = whole.get_mut(schema.partition_key.name) {
        partition.truncate(without_shard(partition).len());
    }
    for name in schema.shards.map_or(&[][..], |shards| shards.attributes) {
        let sum = sum(name, rows)
            .map_err(|fault| RowError::Decode(DecodeError::attribute(R::STRUCT, ImageName::Row, &fault)))?;
        whole.insert((*name).to_owned(), AttributeValue::N(sum.to_string()));
    }
    read_row(&Item::from(whole)).map(Some)
}

/// The sum of a number, which a row that lacks it has as zero.
fn sum(name: &'static str, rows: &[Item]) -> Result<Number, Fault> {
    let fault = |problem| Fault::new(problem).under(Step::Field(name));
    let mut sum = Number::ZERO;
    for row in rows {
        let part = match row.inner().get(name) {
            None => Number::ZERO,
            Some(AttributeValue::N(digits)) => digits.parse().map_err(|_| fault(Problem::Unfit("N")))?,
            Some(_) => return Err(fault(Problem::Expected("N"))),
        };
        sum = sum.checked_add(part).ok_or_else(|| fault(Problem::Unfit("a sum of at most 38 digits")))?;
    }
    Ok(sum)
}
