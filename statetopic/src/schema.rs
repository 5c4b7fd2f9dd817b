//! What a table is: its name, its keys, its indexes. Data that the macros fill in and that the tables, the
//! decoder and the infrastructure read.

use std::fmt;

mod index;
#[cfg(feature = "manifest")]
mod owned;
mod settings;
mod shards;
mod text;

pub use self::index::{IndexSchema, IndexScope, Projection};
pub use self::settings::{Billing, Encryption, TableClass, TableSettings};
pub use self::shards::Shards;
pub use self::text::{SchemaElement, SchemaText};

/// The type of a key attribute: the three that DynamoDB allows.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeDefinition.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "manifest", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
pub enum ScalarType {
    /// A string.
    S,
    /// A number, at most 38 significant digits.
    N,
    /// Bytes.
    B,
}

impl ScalarType {
    /// The descriptor as DynamoDB writes it: `S`, `N` or `B`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::N => "N",
            Self::B => "B",
        }
    }
}

impl fmt::Display for ScalarType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A key attribute: its name in the table and its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "manifest", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema), schemars(rename = "KeyElement"))]
#[non_exhaustive]
pub struct KeyElement<T = &'static str> {
    /// The attribute's name, as serde writes it.
    pub name: T,
    /// `S`, `N` or `B`.
    #[cfg_attr(feature = "manifest", serde(rename = "type"))]
    pub scalar_type: ScalarType,
}

impl KeyElement {
    /// A key attribute called `name`.
    #[must_use]
    pub const fn new(name: &'static str, scalar_type: ScalarType) -> Self {
        Self { name, scalar_type }
    }
}

/// The part of a key that an attribute belongs to.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_KeySchemaElement.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyType {
    /// The partition key.
    Hash,
    /// The sort key.
    Range,
}

impl KeyType {
    /// As DynamoDB writes it: `HASH` or `RANGE`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hash => "HASH",
            Self::Range => "RANGE",
        }
    }
}

/// The schema of a read model's table: what `CreateTable` needs to know.
///
/// ```
/// use statetopic::schema::{KeyElement, ScalarType, TableSchema};
///
/// const SCHEMA: TableSchema = TableSchema::new("inventory-levels", KeyElement::new("warehouse", ScalarType::S))
///     .with_sort_key(KeyElement::new("sku", ScalarType::S))
///     .with_ttl("expires_at");
/// assert_eq!(SCHEMA.key_names().collect::<Vec<_>>(), ["warehouse", "sku"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "manifest",
    derive(serde::Serialize, serde::Deserialize),
    serde(
        deny_unknown_fields,
        bound(
            serialize = "T: SchemaText",
            deserialize = "T: SchemaText + serde::Deserialize<'de>, T::List<T>: serde::Deserialize<'de>, \
                           T::List<(T, T)>: serde::Deserialize<'de>, T::List<IndexSchema<T>>: serde::Deserialize<'de>"
        )
    )
)]
#[cfg_attr(
    feature = "manifest-schema",
    derive(schemars::JsonSchema),
    schemars(
        rename = "TableSchema",
        bound = "T: SchemaText + schemars::JsonSchema, T::List<T>: schemars::JsonSchema, T::List<(T, T)>: schemars::JsonSchema, T::List<IndexSchema<T>>: schemars::JsonSchema"
    )
)]
#[non_exhaustive]
pub struct TableSchema<T: SchemaText = &'static str> {
    /// The logical name; the physical one comes from the environment, see
    /// [`table_variable`](crate::environment::table_variable).
    pub table: T,
    /// The partition key.
    pub partition_key: KeyElement<T>,
    /// The sort key, where the table has one.
    pub sort_key: Option<KeyElement<T>>,
    /// The attribute with the time of expiry, in epoch seconds.
    pub ttl: Option<T>,
    /// The attribute with the row's version: a newer row has a higher one.
    pub version: Option<T>,
    /// The secondary indexes.
    pub indexes: T::List<IndexSchema<T>>,
    /// The numbers that are in several rows, where there are such.
    #[cfg_attr(feature = "manifest", serde(default, skip_serializing_if = "Option::is_none"))]
    pub shards: Option<Shards<T>>,
    /// Billing, protection, recovery, encryption, class and tags.
    pub settings: TableSettings<T>,
}

impl Copy for TableSchema {}

impl TableSchema {
    /// A table with a partition key alone.
    #[must_use]
    pub const fn new(table: &'static str, partition_key: KeyElement) -> Self {
        Self {
            table,
            partition_key,
            sort_key: None,
            ttl: None,
            version: None,
            indexes: &[],
            shards: None,
            settings: TableSettings::new(),
        }
    }

    /// The same with a sort key.
    #[must_use]
    pub const fn with_sort_key(mut self, sort_key: KeyElement) -> Self {
        self.sort_key = Some(sort_key);
        self
    }

    /// The same with a TTL attribute.
    #[must_use]
    pub const fn with_ttl(mut self, attribute: &'static str) -> Self {
        self.ttl = Some(attribute);
        self
    }

    /// The same with an attribute for the row's version.
    #[must_use]
    pub const fn with_version(mut self, attribute: &'static str) -> Self {
        self.version = Some(attribute);
        self
    }

    /// The same with secondary indexes.
    #[must_use]
    pub const fn with_indexes(mut self, indexes: &'static [IndexSchema]) -> Self {
        self.indexes = indexes;
        self
    }

    /// The same with numbers that are in several rows.
    ///
    /// # Panics
    /// Where the partition key is not an `S`: the number of a row stands behind it.
    #[must_use]
    pub const fn with_shards(mut self, shards: Shards) -> Self {
        assert!(
            matches!(self.partition_key.scalar_type, ScalarType::S),
            "a sharded row needs a partition key of type `S`"
        );
        self.shards = Some(shards);
        self
    }

    /// The same with other settings.
    #[must_use]
    pub const fn with_settings(mut self, settings: TableSettings) -> Self {
        self.settings = settings;
        self
    }

    /// The names of the key attributes, partition key first.
    pub fn key_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.key_elements().map(|element| element.name)
    }
}

impl<T: SchemaText> TableSchema<T> {
    /// The attributes that `CreateTable` must define: those of the table's keys and of its indexes', each once.
    #[must_use]
    pub fn attribute_definitions(&self) -> Vec<KeyElement<T>> {
        let mut definitions: Vec<KeyElement<T>> = Vec::new();
        let of_indexes = self.indexes.iter().flat_map(IndexSchema::key_elements);
        for element in self.key_schema().map(|(element, _)| element).chain(of_indexes) {
            if !definitions.contains(element) {
                definitions.push(element.clone());
            }
        }
        definitions
    }

    /// The key attributes as `CreateTable` takes them, partition key first.
    pub fn key_schema(&self) -> impl Iterator<Item = (&KeyElement<T>, KeyType)> {
        let partition = std::iter::once((&self.partition_key, KeyType::Hash));
        partition.chain(self.sort_key.iter().map(|element| (element, KeyType::Range)))
    }

    /// The key attributes, partition key first.
    pub fn key_elements(&self) -> impl Iterator<Item = KeyElement<T>> + use<T> {
        std::iter::once(self.partition_key.clone()).chain(self.sort_key.clone())
    }
}
