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
    let mut parts = Vec::with_capacity(rows.len());
    for row in rows {
        match row.inner().get(name) {
            None => {}
            Some(AttributeValue::N(digits)) => parts.push(digits.parse().map_err(|_| fault(Problem::Unfit("N")))?),
            Some(_) => return Err(fault(Problem::Expected("N"))),
        }
    }
    sum_of(parts).ok_or_else(|| fault(Problem::Unfit("a sum of at most 38 digits")))
}

/// The sum, in an order in which what is summed on the way is seldom wider than the sum or its widest part: the widest first, and
/// always towards zero.
fn sum_of(mut parts: Vec<Number>) -> Option<Number> {
    parts.sort_unstable();
    let first_above = parts.partition_point(|part| *part < Number::ZERO);
    let mut above = parts.split_off(first_above);
    parts.reverse();
    let mut sum = Number::ZERO;
    while let Some(part) = next(sum, &mut above, &mut parts) {
        sum = sum.checked_add(part)?;
    }
    Some(sum)
}

/// The widest part of the other sign, or else what is left.
fn next(sum: Number, above: &mut Vec<Number>, below: &mut Vec<Number>) -> Option<Number> {
    match sum > Number::ZERO {
        true => below.pop().or_else(|| above.pop()),
        false => above.pop().or_else(|| below.pop()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum_of_texts(texts: &[&str]) -> Option<String> {
        sum_of(texts.iter().map(|text| text.parse().unwrap()).collect()).map(|sum| sum.to_string())
    }

    #[test]
    fn a_sum_does_not_depend_on_the_order_of_its_parts() {
        let most = "99999999999999999999999999999999999999";
        for (parts, sum) in [
            ([most, "3", "-5"], Some("99999999999999999999999999999999999997")),
            ([most, "3", "0"], None),
            (["1E30", "1E-30", "-1E30"], Some("1E-30")),
            (["1E30", "1E-30", "0"], None),
            (["-1E125", "1E125", "-7"], Some("-7")),
        ] {
            let sum = sum.map(|sum| sum.parse::<Number>().unwrap().to_string());
            for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
                assert_eq!(sum_of_texts(&order.map(|place| parts[place])), sum, "{parts:?} {order:?}");
            }
        }
        assert_eq!(sum_of_texts(&[]).as_deref(), Some("0"));
    }
}
