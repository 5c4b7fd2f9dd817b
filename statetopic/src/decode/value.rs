//! serde's view of an attribute value, read straight from the event's JSON.
//!
//! A field's type says what its value should be. Where that is next, in its usual form, it is read at once; every other
//! value, and every fault, is read with its descriptor.

use serde::de::{DeserializeSeed, Deserializer, Visitor};

use super::cursor::Cursor;
use super::described::Described;
use super::descriptor::Descriptor;
use super::fault::Fault;
use crate::number::NUMBER;

/// An attribute value that comes next.
pub(crate) struct Value<'a, 'de> {
    cursor: &'a mut Cursor<'de>,
    depth: usize,
}

impl<'a, 'de> Value<'a, 'de> {
    #[inline]
    fn described(self) -> Result<Described<'a, 'de>, Fault> {
        Described::begin(self.cursor, self.depth)
    }

    /// Reads a value whose form is not the usual one.
    #[cold]
    #[inline(never)]
    fn long_way<T>(self, read: impl FnOnce(Described<'a, 'de>) -> Result<T, Fault>) -> Result<T, Fault> {
        read(self.described()?)
    }
}

/// A number for a visitor that asked for a type.
macro_rules! typed_numbers {
    ($($method:ident $visit:ident $number:ty;)*) => { $(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            match self.cursor.take_usual_integer::<$number>() {
                Some(number) => visitor.$visit(number).map_err(|fault: Fault| fault.found(Descriptor::N)),
                None => self.long_way(|value| value.$method(visitor)),
            }
        }
    )* };
}

/// What is read with its descriptor, whatever it is.
macro_rules! described {
    ($($method:ident)*) => { $(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            self.described()?.$method(visitor)
        }
    )* };
}

impl<'de> Deserializer<'de> for Value<'_, 'de> {
    type Error = Fault;

    typed_numbers! {
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
    }

    #[inline]
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.cursor.take_usual_float() {
            Some(number) => visitor.visit_f64(number).map_err(|fault: Fault| fault.found(Descriptor::N)),
            None => self.long_way(|value| value.deserialize_f64(visitor)),
        }
    }

    #[inline]
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.cursor.take_usual_bool() {
            Some(truth) => visitor.visit_bool(truth).map_err(|fault: Fault| fault.found(Descriptor::Bool)),
            None => self.long_way(|value| value.deserialize_bool(visitor)),
        }
    }

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.cursor.take_usual_string() {
            Some(text) => visitor.visit_borrowed_str(text).map_err(|fault: Fault| fault.found(Descriptor::S)),
            None => self.long_way(|value| value.deserialize_str(visitor)),
        }
    }

    #[inline]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.cursor.take_text(r#"{"NULL":true}"#) {
            return visitor.visit_none();
        }
        // A descriptor of one letter is not that of NULL.
        if self.cursor.is_one_letter_member() {
            return visitor.visit_some(self);
        }
        self.long_way(|value| value.deserialize_option(visitor))
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        match name {
            NUMBER => self.described()?.deserialize_newtype_struct(name, visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    #[inline]
    fn deserialize_unit_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        self.described()?.deserialize_unit_struct(name, visitor)
    }

    #[inline]
    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Fault> {
        self.described()?.deserialize_tuple(length, visitor)
    }

    #[inline]
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.described()?.deserialize_tuple_struct(name, length, visitor)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.described()?.deserialize_struct(name, fields, visitor)
    }

    #[inline]
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.described()?.deserialize_enum(name, variants, visitor)
    }

    described! {
        deserialize_any deserialize_u128 deserialize_i128 deserialize_f32 deserialize_char deserialize_bytes
        deserialize_byte_buf deserialize_unit deserialize_seq deserialize_map deserialize_identifier
        deserialize_ignored_any
    }
}

/// Deserializes the value that comes next with a seed.
#[inline]
pub(crate) fn next_value<'de, S: DeserializeSeed<'de>>(
    cursor: &mut Cursor<'de>,
    depth: usize,
    seed: S,
) -> Result<S::Value, Fault> {
    seed.deserialize(Value { cursor, depth })
}
