//! How a generated row is read: what serde's derive writes for every struct anew, written once.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::Error;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

use crate::absent::NoElements;
use crate::model::RowShape;

// What `read` names, under names that are nobody's.
pub use crate::absent::{Is as __Is, NoSet as __NoSet};
pub use core::option::Option::{None as __None, Some as __Some};

/// A struct that is read attribute by attribute.
pub trait Row: Sized + Send {
    /// The names that attributes are looked for under.
    const NAMES: &'static [&'static str];

    /// The place of the field whose attribute has this name; any other number where there is none.
    fn place(name: &str) -> usize;

    /// Reads the attributes.
    ///
    /// # Errors
    /// Those of the attributes' deserializer; an attribute that is there twice, or is not there.
    fn read<'de, A: MapAccess<'de>>(attributes: Attributes<A>) -> Result<Self, A::Error>;
}

impl<R: Row> RowShape for R {
    const NAMES: &'static [&'static str] = <R as Row>::NAMES;

    #[inline]
    fn read_row<'de, D: Deserializer<'de>>(deserializer: D) -> Result<R, D::Error> {
        deserializer.deserialize_struct("row", <R as Row>::NAMES, RowVisitor(PhantomData))
    }
}

struct RowVisitor<R>(PhantomData<R>);

impl<'de, R: Row> Visitor<'de> for RowVisitor<R> {
    type Value = R;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<R, A::Error> {
        R::read(Attributes { map, missing: "" })
    }
}

/// The attributes of a row that is being read.
pub struct Attributes<A> {
    map: A,
    /// The first attribute that is neither there nor can be missing.
    missing: &'static str,
}

impl<'de, A: MapAccess<'de>> Attributes<A> {
    /// The place of the next attribute's field; `None` after the last.
    ///
    /// # Errors
    /// Those of the deserializer.
    #[inline]
    pub fn next_place<R: Row>(&mut self) -> Result<Option<usize>, A::Error> {
        self.map.next_key_seed(PlaceOf::<R>(PhantomData))
    }

    /// Reads the attribute's value into its field.
    ///
    /// # Errors
    /// Those of the deserializer; a second attribute of the name.
    #[inline]
    pub fn value<T: Deserialize<'de>>(&mut self, field: &mut Option<T>, name: &'static str) -> Result<(), A::Error> {
        if field.is_some() {
            return Err(A::Error::duplicate_field(name));
        }
        *field = Some(self.map.next_value()?);
        Ok(())
    }

    /// Goes past the value of an attribute that has no field.
    ///
    /// # Errors
    /// Those of the deserializer.
    #[inline]
    pub fn skip(&mut self) -> Result<(), A::Error> {
        self.map.next_value().map(|IgnoredAny| ())
    }

    /// Fills in a field whose attribute was not there: an `Option` is `None` and a set is empty; of any other type it is an
    /// error.
    #[inline]
    pub fn need<T: Deserialize<'de>>(&mut self, field: &mut Option<T>, name: &'static str, is_set: bool) {
        self.fill(field, is_set);
        if field.is_none() {
            *field = T::deserialize(Missing).ok();
            if field.is_none() && self.missing.is_empty() {
                self.missing = name;
            }
        }
    }

    /// Fills in a set whose attribute was not there.
    #[inline]
    pub fn fill<T: Deserialize<'de>>(&self, field: &mut Option<T>, is_set: bool) {
        if is_set && field.is_none() {
            *field = T::deserialize(NoElements(PhantomData::<A::Error>)).ok();
        }
    }

    /// The error of a row that lacks an attribute.
    #[cold]
    pub fn missing(&self) -> A::Error {
        A::Error::missing_field(self.missing)
    }
}

/// Reads an attribute's name.
struct PlaceOf<R>(PhantomData<R>);

impl<'de, R: Row> DeserializeSeed<'de> for PlaceOf<R> {
    type Value = usize;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<R: Row> Visitor<'_> for PlaceOf<R> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an attribute's name")
    }

    #[inline]
    fn visit_str<E>(self, name: &str) -> Result<usize, E> {
        Ok(R::place(name))
    }
}

/// What a type is asked to be read from where there is nothing to read: only an `Option` can be.
struct Missing;

impl<'de> Deserializer<'de> for Missing {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("missing"))
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
