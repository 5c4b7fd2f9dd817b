//! Tables that DynamoDB would refuse. `#[read_model]` declares few of them; a schema may be written by hand.

use super::limits::{MAX_GLOBAL_INDEXES, MAX_KEY_ATTRIBUTES, MAX_LOCAL_INDEXES};
use crate::manifest::Table;
use crate::schema::{Encryption, IndexScope};

/// What is wrong with a table that a stack creates, and what to do.
pub(super) fn problems(table: &Table) -> Vec<String> {
    let mut problems = indexes(table);
    problems.extend(key_of_one_region(table));
    problems
}

fn indexes(Table { model, schema, .. }: &Table) -> Vec<String> {
    let mut problems = Vec::new();
    for index in &schema.indexes {
        for (side, attributes) in [("partition key", index.partition_key.len()), ("sort key", index.sort_key.len())] {
            if attributes > MAX_KEY_ATTRIBUTES {
                problems.push(format!(
                    "the {side} of the index `{}` of `{model}` has {attributes} attributes, and the limit is {MAX_KEY_ATTRIBUTES}; \
                     remove some of them",
                    index.name
                ));
            }
        }
    }
    for (scope, kind, limit) in
        [(IndexScope::Global, "global", MAX_GLOBAL_INDEXES), (IndexScope::Local, "local", MAX_LOCAL_INDEXES)]
    {
        let count = schema.indexes.iter().filter(|index| index.scope == scope).count();
        if count > limit {
            problems.push(format!(
                "`{model}` has {count} {kind} indexes, and the limit of a table is {limit}; remove some of them"
            ));
        }
    }
    problems
}

/// An alias, and the id of a multi-Region key, name a key in each Region. An ARN has a Region, and any other id is of one.
///
/// Source: <https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html>
fn key_of_one_region(Table { model, schema, .. }: &Table) -> Option<String> {
    let settings = &schema.settings;
    let Encryption::Customer(key) = &settings.encryption else { return None };
    let is_in_each = key.starts_with("alias/") || key.starts_with("mrk-");
    (!settings.replicas.is_empty() && !is_in_each).then(|| {
        format!(
            "`{model}` has replicas, and `encryption` names a key of one Region for all of them: each replica needs a key of its own \
             Region; use an alias that every one of the Regions has, e.g. `kms(\"alias/{}\")`, or the id of a multi-Region key, \
             `kms(\"mrk-…\")`",
            schema.table
        )
    })
}
