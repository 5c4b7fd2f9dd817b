//! Sets that a row lacks: DynamoDB has no empty set, so a missing attribute is one.
//!
//! serde's derive takes a missing field for an error unless its type is an `Option`. Here the row's deserializer puts the
//! missing sets in, so that a type which is read in its own way, or by `#[serde(with = …)]`, is empty as well.

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{BorrowedStrDeserializer, StringDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

use crate::sensitive::Sensitive;

/// A type that is a set: where a row lacks the attribute, a field of this type is empty.
///
/// [`StringSet`](crate::StringSet), [`NumberSet`](crate::NumberSet) and [`BinarySet`](crate::BinarySet) are sets in the table
/// too; serde writes every other one as a list.
///
/// DynamoDB has no empty set; writers leave the attribute out, and some write `NULL`, which is an error here unless the
/// field is an `Option`. A newtype of a set, or a set of another library, gets this in a line. It must be readable from a
/// sequence without elements.
///
/// It is about the fields of a read model. In a struct that is nested in one, serde alone reads: write
/// `#[serde(default)]` there. An `#[added]` set is never `None` in an image: a row from before it was added has none, and so
/// has one whose set is empty. A `Vec` is a list and no set, even where it is read from one: DynamoDB keeps an empty list.
///
/// ```
/// use std::collections::BTreeSet;
///
/// use statetopic::SetAttribute;
/// use statetopic::prelude::*;
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// struct Labels(#[serde(with = "serde_dynamo::string_set")] BTreeSet<String>);
///
/// impl SetAttribute for Labels {}
///
/// #[read_model(table = "articles")]
/// #[state_topic(view = NEW_IMAGE)]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// struct Article {
///     #[partition_key]
///     sku: String,
///     labels: Labels,
///     #[serde(with = "serde_dynamo::number_set")]
///     sizes: BTreeSet<u32>,
/// }
///
/// let image: ArticleNewImage = serde_json::from_str(r#"{"sku": "bolt"}"#).unwrap();
/// assert_eq!((image.labels, image.sizes), (Labels(BTreeSet::new()), BTreeSet::new()));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known to be a set",
    label = "a row may lack a set that is empty; what this type then is, is not known",
    note = "for a set of your own or of another library write `impl statetopic::SetAttribute for {Self} {{}}`"
)]
pub trait SetAttribute {}

impl<T, S> SetAttribute for HashSet<T, S> {}
impl<T> SetAttribute for BTreeSet<T> {}
impl<T: SetAttribute> SetAttribute for Sensitive<T> {}
impl<T: SetAttribute> SetAttribute for Box<T> {}

/// `Is::<T>::SET` tells whether a type is a set: the constant is that of the type where it is one, else that of [`NoSet`].
#[derive(Debug)]
pub struct Is<T>(PhantomData<T>);

impl<T: SetAttribute> Is<T> {
    /// The type is a set.
    pub const SET: bool = true;
}

/// Implemented for every type; a set's own constant comes before it. It must be in scope.
pub trait NoSet {
    /// The type is not a set.
    const SET: bool = false;
}

impl<T> NoSet for Is<T> {}

/// A field that has no default, and whether it is a set.
#[derive(Clone, Copy, Debug)]
pub struct RequiredField {
    /// The attribute's name, and those that it had.
    pub names: &'static [&'static str],
    /// Whether its type is a set.
    pub set: bool,
}

/// The sets among a model's fields, by their places.
#[derive(Clone, Copy)]
pub(crate) struct Sets {
    fields: &'static [RequiredField],
    places: u128,
}

impl Sets {
    /// The sets among these fields; `None` where there are none.
    pub(crate) const fn of(fields: &'static [RequiredField]) -> Option<Self> {
        let (mut places, mut place) = (0, 0);
        while place < fields.len() {
            if fields[place].set {
                assert!(place < 128, "a set is among the first 128 fields without default; move it up in the struct");
                places |= 1 << place;
            }
            place += 1;
        }
        if places == 0 { None } else { Some(Self { fields, places }) }
    }

    /// Takes one of them out.
    fn pop(&mut self) -> Option<&'static str> {
        let place = self.places.trailing_zeros();
        self.places &= self.places.wrapping_sub(1);
        self.fields.get(place as usize)?.names.first().copied()
    }

    /// Takes the one out that has this name, if any has.
    fn remove(&mut self, name: &str) {
        let mut places = self.places;
        while places != 0 {
            let place = places.trailing_zeros();
            if self.fields.get(place as usize).is_some_and(|field| field.names.contains(&name)) {
                self.places &= !(1 << place);
                return;
            }
            places &= places - 1;
        }
    }
}

/// A row's deserializer that has every set, empty where the row lacks it.
pub(crate) struct WithSets<D> {
    pub(crate) row: D,
    pub(crate) sets: Sets,
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for WithSets<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.row.deserialize_map(RowVisitor { visitor, sets: self.sets })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.row.deserialize_struct(name, fields, RowVisitor { visitor, sets: self.sets })
    }

    fn is_human_readable(&self) -> bool {
        self.row.is_human_readable()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct RowVisitor<V> {
    visitor: V,
    sets: Sets,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for RowVisitor<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(MembersAndSets { members, absent: self.sets, filling: None })
    }

    /// What formats without names make of a row has every set.
    fn visit_seq<A: SeqAccess<'de>>(self, fields: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_seq(fields)
    }
}

/// The members of a row, and then the sets that were not among them.
struct MembersAndSets<A> {
    members: A,
    absent: Sets,
    filling: Option<&'static str>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for MembersAndSets<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        if self.filling.is_none()
            && let Some(name) = self.members.next_key::<Name<'de>>()?
        {
            self.absent.remove(name.as_str());
            return name.read(seed).map(Some);
        }
        self.filling = self.absent.pop();
        self.filling.map(|name| seed.deserialize(BorrowedStrDeserializer::new(name))).transpose()
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        match self.filling {
            None => self.members.next_value_seed(seed),
            // A type that cannot be read from no elements is missing like any other.
            Some(name) => seed.deserialize(NoElements(PhantomData)).map_err(|_: A::Error| Error::missing_field(name)),
        }
    }
}

/// A member's name.
pub(crate) enum Name<'de> {
    Borrowed(&'de str),
    Owned(String),
}

impl<'de> Name<'de> {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Borrowed(name) => name,
            Self::Owned(name) => name,
        }
    }

    /// Reads it with a seed.
    pub(crate) fn read<K: DeserializeSeed<'de>, E: Error>(self, seed: K) -> Result<K::Value, E> {
        match self {
            Self::Borrowed(name) => seed.deserialize(BorrowedStrDeserializer::new(name)),
            Self::Owned(name) => seed.deserialize(StringDeserializer::new(name)),
        }
    }
}

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an attribute's name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Name<'de>, E> {
        Ok(Name::Borrowed(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Name<'de>, E> {
        Ok(Name::Owned(name.to_owned()))
    }

    fn visit_string<E: Error>(self, name: String) -> Result<Name<'de>, E> {
        Ok(Name::Owned(name))
    }
}

/// A set without elements.
pub(crate) struct NoElements<E>(pub(crate) PhantomData<E>);

impl<'de, E: Error> Deserializer<'de> for NoElements<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_seq(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_none()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, E: Error> SeqAccess<'de> for NoElements<E> {
    type Error = E;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, _: T) -> Result<Option<T::Value>, E> {
        Ok(None)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(0)
    }
}
