//! What generated code calls. Nothing here is for users, and all of it may change.

pub mod decimal;
pub mod key;
pub mod names;
pub mod projection;
pub mod row;

use std::pin::Pin;

pub use serde;
pub use statetopic_macros::{__ReadModel, __StateTopic};

pub use crate::absent::{Is, NoSet, RequiredField};
use crate::absent::{Sets, WithSets};
pub use crate::attribute::field_name::{FieldName, field_name};
use crate::attribute::{AddedIndexKeyAttribute, IndexKeyAttribute, OmittableAttribute, TtlAttribute, VersionAttribute};
pub use crate::change::StateParts;
use crate::connections::{ConnectError, Connections, Resource};
use crate::key::KeyAttribute;
pub use crate::model::{CheckedByMacro, RowShape};
use crate::model::{Image, MissingAttribute};
use crate::schema::{KeyElement, ScalarType, Shards, TableSchema};
use crate::sensitive::SensitiveAttribute;
#[cfg(feature = "manifest")]
pub use crate::subscriber::source::ResourceParameter;
pub use crate::subscriber::source::Source;
use crate::update::ShardedScalar;
pub use crate::{__faulty_key as faulty_key, __key_traits as key_traits};

/// The arms of a subscriber, for its manifest.
#[cfg(feature = "manifest")]
pub mod filter {
    pub use crate::subscriber::filter::{
        Arm, Cause, Choice, Guard, ImagePath, Known, Literal, NoText, OfAny, OfFields, OfNoFields, OfOption, OfValue,
        Root, Shape, Test, Text,
    };
}

/// A key attribute's value, if it can name a message group.
///
/// # Errors
/// Where it cannot.
pub fn check_group_id(value: crate::key::KeyValue<'_>) -> Result<crate::key::KeyValue<'_>, crate::key::KeyError> {
    crate::key::check_group_id(value)
}

/// What is generated for manifests: nothing, where a build has none.
#[cfg(feature = "manifest")]
#[macro_export]
#[doc(hidden)]
macro_rules! __described {
    (fields $(($name:expr, $attribute:expr, $omittable:expr))*) => {
        const LOCATION: (&'static str, u32) = (::core::file!(), ::core::line!());
        const FIELDS: &'static [$crate::__private::FieldName] =
            &[$($crate::__private::field_name($name, $attribute, $omittable)),*];
    };
    ($($item:tt)*) => { $($item)* };
}

/// What is generated for manifests: nothing, where a build has none.
#[cfg(not(feature = "manifest"))]
#[macro_export]
#[doc(hidden)]
macro_rules! __described {
    ($($item:tt)*) => {};
}

pub use crate::__described as described;

/// The `main` of a bin.
#[cfg(feature = "lambda")]
#[macro_export]
#[doc(hidden)]
macro_rules! __main {
    ($subscriber:ident) => {
        // A second `main` is an error at each of the two; this name says in the first what to do.
        #[allow(dead_code, non_camel_case_types)]
        enum a_bin_has_one_subscriber_so_write_library_on_the_others {}

        fn main() -> ::std::process::ExitCode {
            $crate::lambda::run::<$subscriber>()
        }
    };
}

/// The `main` of a bin.
#[cfg(not(feature = "lambda"))]
#[macro_export]
#[doc(hidden)]
macro_rules! __main {
    ($subscriber:ident) => {
        ::core::compile_error!(
            "`#[subscriber]` is the `main` of a bin, which needs the feature `lambda` of `statetopic`; enable it, or write \
             `#[subscriber(library)]`"
        );

        fn main() {}
    };
}

pub use crate::__main as main;

/// Compiles where a function may have several of these at once: what `concurrency` asks.
pub const fn concurrent<I: crate::subscriber::Concurrent>() {}

/// Connects a resource. What it returns does not mention the trait, so that a type which is not a resource is one error.
///
/// # Errors
/// Those of the resource.
#[must_use]
pub fn connect<R: Resource>(
    connections: &Connections,
) -> Pin<Box<dyn Future<Output = Result<R, ConnectError>> + Send + '_>> {
    Box::pin(R::connect(connections))
}

/// The TTL attribute's name, where its type can be one.
#[must_use]
pub const fn ttl_attribute<T: TtlAttribute>(attribute: &'static str) -> &'static str {
    attribute
}

/// The version attribute's name, where its type can be one.
#[must_use]
pub const fn version_attribute<T: VersionAttribute>(attribute: &'static str) -> &'static str {
    attribute
}

/// The sequence attribute's name, where its type holds a position.
#[must_use]
pub const fn sequence_attribute<T: crate::position::SequenceAttribute>(attribute: &'static str) -> &'static str {
    attribute
}

/// The name of a sharded attribute, where its type can be added to.
#[must_use]
pub const fn sharded_attribute<T: crate::update::Counter>(attribute: &'static str) -> &'static str {
    attribute
}

/// The name of a sensitive attribute, where its type hides it.
#[must_use]
pub const fn sensitive_attribute<T: SensitiveAttribute>(attribute: &'static str) -> &'static str {
    attribute
}

/// The numbers that are in several rows, of a model whose partition key can have the number of a row behind it.
#[must_use]
pub const fn shards<K: KeyAttribute<Scalar: ShardedScalar>>(count: u8, attributes: &'static [&'static str]) -> Shards {
    Shards::new(count, attributes)
}

/// The element of an index's key schema.
#[must_use]
pub const fn index_key<T: IndexKeyAttribute>(attribute: &'static str) -> KeyElement {
    KeyElement::new(attribute, <T::Key as KeyAttribute>::TYPE)
}

/// The element of an index's key schema, where the field is `#[added]` without default.
#[must_use]
pub const fn added_index_key<T: AddedIndexKeyAttribute>(attribute: &'static str) -> KeyElement {
    KeyElement::new(attribute, T::TYPE)
}

/// `Debug` of an image of a side, under its name: the fields' names and values.
///
/// # Errors
/// Those of the formatter.
pub fn debug_image<S: crate::view::Side>(
    model: &str,
    names: &[&str],
    values: &[&dyn std::fmt::Debug],
    f: &mut std::fmt::Formatter<'_>,
) -> std::fmt::Result {
    let mut debug = f.debug_struct(&format!("{model}{}Image", S::NAME));
    for (name, value) in names.iter().zip(values) {
        debug.field(name, value);
    }
    debug.finish()
}

/// Whether all fields are equal.
#[must_use]
pub fn are_equal(compared: &[bool]) -> bool {
    compared.iter().all(|equal| *equal)
}

/// Holds where a field that a row may lack has a type that says what it then is.
pub const fn omittable<T: OmittableAttribute>() {}

/// The value of an `#[added]` field, for the model that needs it.
///
/// # Errors
/// [`MissingAttribute`] where the row lacks it.
pub fn present<T>(value: Option<T>, model: &'static str, attribute: &'static str) -> Result<T, MissingAttribute> {
    value.ok_or(MissingAttribute::new(model, attribute))
}

/// Reads an `#[added]` attribute that is there: `NULL` is a value, where the field's type takes it.
///
/// # Errors
/// Those of the deserializer.
pub fn added<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Stands for the function that reads a field which is not read.
///
/// # Errors
/// Always.
pub fn unread<'de, D: serde::Deserializer<'de>, T>(_: D) -> Result<T, D::Error> {
    Err(serde::de::Error::custom("a field that is not read"))
}

/// Reads an image through the shape of the model's rows.
///
/// # Errors
/// Those of the deserializer.
#[inline]
pub fn deserialize_image<'de, D, R, I>(deserializer: D) -> Result<I, D::Error>
where
    D: serde::Deserializer<'de>,
    R: RowShape,
    I: Image<R>,
{
    match const { Sets::of(R::REQUIRED) } {
        None => R::read_row(deserializer).map(I::from_row),
        Some(sets) => R::read_row(WithSets { row: deserializer, sets }).map(I::from_row),
    }
}

/// The schema of a struct whose attributes have faults: it never gets past the compiler.
pub const FAULTY_SCHEMA: TableSchema = TableSchema::new("faulty", KeyElement::new("faulty", ScalarType::S));
