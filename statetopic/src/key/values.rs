//! The values of a typed key.

use std::fmt;

use super::ModelKey;
use super::attribute::KeyAttribute;
use super::error::KeyError;
use super::part::KeyPart;
use super::shard::check_sharded;
use super::sort::SortKey;
use super::value::KeyValue;
use crate::schema::TableSchema;

/// A key that cannot be read or written: by which attribute, and why.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidKey {
    pub(crate) attribute: &'static str,
    pub(crate) error: KeyError,
}

impl fmt::Display for InvalidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { attribute, error } = self;
        write!(f, "the key attribute `{attribute}` cannot be written: {error}")
    }
}

/// The values of a key, its partition key's and its sort key's, each of which DynamoDB takes.
pub(crate) fn key_values<'a, K: ModelKey>(
    key: &'a K,
    schema: &TableSchema,
) -> Result<(KeyValue<'a>, Option<KeyValue<'a>>), InvalidKey> {
    let partition = KeyPart::Partition.check(key.partition().to_key_value());
    let partition = match schema.shards {
        None => partition,
        Some(_) => partition.and_then(|partition| check_sharded(&partition).map(|()| partition)),
    };
    let partition = partition.map_err(|error| InvalidKey { attribute: schema.partition_key.name, error })?;
    let sort = key.sort().to_sort_value().and_then(|sort| sort.map(|sort| KeyPart::Sort.check(Ok(sort))).transpose());
    let attribute = schema.sort_key.map_or("", |element| element.name);
    Ok((partition, sort.map_err(|error| InvalidKey { attribute, error })?))
}

/// Reads a key from the values that its table's schema names.
#[inline]
pub(crate) fn read_key<K: ModelKey>(
    schema: &'static TableSchema,
    partition: &KeyValue<'_>,
    sort: Option<&KeyValue<'_>>,
) -> Result<K, InvalidKey> {
    let (partition_name, sort_name) = (schema.partition_key.name, schema.sort_key.map_or("", |element| element.name));
    let invalid = |attribute| move |error| InvalidKey { attribute, error };
    let read = (partition, sort);
    let partition = K::Partition::from_key_value(partition.borrowed()).map_err(invalid(partition_name))?;
    let sort = K::Sort::from_sort_value(sort.map(KeyValue::borrowed)).map_err(invalid(sort_name))?;
    // A type that reads two keys as one would make one item of two: it must write what it read.
    if !partition.is_written_as(read.0) {
        return Err(invalid(partition_name)(KeyError::unreadable(read.0.scalar_type())));
    }
    if let Some(read) = read.1
        && !sort.is_sort_written_as(read)
    {
        return Err(invalid(sort_name)(KeyError::unreadable(read.scalar_type())));
    }
    Ok(K::from_parts(partition, sort))
}
