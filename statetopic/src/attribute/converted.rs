//! Fields that serde writes in another form than their type's.

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;

use serde::{Deserializer, Serializer};

/// What an [`Attribute`](super::Attribute) holds whose field has `#[serde(with = …)]` or `#[serde(serialize_with = …)]`.
///
/// There is no value of this type. An update sets the attribute to a `V`, and a condition compares it with one; both write the
/// `V` in the form `W` of the field, as [`put`](crate::Table::put) does.
pub struct Converted<V, W = Opaque> {
    never: Infallible,
    marker: PhantomData<fn() -> (V, W)>,
}

/// How a field is written, by the path in its serde attribute; for generated code.
pub trait Conversion<V>: 'static {
    /// Whether the field is a set, of which a missing attribute is an empty one.
    const IS_SET: bool = false;
    /// Whether the field is read; else it has its default in each row that is read.
    const IS_READ: bool = true;

    /// Writes a value as the field is.
    ///
    /// # Errors
    /// Those of the serializer.
    fn serialize<S: Serializer>(value: &V, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads a value as the field is.
    ///
    /// # Errors
    /// Those of the deserializer.
    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<V, D::Error>;

    /// The value of a field whose attribute is missing, where the field says so.
    #[must_use]
    fn default() -> Option<V> {
        None
    }
}

/// The form of a converted field that is not known.
#[derive(Debug)]
pub enum Opaque {}

impl<V, W> fmt::Debug for Converted<V, W> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        let _ = self.marker;
        match self.never {}
    }
}
