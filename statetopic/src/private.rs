//! What generated code calls. Nothing here is for users, and all of it may change.

pub mod row;

use std::pin::Pin;

#[doc(hidden)]
pub use crate::runtime::{Carried, Failed, FunctionError, Head, Next, Queue, Returned};
pub use serde;
pub use statetopic_macros::{__ReadModel, __StateTopic};

pub use crate::absent::{Is, NoSet, RequiredField};
use crate::absent::{Sets, WithSets};
use crate::attribute::{AddedIndexKeyAttribute, IndexKeyAttribute, OmittableAttribute, TtlAttribute, VersionAttribute};
use crate::connections::{ConnectError, Connections, Resource};
use crate::key::KeyAttribute;
pub use crate::model::RowShape;
use crate::model::{Image, MissingAttribute};
use crate::schema::{KeyElement, ScalarType, TableSchema};
use crate::sensitive::SensitiveAttribute;

/// A key attribute's value, if it can name a message group.
///
/// # Errors
/// Where it cannot.
pub fn check_group_id(value: crate::key::KeyValue<'_>) -> Result<crate::key::KeyValue<'_>, crate::key::KeyError> {
    crate::key::check_group_id(value)
}

/// A field whose attribute serde reads as it is.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "manifest"), expect(dead_code, reason = "only the manifest reads it"))]
pub struct FieldName {
    pub(crate) field: &'static str,
    pub(crate) attribute: &'static str,
    /// Whether the field has a value although the attribute is missing.
    pub(crate) omittable: bool,
}

/// The names of a field.
#[must_use]
pub const fn field_name(field: &'static str, attribute: &'static str, omittable: bool) -> FieldName {
    FieldName { field, attribute, omittable }
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

/// Connects a resource. What it returns does not mention the trait, so that what is no resource is one error.
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

/// The name of a sensitive attribute, where its type hides it.
#[must_use]
pub const fn sensitive_attribute<T: SensitiveAttribute>(attribute: &'static str) -> &'static str {
    attribute
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

/// The standard traits of a generated key.
#[macro_export]
#[doc(hidden)]
macro_rules! __key_traits {
    ([$($header:tt)*] [$key:ty] [$($asked:tt)*] $name:literal $partition:literal $sort:literal) => {
        #[automatically_derived]
        impl $($header)* ::core::clone::Clone for $key $($asked)* {
            #[inline]
            fn clone(&self) -> Self {
                $crate::__private::key::clone(self)
            }
        }

        #[automatically_derived]
        impl $($header)* ::core::fmt::Debug for $key $($asked)* {
            #[inline]
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::key::debug(self, [$name, $partition, $sort], __f)
            }
        }

        #[automatically_derived]
        impl $($header)* ::core::fmt::Display for $key $($asked)* {
            #[inline]
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::key::display(self, __f)
            }
        }

        #[automatically_derived]
        impl $($header)* ::core::cmp::PartialEq for $key $($asked)* {
            #[inline]
            fn eq(&self, __other: &Self) -> bool {
                $crate::__private::key::eq(self, __other)
            }
        }

        #[automatically_derived]
        impl $($header)* ::core::cmp::Eq for $key $($asked)* {}

        #[automatically_derived]
        impl $($header)* ::core::cmp::PartialOrd for $key $($asked)* {
            #[inline]
            fn partial_cmp(&self, __other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                ::core::option::Option::Some($crate::__private::key::cmp(self, __other))
            }
        }

        #[automatically_derived]
        impl $($header)* ::core::cmp::Ord for $key $($asked)* {
            #[inline]
            fn cmp(&self, __other: &Self) -> ::core::cmp::Ordering {
                $crate::__private::key::cmp(self, __other)
            }
        }

        #[automatically_derived]
        impl $($header)* ::core::hash::Hash for $key $($asked)* {
            #[inline]
            fn hash<__H: ::core::hash::Hasher>(&self, __state: &mut __H) {
                $crate::__private::key::hash(self, __state);
            }
        }
    };
}

pub use crate::__key_traits as key_traits;

/// The schema of a struct whose attributes have faults: it never gets past the compiler.
pub const FAULTY_SCHEMA: TableSchema = TableSchema::new("faulty", KeyElement::new("faulty", ScalarType::S));

/// What a generated key's standard traits do. They go through `ModelKey`, whose parts are known to have these traits, so
/// that a field whose type cannot be a key is one error and not one for each trait.
pub mod key {
    use std::cmp::Ordering;
    use std::fmt;
    use std::hash::{Hash, Hasher};

    use crate::key::{KeyAttribute, ModelKey, SortKey, fmt_key};
    use crate::schema::ScalarType;

    /// The key of a row's fields.
    pub fn of<K: ModelKey>(partition: &K::Partition, sort: &K::Sort) -> K {
        K::from_parts(partition.clone(), sort.clone())
    }

    /// `Clone`.
    pub fn clone<K: ModelKey>(key: &K) -> K {
        of(key.partition(), key.sort())
    }

    /// `Debug`, with the names of the struct and its fields.
    ///
    /// # Errors
    /// Those of the formatter.
    pub fn debug<K: ModelKey>(key: &K, [name, partition, sort]: [&str; 3], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct(name);
        debug.field(partition, key.partition());
        if key.sort().to_sort_value().is_some() {
            debug.field(sort, key.sort());
        }
        debug.finish()
    }

    /// `Display`: `partition` or `partition/sort`.
    ///
    /// # Errors
    /// Those of the formatter.
    pub fn display<K: ModelKey>(key: &K, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_key(key, f)
    }

    /// `PartialEq`.
    pub fn eq<K: ModelKey>(key: &K, other: &K) -> bool {
        key.partition() == other.partition() && key.sort() == other.sort()
    }

    /// `Ord`: by partition key, then by sort key.
    pub fn cmp<K: ModelKey>(key: &K, other: &K) -> Ordering {
        key.partition().cmp(other.partition()).then_with(|| key.sort().cmp(other.sort()))
    }

    /// `Hash`.
    pub fn hash<K: ModelKey, H: Hasher>(key: &K, state: &mut H) {
        key.partition().hash(state);
        key.sort().hash(state);
    }

    /// The sort key's type, of a key that has one.
    ///
    /// # Panics
    /// Where it has none.
    #[must_use]
    pub const fn sort_type<K: ModelKey>() -> ScalarType {
        <K::Sort as SortKey>::SORT_TYPE.expect("a sort key")
    }

    /// The partition key's type.
    #[must_use]
    pub const fn partition_type<K: ModelKey>() -> ScalarType {
        <K::Partition as KeyAttribute>::TYPE
    }
}

/// The key of a struct whose attributes have faults: it never gets past the compiler. It takes the parameters of the
/// implementations, the key's type, and the where clause.
#[doc(hidden)]
#[macro_export]
macro_rules! __faulty_key {
    ([$($parameters:tt)*] $key:ty, [$($bounds:tt)*]) => {
        const _: () = {
            use ::core::{cmp, fmt, hash, unreachable};

            impl $($parameters)* ::core::clone::Clone for $key $($bounds)* {
                fn clone(&self) -> Self {
                    unreachable!()
                }
            }
            impl $($parameters)* fmt::Debug for $key $($bounds)* {
                fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
                    unreachable!()
                }
            }
            impl $($parameters)* fmt::Display for $key $($bounds)* {
                fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
                    unreachable!()
                }
            }
            impl $($parameters)* cmp::PartialEq for $key $($bounds)* {
                fn eq(&self, _: &Self) -> bool {
                    unreachable!()
                }
            }
            impl $($parameters)* cmp::Eq for $key $($bounds)* {}
            impl $($parameters)* cmp::PartialOrd for $key $($bounds)* {
                fn partial_cmp(&self, _: &Self) -> ::core::option::Option<cmp::Ordering> {
                    unreachable!()
                }
            }
            impl $($parameters)* cmp::Ord for $key $($bounds)* {
                fn cmp(&self, _: &Self) -> cmp::Ordering {
                    unreachable!()
                }
            }
            impl $($parameters)* hash::Hash for $key $($bounds)* {
                fn hash<__H: hash::Hasher>(&self, _: &mut __H) {
                    unreachable!()
                }
            }
            impl $($parameters)* $crate::ModelKey for $key $($bounds)* {
                type Partition = ::std::string::String;
                type Sort = $crate::key::NoSortKey;

                fn parts(&self) -> (&::std::string::String, &$crate::key::NoSortKey) {
                    unreachable!()
                }

                fn from_parts(_: ::std::string::String, _: $crate::key::NoSortKey) -> Self {
                    unreachable!()
                }
            }
        };
    };
}

pub use crate::__faulty_key as faulty_key;
