//! A row's key without its type.

use std::fmt;

use serde_dynamo::AttributeValue;

use crate::key::{InvalidKey, KeyValue, ModelKey, identity, key_values, of_shard, read_identity};
use crate::schema::TableSchema;

/// The names of a table's key attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyNames {
    pub(crate) partition: &'static str,
    sort: Option<&'static str>,
}

impl From<&TableSchema> for KeyNames {
    fn from(schema: &TableSchema) -> Self {
        Self { partition: schema.partition_key.name, sort: schema.sort_key.map(|key| key.name) }
    }
}

/// A key without its type: bytes to compare, values to send.
#[derive(Clone)]
pub(crate) struct RowKey {
    canonical: Vec<u8>,
    pub(crate) partition: KeyValue<'static>,
    pub(crate) sort: Option<KeyValue<'static>>,
    shown: String,
}

impl RowKey {
    /// The key, if DynamoDB takes it in a table of this schema.
    pub(crate) fn new<K: ModelKey>(key: &K, schema: &TableSchema) -> Result<Self, InvalidKey> {
        let (partition, sort) = key_values(key, schema)?;
        Ok(Self {
            canonical: identity(&partition, sort.as_ref()),
            partition: partition.into_owned(),
            sort: sort.map(KeyValue::into_owned),
            shown: key.to_string(),
        })
    }

    /// The key of one of the rows that the numbers of a row with this key are in.
    pub(crate) fn of_shard(&self, shard: u8) -> Self {
        let partition = match &self.partition {
            KeyValue::S(text) => KeyValue::S(of_shard(text, shard).into()),
            // A schema with shards has an `S`.
            KeyValue::N(_) | KeyValue::B(_) => self.partition.clone(),
        };
        Self { canonical: identity(&partition, self.sort.as_ref()), partition, ..self.clone() }
    }

    /// The key of a table that has a partition key alone, a text.
    pub(crate) fn text(text: String) -> Self {
        Self {
            canonical: text.clone().into_bytes(),
            partition: KeyValue::S(text.into()),
            sort: None,
            shown: String::new(),
        }
    }

    /// The key whose canonical bytes these are; `None` where they are of none.
    pub(crate) fn from_canonical(canonical: &[u8]) -> Option<Self> {
        let (partition, sort) = read_identity(canonical)?;
        Some(Self { canonical: canonical.to_owned(), partition, sort, shown: String::new() })
    }

    /// The key of a table whose partition key and sort key are texts.
    pub(crate) fn texts(partition: String, sort: String) -> Self {
        let (partition, sort) = (KeyValue::S(partition.into()), KeyValue::S(sort.into()));
        Self { canonical: identity(&partition, Some(&sort)), partition, sort: Some(sort), shown: String::new() }
    }

    /// Bytes that are equal for equal keys and differ for different ones.
    pub(crate) fn canonical(&self) -> &[u8] {
        &self.canonical
    }

    /// Its attributes.
    pub(crate) fn attributes(&self, names: KeyNames) -> impl Iterator<Item = (&'static str, AttributeValue)> {
        let names = std::iter::once(names.partition).chain(names.sort);
        names.zip(std::iter::once(&self.partition).chain(&self.sort).map(attribute_value))
    }
}

impl PartialEq for RowKey {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl fmt::Debug for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

/// A key's value as an attribute of an item.
pub(crate) fn attribute_value(value: &KeyValue<'_>) -> AttributeValue {
    match value {
        KeyValue::S(text) => AttributeValue::S(text.clone().into_owned()),
        KeyValue::N(digits) => AttributeValue::N(digits.clone().into_owned()),
        KeyValue::B(bytes) => AttributeValue::B(bytes.clone().into_owned()),
    }
}
