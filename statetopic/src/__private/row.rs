//! How a generated row is read: what serde's derive writes for every struct anew, written once.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::Error;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

use crate::absent::NoElements;
use crate::model::RowShape;

/// A struct that is read attribute by attribute.
pub trait Row: Sized + Send {
    /// The names that attributes are looked for under.
    const NAMES: &'static [&'static str];

    /// The place of the field whose attribute has this name; [`NO_FIELD`] where there is none.
    fn place(name: &str) -> usize;

    /// Reads the attributes.
    ///
    /// # Errors
    /// Those of the attributes' deserializer; an attribute that is there twice, or is not there.
    fn read<'de, A: MapAccess<'de>>(attributes: Attributes<'de, A>) -> Result<Self, A::Error>;
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
        R::read(Attributes::new(map))
    }
}

/// The place after the last attribute.
pub const END: usize = usize::MAX;

/// The place of an attribute that has no field.
pub const NO_FIELD: usize = usize::MAX - 1;

/// The attributes of a row that is being read. After a failure there is no next one, so that generated code has the error to
/// return in one place.
pub struct Attributes<'de, A: MapAccess<'de>> {
    map: A,
    failure: Option<A::Error>,
    data: PhantomData<&'de ()>,
}

impl<'de, A: MapAccess<'de>> Attributes<'de, A> {
    const fn new(map: A) -> Self {
        Self { map, failure: None, data: PhantomData }
    }

    /// The place of the next attribute's field; [`END`] after the last.
    #[inline]
    pub fn next_place<R: Row>(&mut self) -> usize {
        if self.failure.is_some() {
            return END;
        }
        match self.map.next_key_seed(PlaceOf::<R>(PhantomData)) {
            Ok(place) => place.unwrap_or(END),
            Err(error) => {
                self.failure = Some(error);
                END
            }
        }
    }

    /// Reads the attribute's value into its field. A second attribute of the name is a failure.
    #[inline]
    pub fn value<T: Deserialize<'de>>(&mut self, field: &mut Option<T>, name: &'static str) {
        if field.is_some() {
            self.failure = Some(A::Error::duplicate_field(name));
            return;
        }
        match self.map.next_value() {
            Ok(value) => *field = Some(value),
            Err(error) => self.failure = Some(error),
        }
    }

    /// Goes past the value of an attribute that has no field.
    #[inline]
    pub fn skip(&mut self) {
        if let Err(error) = self.map.next_value::<IgnoredAny>() {
            self.failure = Some(error);
        }
    }

    /// What becomes of the fields whose attributes were not there. After a failure, a field without which there is no row is
    /// taken away: then generated code has no row, whatever stands in for others.
    #[inline]
    pub fn absent<T>(self, vital: &mut Option<T>) -> Absent<A::Error> {
        if self.failure.is_some() {
            *vital = None;
        }
        Absent { failure: self.failure, missing: "" }
    }
}

/// What becomes of the fields whose attributes were not there.
pub struct Absent<E> {
    failure: Option<E>,
    /// The first attribute that is neither there nor can be missing.
    missing: &'static str,
}

// Nothing is asked of `E` here: generated code calls these for each field, and each time it would have to hold.
impl<E> Absent<E> {
    /// Fills in a field whose attribute was not there: an `Option` is `None` and a set is empty; of any other type it is an
    /// error.
    #[inline]
    pub fn need<'de, T: Deserialize<'de>>(&mut self, field: &mut Option<T>, name: &'static str, is_set: bool) {
        self.fill(field, is_set);
        if field.is_none() && self.failure.is_none() {
            *field = T::deserialize(Missing).ok();
            if field.is_none() && self.missing.is_empty() {
                self.missing = name;
            }
        }
    }

    /// Fills in a field whose attribute was not there with its default, which a row that failed does not ask for.
    #[inline]
    pub fn stand_in<T>(&self, field: &mut Option<T>, default: impl FnOnce() -> T) {
        if field.is_none() && self.failure.is_none() {
            *field = Some(default());
        }
    }

    /// Fills in a set whose attribute was not there.
    #[inline]
    pub fn fill<'de, T: Deserialize<'de>>(&self, field: &mut Option<T>, is_set: bool) {
        if is_set && field.is_none() && self.failure.is_none() {
            *field = T::deserialize(NoElements(PhantomData::<Error>)).ok();
        }
    }
}

impl<E: serde::de::Error> Absent<E> {
    /// Why the row was not read.
    #[cold]
    #[must_use]
    pub fn error(self) -> E {
        self.failure.unwrap_or_else(|| E::missing_field(self.missing))
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
