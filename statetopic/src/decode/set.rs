//! Sets: lists of bare strings whose type the set's descriptor tells.

use std::borrow::Cow;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::collection::ByteElements;
use super::cursor::Cursor;
use super::described::base64_bytes;
use super::descriptor::Descriptor;
use super::fault::{Fault, Problem, Step};
use super::number::{visit_any_number, visit_number};
use crate::digits::{parse_float, parse_integer};
use crate::number::NUMBER;

/// The elements of an `SS`, `NS` or `BS`.
pub(crate) struct SetElements<'a, 'de> {
    cursor: &'a mut Cursor<'de>,
    set: Descriptor,
    index: usize,
    more: bool,
}

impl<'a, 'de> SetElements<'a, 'de> {
    /// Reads the JSON array of strings that comes next.
    pub(crate) fn read<V: Visitor<'de>>(
        cursor: &'a mut Cursor<'de>,
        set: Descriptor,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let more = cursor.begin_array()?;
        let mut elements = Self { cursor, set, index: 0, more };
        let value = visitor.visit_seq(&mut elements)?;
        match elements.more {
            false => Ok(value),
            true => Err(Fault::new(Problem::Unfit("a set of the type's length"))),
        }
    }
}

impl<'de> SeqAccess<'de> for &mut SetElements<'_, 'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        if !self.more {
            return Ok(None);
        }
        let element = SetElement::new(self.cursor.string()?, self.set);
        let found = element.descriptor;
        let value = seed.deserialize(element).map_err(|fault| fault.found(found).under(Step::Index(self.index)))?;
        self.more = self.cursor.next_element()?;
        self.index += 1;
        Ok(Some(value))
    }
}

/// An element of a set.
struct SetElement<'de> {
    text: Cow<'de, str>,
    /// `S`, `N` or `B`.
    descriptor: Descriptor,
}

macro_rules! typed_set_numbers {
    ($($method:ident $visit:ident $parse:ident $number:ty, $fits:literal;)*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            match $parse::<$number>(&self.only(Descriptor::N)?) {
                Some(number) => visitor.$visit(number),
                None => Err(Fault::new(Problem::Unfit($fits))),
            }
        }
    )* };
}

impl<'de> SetElement<'de> {
    const fn new(text: Cow<'de, str>, set: Descriptor) -> Self {
        let descriptor = match set {
            Descriptor::Ns => Descriptor::N,
            Descriptor::Bs => Descriptor::B,
            _ => Descriptor::S,
        };
        Self { text, descriptor }
    }

    /// The text of an element of this type.
    fn only(self, expected: Descriptor) -> Result<Cow<'de, str>, Fault> {
        if self.descriptor == expected { Ok(self.text) } else { Err(Fault::new(Problem::Expected(expected.as_str()))) }
    }
}

impl<'de> Deserializer<'de> for SetElement<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.descriptor {
            Descriptor::N => visit_any_number(&self.text, visitor),
            Descriptor::B => self.deserialize_bytes(visitor),
            _ => self.deserialize_str(visitor),
        }
    }

    typed_set_numbers! {
        deserialize_u8 visit_u8 parse_integer u8, "N that fits `u8`";
        deserialize_u16 visit_u16 parse_integer u16, "N that fits `u16`";
        deserialize_u32 visit_u32 parse_integer u32, "N that fits `u32`";
        deserialize_u64 visit_u64 parse_integer u64, "N that fits `u64`";
        deserialize_u128 visit_u128 parse_integer u128, "N that fits `u128`";
        deserialize_i8 visit_i8 parse_integer i8, "N that fits `i8`";
        deserialize_i16 visit_i16 parse_integer i16, "N that fits `i16`";
        deserialize_i32 visit_i32 parse_integer i32, "N that fits `i32`";
        deserialize_i64 visit_i64 parse_integer i64, "N that fits `i64`";
        deserialize_i128 visit_i128 parse_integer i128, "N that fits `i128`";
        deserialize_f32 visit_f32 parse_float f32, "N that fits a float";
        deserialize_f64 visit_f64 parse_float f64, "N that fits a float";
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.only(Descriptor::S)? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_byte_buf(base64_bytes(&self.only(Descriptor::B)?)?)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        ByteElements::read(base64_bytes(&self.only(Descriptor::B)?)?, visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        match (name, self.descriptor) {
            (NUMBER, Descriptor::N) => visit_number(&self.text, visitor),
            (NUMBER, _) => Err(Fault::new(Problem::Expected("N"))),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_enum(StrDeserializer::new(&self.only(Descriptor::S)?))
    }

    forward_to_deserialize_any! {
        bool unit unit_struct tuple_struct map struct ignored_any
    }
}
