//! The rows that are shards of one.

use serde_dynamo::{AttributeValue, Item};

use crate::key::{is_of_shard, without_shard};
use crate::schema::{Shards, TableSchema};

/// The rows of each model's row, in the order of their first. Only its shards belong to the model.
pub(super) fn by_model(schema: &TableSchema, shards: Shards, rows: Vec<Item>) -> Vec<Vec<Item>> {
    let mut models: Vec<Vec<Item>> = Vec::new();
    for row in rows {
        if !partition(schema, &row).is_some_and(|partition| is_of_shard(partition, shards.count)) {
            continue;
        }
        match models.iter_mut().find(|shards| is_of_one(schema, &shards[0], &row)) {
            Some(shards) => shards.push(row),
            None => models.push(vec![row]),
        }
    }
    models
}

fn is_of_one(schema: &TableSchema, one: &Item, other: &Item) -> bool {
    let sort = |row: &Item| schema.sort_key.and_then(|sort| row.inner().get(sort.name).cloned());
    let model = |row| partition(schema, row).map(without_shard);
    model(one) == model(other) && sort(one) == sort(other)
}

fn partition<'a>(schema: &TableSchema, row: &'a Item) -> Option<&'a str> {
    match row.inner().get(schema.partition_key.name) {
        Some(AttributeValue::S(partition)) => Some(partition),
        _ => None,
    }
}
