//! What a definition has no parameter for: a table that is not as it was declared would be worse than none.

use statetopic::manifest::Table;
use statetopic::schema::{IndexSchema, TableSchema};

use super::platform::{Names, Platform};

/// Days of recovery where a definition takes no number: the maximum.
const DEFAULT_RECOVERY: u8 = 35;

/// What cannot be said of a table, with the reason and what to do.
pub(super) fn problems(table: &Table, names: &Names, platform: Platform) -> Vec<String> {
    let schema = &table.schema;
    let own = match platform {
        Platform::Plain => Vec::new(),
        Platform::Xp => [recovery(schema, platform), name(schema, names, platform)]
            .into_iter()
            .flatten()
            .chain(schema.indexes.iter().filter_map(two_attributes))
            .collect(),
        Platform::Kro => [recovery(schema, platform), name(schema, names, platform)].into_iter().flatten().collect(),
    };
    let all = replicas(schema, platform).into_iter().chain(own);
    all.map(|problem| format!("`{}` on the platform `{}`: {problem}", table.model, platform.as_str())).collect()
}

fn replicas(schema: &TableSchema<String>, platform: Platform) -> Option<String> {
    (!schema.settings.replicas.is_empty()).then(|| {
        format!(
            "`{}` is a table in one Region, and `replicas` asks for others; deploy it with CloudFormation, and mark the model \
             `external` here",
            platform.component()
        )
    })
}

fn recovery(schema: &TableSchema<String>, platform: Platform) -> Option<String> {
    let days = schema.settings.point_in_time_recovery.filter(|days| *days != DEFAULT_RECOVERY)?;
    Some(format!(
        "`dynamodb-protection-{}` enables point-in-time recovery of {DEFAULT_RECOVERY} days and takes no number; write \
         `point_in_time_recovery` instead of `point_in_time_recovery = {days}`",
        platform.as_str()
    ))
}

/// The trait of global indexes reads the first two elements of a key schema as its partition and its sort key.
fn two_attributes(index: &IndexSchema<String>) -> Option<String> {
    let (partition, sort) = (index.partition_key.len(), index.sort_key.len());
    (partition > 1 || sort > 1).then(|| {
        format!(
            "the index `{}` has {partition} attributes in its partition key and {sort} in its sort key, and the definition takes the \
             first two elements of a key schema only; use one attribute a side, or another platform",
            index.name
        )
    })
}

/// A resource of Kubernetes is called as the table.
fn name(schema: &TableSchema<String>, names: &Names, platform: Platform) -> Option<String> {
    let name = names.table(&schema.table);
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_label = name.len() <= MAX_LABEL
        && name.chars().all(|c| inner(c) || c == '-')
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.ends_with(inner);
    (!is_label).then(|| {
        format!(
            "`{}` calls a resource of Kubernetes as the table, and `{name}` cannot be its name; give the table a name of up to \
             {MAX_LABEL} lowercase letters, digits and `-`, in `tables` of a file for `--names`",
            platform.component()
        )
    })
}

/// Maximum length of a label.
///
/// Source: <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/>
const MAX_LABEL: usize = 63;
