//! The rows that are shards of one.

use serde_dynamo::{AttributeValue, Item};

use crate::key::without_shard;
use crate::schema::TableSchema;

/// The rows of each model's row, in the order of their first.
pub(super) fn by_model(schema: &TableSchema, rows: Vec<Item>) -> Vec<Vec<Item>> {
    let mut models: Vec<Vec<Item>> = Vec::new();
    for row in rows {
        match models.iter_mut().find(|shards| is_of_one(schema, &shards[0], &row)) {
            Some(shards) => shards.push(row),
            None => models.push(vec![row]),
        }
    }
    models
}

fn is_of_one(schema: &TableSchema, one: &Item, other: &Item) -> bool {
    let partition = |row: &Item| match row.inner().get(schema.partition_key.name) {
        Some(AttributeValue::S(partition)) => Some(without_shard(partition).to_owned()),
        _ => None,
    };
    let sort = |row: &Item| schema.sort_key.and_then(|sort| row.inner().get(sort.name).cloned());
    partition(one) == partition(other) && sort(one) == sort(other)
}
