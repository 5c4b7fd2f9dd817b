//! What an update changes, and what it can be set to.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserializer, Serialize, Serializer};

use crate::attribute::{Attribute, AttributePath, Conversion, Converted, KeyAttributeName};
use crate::decode::ReadForm;
use crate::encode::{EncodeError, FieldForm, is_something};

mod sealed {
    pub trait Sealed {}
}

/// An attribute that an update can change: each one of the model `M` that is not in its key.
#[diagnostic::on_unimplemented(
    message = "an update cannot change this",
    label = "expected an attribute of the model that is not in its key",
    note = "DynamoDB cannot change the key of an item: delete the row, and put one with the other key"
)]
pub trait UpdatableAttribute<M>: sealed::Sealed {
    /// The type of the field.
    type Value;
    /// Where the attribute is.
    type Path: AttributePath;

    /// The attribute itself.
    #[doc(hidden)]
    fn into_attribute(self) -> Attribute<M, Self::Value, Self::Path>;
}

impl<M, V, P> sealed::Sealed for Attribute<M, V, P> {}
impl<M, V> sealed::Sealed for KeyAttributeName<M, V> {}

#[diagnostic::do_not_recommend]
impl<M, V, P: AttributePath> UpdatableAttribute<M> for Attribute<M, V, P> {
    type Value = V;
    type Path = P;

    fn into_attribute(self) -> Self {
        self
    }
}

/// A value of type `T` for a field of type `V`, as a type.
///
/// Neither stands alone before the bound: rustc then points at the value, and `"1.50".parse()?` and `text.into()` know what they
/// are to be.
#[derive(Debug)]
pub struct Assignment<T, V>(PhantomData<fn(T, V)>);

/// That a field of type `V` can be set to a `T`: it is the field's own type, also where serde converts the field.
#[diagnostic::on_unimplemented(
    message = "an attribute of type `{V}` cannot be set to a `{T}`",
    label = "expected a value of the field's type that serde writes",
    note = "write the type of the field: a text is `\"…\".to_owned()`, an `Option` is `Some(…)`",
    note = "a field that serde converts is set to its own type, where it has `with` or `serialize_with` and no parameter of the model"
)]
pub trait IsTyped<T, V>: sealed::Sealed {
    /// Whether a `None` is `NULL`, as a row has it: a converted field is not read where its attribute is missing.
    #[doc(hidden)]
    const NULL: bool = false;

    /// Whether the field is read.
    #[doc(hidden)]
    const IS_READ: bool = true;

    /// Whether a row can lack the attribute where serde writes nothing.
    #[doc(hidden)]
    #[must_use]
    fn can_be_missing() -> bool {
        true
    }

    /// Whether a missing attribute is read as one that serde writes, by the default of the field.
    ///
    /// # Errors
    /// Those of the serializer.
    #[doc(hidden)]
    fn has_value_when_missing(_: Option<fn() -> V>) -> Result<bool, EncodeError> {
        Ok(false)
    }

    /// Writes a value as the field is written.
    ///
    /// # Errors
    /// Those of the serializer.
    #[doc(hidden)]
    fn serialize<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads a value as the field is read.
    ///
    /// # Errors
    /// Those of the deserializer.
    #[doc(hidden)]
    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;
}

impl<T, V> sealed::Sealed for Assignment<T, V> {}

#[diagnostic::do_not_recommend]
impl<U: Serialize + DeserializeOwned> IsTyped<U, U> for Assignment<U, U> {
    fn has_value_when_missing(default: Option<fn() -> U>) -> Result<bool, EncodeError> {
        has_value(default)
    }

    fn serialize<S: Serializer>(value: &U, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<U, D::Error> {
        U::deserialize(deserializer)
    }
}

#[diagnostic::do_not_recommend]
impl<T, W: Conversion<T>> IsTyped<T, Converted<T, W>> for Assignment<T, Converted<T, W>> {
    const NULL: bool = true;
    const IS_READ: bool = W::IS_READ;

    fn can_be_missing() -> bool {
        W::IS_SET || W::default().is_some()
    }

    fn serialize<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        W::serialize(value, serializer)
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        W::deserialize(deserializer)
    }
}

/// Whether a field's default is anything but `None` or a set without elements.
pub(super) fn has_value<V: Serialize>(default: Option<fn() -> V>) -> Result<bool, EncodeError> {
    default.map_or(Ok(false), |default| is_something(&default()))
}

/// The form of a field of type `V` that is set to a `T`.
pub(super) struct FormOf<T, V>(PhantomData<fn(T, V)>);

impl<T, V> ReadForm for FormOf<T, V>
where
    Assignment<T, V>: IsTyped<T, V>,
{
    type Value = T;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        <Assignment<T, V>>::deserialize(deserializer)
    }
}

impl<T, V> FieldForm for FormOf<T, V>
where
    Assignment<T, V>: IsTyped<T, V>,
{
    const IS_READ: bool = <Assignment<T, V>>::IS_READ;

    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        <Assignment<T, V>>::serialize(value, serializer)
    }
}
