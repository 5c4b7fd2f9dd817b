//! Typed attributes: a name in the table and the type of what stands there.

use std::fmt;
use std::marker::PhantomData;

use crate::absent::SetAttribute;
use crate::key::KeyAttribute;

/// An attribute of the model `M` that holds a `V`; the fields of the generated `…Attributes`.
///
/// An update takes it, so that a name which does not exist and a value of the wrong type do not compile.
pub struct Attribute<M, V> {
    name: &'static str,
    /// Whether a row without the attribute is one from before the field was added, and not one where it is `None`.
    added: bool,
    marker: PhantomData<fn() -> (M, V)>,
}

impl<M, V> Attribute<M, V> {
    /// The attribute called `name`; for generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, added: false, marker: PhantomData }
    }

    /// The attribute called `name` of an `#[added]` field without default; for generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn added(name: &'static str) -> Self {
        Self { name, added: true, marker: PhantomData }
    }

    pub(crate) const fn is_added(&self) -> bool {
        self.added
    }

    /// The name in the table, as serde writes it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

/// A key attribute of the model `M`. An update cannot set it: DynamoDB has no way to change the key of an item.
pub struct KeyAttributeName<M, V> {
    name: &'static str,
    marker: PhantomData<fn() -> (M, V)>,
}

impl<M, V> KeyAttributeName<M, V> {
    /// The key attribute called `name`; for generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, marker: PhantomData }
    }

    /// The name in the table, as serde writes it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

/// What an [`Attribute`] holds whose field has `#[serde(with = …)]` or `#[serde(serialize_with = …)]`.
///
/// There is no value of this type, so an update cannot set the attribute: it would be written as `V` is, and not as the
/// row's other readers expect it. [`put`](crate::Table) writes it as serde does.
pub struct Converted<V> {
    never: std::convert::Infallible,
    marker: PhantomData<fn() -> V>,
}

impl<V> fmt::Debug for Converted<V> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        let _ = self.marker;
        match self.never {}
    }
}

macro_rules! name_traits {
    ($($attribute:ident)*) => { $(
        impl<M, V> Clone for $attribute<M, V> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<M, V> Copy for $attribute<M, V> {}

        impl<M, V> fmt::Debug for $attribute<M, V> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($attribute)).field(&self.name).finish()
            }
        }
    )* };
}

name_traits!(Attribute KeyAttributeName);

/// A number that additions count in: every integer of up to 64 bits.
///
/// The delta of an addition is signed whatever the field is; one that would take the field out of its range fails.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be added to",
    label = "an addition needs an integer of up to 64 bits",
    note = "use `set` for other types"
)]
pub trait Counter {
    /// The lowest value that the field can hold.
    const LOWEST: i128;
    /// The highest value that the field can hold.
    const HIGHEST: i128;
}

macro_rules! counters {
    ($($integer:ty)*) => { $(
        impl Counter for $integer {
            const LOWEST: i128 = <$integer>::MIN as i128;
            const HIGHEST: i128 = <$integer>::MAX as i128;
        }
    )* };
}

counters!(u8 u16 u32 u64 i8 i16 i32 i64);

/// A type that a `#[ttl]` field can have: [`EpochSeconds`](crate::EpochSeconds), or an `Option` of it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a TTL attribute",
    label = "DynamoDB's TTL is a number of epoch seconds",
    note = "make the field `EpochSeconds` or `Option<EpochSeconds>`"
)]
pub trait TtlAttribute {}

impl TtlAttribute for crate::EpochSeconds {}
impl<T: TtlAttribute> TtlAttribute for Option<T> {}

/// A type that a `#[version]` field can have: an integer of up to 64 bits.
///
/// A newtype that serde writes as such an integer may implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a version",
    label = "a version is an integer: a newer row has a higher one",
    note = "make the field an integer of up to 64 bits, such as `u64`"
)]
pub trait VersionAttribute {}

macro_rules! versions {
    ($($integer:ty)*) => { $(
        impl VersionAttribute for $integer {}
    )* };
}

versions!(u8 u16 u32 u64 i8 i16 i32 i64);

/// A type that says what a field is where its attribute was removed: an [`OmittableAttribute`].
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot be removed from a row",
    label = "the type does not say what the field then is",
    note = "`set` it to another value, or make the field an `Option`"
)]
pub trait RemovableAttribute: OmittableAttribute {}

impl<T: OmittableAttribute> RemovableAttribute for T {}

/// A type that an index's key can have: a [`KeyAttribute`], or an `Option` of one.
///
/// A row whose key is `None` is not in the index: it is written without the attribute.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of an index",
    label = "an index's key is a string, an integer or bytes, a newtype of one, or an `Option` of those"
)]
pub trait IndexKeyAttribute {
    /// What the attribute holds where it is there.
    type Key: KeyAttribute;
}

impl<K: KeyAttribute> IndexKeyAttribute for K {
    type Key = K;
}

impl<K: KeyAttribute> IndexKeyAttribute for Option<K> {
    type Key = K;
}

/// A type that an index's key can have which is `#[added]`: a [`KeyAttribute`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of an index where it is `#[added]`",
    label = "a row without this attribute would be one from before it was added, and not one where it is `None`",
    note = "write `#[added(default)]`"
)]
pub trait AddedIndexKeyAttribute: KeyAttribute {}

impl<K: KeyAttribute> AddedIndexKeyAttribute for K {}

/// A type that says what a field is which a row lacks: an `Option` is `None`, a [set](SetAttribute) is empty.
///
/// The fields with `#[serde(skip_serializing)]` or `#[serde(skip_serializing_if = "…")]` have such a type, or say it
/// themselves with `#[serde(default)]` or `#[added]`: serde would not read back what it wrote.
#[diagnostic::on_unimplemented(
    message = "a row may lack this field, and `{Self}` does not say what it then is",
    label = "serde leaves the attribute out",
    note = "add `#[serde(default)]`, or make the field an `Option`"
)]
pub trait OmittableAttribute {
    /// Whether it is in a row as `NULL` too.
    #[doc(hidden)]
    const NULLABLE: bool = true;
}

impl<T> OmittableAttribute for Option<T> {}

#[diagnostic::do_not_recommend]
impl<T: SetAttribute> OmittableAttribute for T {
    const NULLABLE: bool = false;
}
