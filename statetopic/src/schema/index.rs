//! Secondary indexes.

use super::{KeyElement, KeyType, SchemaText};

/// A secondary index of a table; declared by `#[index("by-sku", partition)]` on the fields that are its keys. Queries go by the
/// typed [`Index`](crate::index::Index).
///
/// ```
/// use statetopic::ReadModel;
/// use statetopic::prelude::*;
/// use statetopic::schema::Projection;
///
/// #[read_model(table = "inventory-levels")]
/// #[derive(Serialize, Deserialize)]
/// struct InventoryLevel {
///     #[partition_key]
///     #[index("by-sku", sort, projection = include(on_hand))]
///     warehouse: String,
///     #[sort_key]
///     #[index("by-sku", partition)]
///     sku: String,
///     on_hand: u32,
/// }
///
/// let [by_sku] = InventoryLevel::SCHEMA.indexes else { panic!() };
/// assert_eq!((by_sku.name, by_sku.partition_key[0].name), ("by-sku", "sku"));
/// assert_eq!(by_sku.projection, Projection::Include(&["on_hand"][..]));
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
                           T::List<KeyElement<T>>: serde::Deserialize<'de>"
        )
    )
)]
#[cfg_attr(
    feature = "manifest-schema",
    derive(schemars::JsonSchema),
    schemars(
        rename = "IndexSchema",
        bound = "T: SchemaText + schemars::JsonSchema, T::List<T>: schemars::JsonSchema, T::List<KeyElement<T>>: schemars::JsonSchema"
    )
)]
#[non_exhaustive]
pub struct IndexSchema<T: SchemaText = &'static str> {
    /// Its name, unique within the table.
    pub name: T,
    /// Whether it has partitions of its own.
    pub scope: IndexScope,
    /// The attributes of its partition key, at most four; for a local index that of the table.
    pub partition_key: T::List<KeyElement<T>>,
    /// The attributes of its sort key, in their order, at most four; a local index has one.
    pub sort_key: T::List<KeyElement<T>>,
    /// What a row has in it beside the keys.
    pub projection: Projection<T::List<T>>,
}

impl Copy for IndexSchema {}

/// Whether an index has partitions of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "manifest",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "SCREAMING_SNAKE_CASE")
)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
pub enum IndexScope {
    /// It has; it can be added to a table and removed from it.
    Global,
    /// It orders the rows of the table's partitions in another way, and is made with the table.
    Local,
}

/// Which attributes of a row are in an index, beside the keys of the table and the index.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Projection.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "manifest",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "SCREAMING_SNAKE_CASE")
)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema), schemars(rename = "Projection"))]
pub enum Projection<Names = &'static [&'static str]> {
    /// All of them.
    All,
    /// None.
    KeysOnly,
    /// Those with these names.
    Include(Names),
}

impl IndexSchema {
    /// A global index with a partition key alone, and with all attributes.
    #[must_use]
    pub const fn global(name: &'static str, partition_key: &'static [KeyElement]) -> Self {
        Self { name, scope: IndexScope::Global, partition_key, sort_key: &[], projection: Projection::All }
    }

    /// A local index of a table with this partition key, with all attributes. It has a sort key too:
    /// [`with_sort_key`](Self::with_sort_key).
    #[must_use]
    pub const fn local(name: &'static str, table_partition_key: &'static [KeyElement]) -> Self {
        Self { scope: IndexScope::Local, ..Self::global(name, table_partition_key) }
    }

    /// The same with a sort key of these attributes, in their order.
    #[must_use]
    pub const fn with_sort_key(mut self, sort_key: &'static [KeyElement]) -> Self {
        self.sort_key = sort_key;
        self
    }

    /// The same with another projection.
    #[must_use]
    pub const fn with_projection(mut self, projection: Projection) -> Self {
        self.projection = projection;
        self
    }
}

impl<T: SchemaText> IndexSchema<T> {
    /// The key attributes, those of the partition key first.
    pub fn key_elements(&self) -> impl Iterator<Item = &KeyElement<T>> {
        self.partition_key.iter().chain(self.sort_key.iter())
    }

    /// The key attributes as `CreateTable` takes them: those of the partition key first, each side in its order.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html>
    pub fn key_schema(&self) -> impl Iterator<Item = (&KeyElement<T>, KeyType)> {
        let partition = self.partition_key.iter().map(|element| (element, KeyType::Hash));
        partition.chain(self.sort_key.iter().map(|element| (element, KeyType::Range)))
    }
}

impl<Names> Projection<Names> {
    /// As DynamoDB writes it in `ProjectionType`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::KeysOnly => "KEYS_ONLY",
            Self::Include(_) => "INCLUDE",
        }
    }
}
