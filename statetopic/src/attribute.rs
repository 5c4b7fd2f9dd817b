//! Typed attributes: a name in the table and the type of what stands there.

use std::fmt;
use std::marker::PhantomData;

use crate::absent::SetAttribute;
use crate::key::KeyAttribute;

mod converted;
mod document_path;
mod entries;
pub(crate) mod field_name;
mod map;
mod path;

pub use self::converted::Converted;
#[doc(hidden)]
pub use self::converted::{Conversion, Opaque};
pub(crate) use self::document_path::{DocumentPath, MAX_NAME};
pub use self::entries::EntriesAttribute;
pub use self::map::{ListAttribute, MapAttribute};
pub use self::path::{AttributePath, Name, Nested};
pub(crate) use self::path::{MAX_LEVELS, Segment};

/// An attribute of the model `M` that holds a `V`; the fields of the generated `…Attributes`.
///
/// Updates and conditions take it, so that a name which does not exist and a value of the wrong type do not compile. Where `V`
/// is a [`MapAttribute`], [`at`](Self::at) leads to an attribute within, whose place `P` is a [`Nested`] instead of a [`Name`].
pub struct Attribute<M, V, P = Name> {
    place: P,
    /// The names that the attribute had.
    aliases: &'static [&'static str],
    absence: Absence,
    /// What a missing attribute is read as, where the field says so.
    default: Option<fn() -> V>,
    marker: PhantomData<fn() -> M>,
}

/// Meaning of a missing value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absence {
    /// An `Option` is `None`, and a set is empty.
    Omitted,
    /// A row without it is one from before the field was added; a `None` is `NULL`.
    Added,
    /// Only an `Option` can lack it: serde alone reads the map that it is in.
    Required,
    /// A list has no gaps: a `None` is `NULL`.
    Element,
}

impl Absence {
    /// Whether a `None` is `NULL`.
    pub(crate) const fn is_null(self) -> bool {
        matches!(self, Self::Added | Self::Element)
    }

    /// Whether a set without elements can be left out.
    pub(crate) const fn takes_no_set(self) -> bool {
        matches!(self, Self::Omitted | Self::Added)
    }
}

impl<M, V> Attribute<M, V> {
    const fn named(name: &'static str, absence: Absence) -> Self {
        Self { place: Name(name), aliases: &[], absence, default: None, marker: PhantomData }
    }

    /// The attribute called `name`; for generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self::named(name, Absence::Omitted)
    }

    /// The attribute called `name` of an `#[added]` field without default; for generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn added(name: &'static str) -> Self {
        Self::named(name, Absence::Added)
    }

    /// The attribute called `name` of a field without default in a map; for generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn required(name: &'static str) -> Self {
        Self::named(name, Absence::Required)
    }

    /// The same attribute, of a field with this default; for generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn or(self, default: fn() -> V) -> Self {
        Self { default: Some(default), ..self }
    }

    /// The same attribute, of a field that is read by these names too; for generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn once_named(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    /// The name in the table, as serde writes it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.place.0
    }
}

impl<M, V, P: AttributePath> Attribute<M, V, P> {
    /// The attribute within the map that stands here: `a.address.at(|a| a.city)`, and on from there.
    ///
    /// ```
    /// use statetopic::prelude::*;
    ///
    /// #[derive(Serialize, Deserialize, MapAttribute)]
    /// #[serde(rename_all = "camelCase")]
    /// struct Address {
    ///     postal_code: String,
    /// }
    ///
    /// #[read_model(table = "orders")]
    /// #[derive(Serialize, Deserialize)]
    /// struct Order {
    ///     #[partition_key]
    ///     id: String,
    ///     address: Option<Address>,
    /// }
    ///
    /// let order = OrderKey { id: "7".to_owned() };
    /// let update = order.update().set(|a| a.address.at(|a| a.postal_code), "0150".to_owned());
    /// # let _: Update<Order> = update;
    /// ```
    #[must_use]
    pub fn at<W, Q: AttributePath>(
        self,
        within: impl FnOnce(&V::Attributes) -> Attribute<V::Map, W, Q>,
    ) -> Attribute<M, W, Nested>
    where
        V: MapAttribute,
    {
        let within = within(&V::ATTRIBUTES);
        let place = self.way().then(within.place.path());
        let Attribute { aliases, absence, default, .. } = within;
        Attribute { place, aliases, absence, default, marker: PhantomData }
    }

    /// The element of the list that stands here, counted from 0.
    ///
    /// DynamoDB appends what is set beyond the end of a list; what is added to or removed must be there. An index names a place
    /// and not an element: another writer may have moved them.
    #[must_use]
    pub fn index<E>(self, place: u32) -> Attribute<M, E, Nested>
    where
        V: ListAttribute<Element = E>,
    {
        let place = self.way().element(place);
        Attribute { place, aliases: &[], absence: Absence::Element, default: None, marker: PhantomData }
    }

    /// The way to what is within.
    pub(crate) fn way(&self) -> Nested {
        self.place.path().through(self.aliases)
    }

    pub(crate) fn place(&self) -> Nested {
        self.place.path()
    }

    /// The places where rows have it that were written under another name.
    pub(crate) fn former_paths(&self) -> impl Iterator<Item = DocumentPath> {
        let path = DocumentPath::from(&self.place());
        self.aliases.iter().map(move |alias| path.renamed(alias))
    }

    pub(crate) const fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }

    pub(crate) const fn absence(&self) -> Absence {
        self.absence
    }

    pub(crate) const fn default(&self) -> Option<fn() -> V> {
        self.default
    }
}

impl<M, V, P: Copy> Clone for Attribute<M, V, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, V, P: Copy> Copy for Attribute<M, V, P> {}

impl<M, V, P: AttributePath> fmt::Debug for Attribute<M, V, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attribute({self})")
    }
}

/// The names on the way, with dots.
impl<M, V, P: AttributePath> fmt::Display for Attribute<M, V, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.path().fmt(f)
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

impl<M, V> Clone for KeyAttributeName<M, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, V> Copy for KeyAttributeName<M, V> {}

impl<M, V> fmt::Debug for KeyAttributeName<M, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KeyAttributeName").field(&self.name).finish()
    }
}

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
/// A newtype that serde writes as such an integer may implement it. Where the field has `#[serde(default)]`, the default of the type
/// must be zero: a row without a version counts as the oldest.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a version",
    label = "a version is an integer: a newer row has a higher one",
    note = "make the field an integer of up to 64 bits, such as `u64`"
)]
pub trait VersionAttribute {}

macro_rules! versions {
    ($($integer:ty)*) => { $(
        #[diagnostic::do_not_recommend]
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
    label = "an index's key is a string, a number, a time, `Bytes`, a newtype of one, an enum of unit variants, or an `Option` of those",
    note = "for a newtype or an enum write `#[derive(KeyAttribute)]`, with Clone, Debug, PartialEq, Eq, PartialOrd, Ord and Hash"
)]
pub trait IndexKeyAttribute {
    /// What the attribute holds where it is there.
    type Key: KeyAttribute;
}

impl<K: KeyAttribute> IndexKeyAttribute for K {
    type Key = K;
}

#[diagnostic::do_not_recommend]
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
