//! What a generated key's standard traits do. They go through `ModelKey`, whose parts are known to have these traits, so
//! that a field whose type cannot be a key is one error and not one for each trait.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::key::{KeyAttribute, KeyError, KeyValue, ModelKey, SortKey, fmt_key};
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
    if K::Sort::SORT_TYPE.is_some() {
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

/// The name of an enum's variant as a key.
///
/// # Errors
/// Never: it has those of a key attribute.
#[inline]
pub const fn name(name: &'static str) -> Result<KeyValue<'static>, KeyError> {
    Ok(KeyValue::S(Cow::Borrowed(name)))
}

/// The variant that has a name.
///
/// # Errors
/// Where none has it, or the value is not a text.
#[inline]
pub fn named<K>(value: &KeyValue<'_>, variant: impl FnOnce(&str) -> Option<K>) -> Result<K, KeyError> {
    match value {
        KeyValue::S(name) => variant(name).ok_or(KeyError::unreadable(ScalarType::S)),
        _ => Err(KeyError::unfit(ScalarType::S, value)),
    }
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
