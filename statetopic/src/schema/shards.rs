//! Numbers that are in several rows.

use super::text::SchemaText;

/// The numbers of a model that are in several rows each, by `#[sharded(16)]`: a row takes about 1,000 write units a second, and
/// so does a counter that is in one.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-sharding.html>
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "manifest",
    derive(serde::Serialize, serde::Deserialize),
    serde(
        deny_unknown_fields,
        bound(
            serialize = "T: SchemaText",
            deserialize = "T: SchemaText + serde::Deserialize<'de>, T::List<T>: serde::Deserialize<'de>"
        )
    )
)]
#[cfg_attr(
    feature = "manifest-schema",
    derive(schemars::JsonSchema),
    schemars(rename = "Shards", bound = "T: SchemaText + schemars::JsonSchema, T::List<T>: schemars::JsonSchema")
)]
#[non_exhaustive]
pub struct Shards<T: SchemaText = &'static str> {
    /// The number of rows, 2 to 64.
    #[cfg_attr(feature = "manifest-schema", schemars(range(min = 2, max = 64)))]
    pub count: u8,
    /// The attributes' names.
    pub attributes: T::List<T>,
}

impl Copy for Shards {}

impl Shards {
    /// Attributes that are in so many rows.
    ///
    /// # Panics
    /// Where that is not 2 to 64.
    #[must_use]
    pub const fn new(count: u8, attributes: &'static [&'static str]) -> Self {
        assert!(2 <= count && count <= 64, "a counter is in 2 to 64 rows");
        Self { count, attributes }
    }
}
