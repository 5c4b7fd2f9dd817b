//! Maps and lists, member by member.

use std::borrow::Cow;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::cursor::Cursor;
use super::fault::{Fault, Problem, Step};
use super::tag::{TagAhead, may_be_of_tag};
use super::value::next_value;
use crate::digits::parse_integer;

/// The members of a map of attribute values: an `M`, or an image.
pub(crate) struct Members<'a, 'de> {
    pub(super) cursor: &'a mut Cursor<'de>,
    depth: usize,
    /// The names that a struct declares. Every other is data, and no error shows it.
    pub(super) declared: &'static [&'static str],
    /// Where the name of the member that is being read stands; zero before the first.
    pub(super) name_at: usize,
    pub(super) more: bool,
    pub(super) ahead: Option<TagAhead>,
}

impl<'a, 'de> Members<'a, 'de> {
    /// Reads the JSON object that comes next.
    #[inline]
    pub(crate) fn read<V: Visitor<'de>>(
        cursor: &'a mut Cursor<'de>,
        depth: usize,
        declared: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let more = cursor.begin_object()?;
        let mut members = Self { cursor, depth: depth + 1, declared, name_at: 0, more, ahead: None };
        // Passed on as it is: a row is large to move.
        let value = visitor.visit_map(&mut members);
        if members.more && value.is_ok() {
            members.finish()?;
        }
        value
    }

    /// A visitor may stop early, as a `Deserialize` by hand does: the rest is skipped.
    #[cold]
    fn finish(&mut self) -> Result<(), Fault> {
        while self.more {
            self.cursor.member_name()?;
            self.cursor.skip_value()?;
            self.more = self.cursor.next_member()?;
        }
        Ok(())
    }

    /// Reads a name with escapes in it, or with white space around it.
    #[cold]
    #[inline(never)]
    fn unusual_key<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<K::Value, Fault> {
        let name = self.cursor.member_name()?;
        let name = match &name {
            Cow::Borrowed(name) => MemberName::Borrowed(name),
            Cow::Owned(name) => MemberName::Unescaped(name),
        };
        seed.deserialize(name).map_err(|fault| fault.under(Step::Entry))
    }

    #[cold]
    fn step(&self) -> Step {
        let mut cursor = self.cursor.clone();
        cursor.rewind(self.name_at);
        let name = cursor.member_name();
        let declared = self.declared.iter().find(|declared| name.as_ref().is_ok_and(|name| name == *declared));
        declared.map_or(Step::Entry, |name| Step::Field(name))
    }
}

impl<'de> MapAccess<'de> for &mut Members<'_, 'de> {
    type Error = Fault;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        if const { may_be_of_tag::<K>() } {
            self.turn_to_tag()?;
        }
        if !self.more {
            return Ok(None);
        }
        // Only an error needs the name again, and reads it again.
        self.name_at = self.cursor.offset();
        match self.cursor.plain_member_name() {
            Some(name) => {
                let key = seed.deserialize(MemberName::Borrowed(name));
                key.map(Some).map_err(|fault| fault.under(Step::Entry))
            }
            None => self.unusual_key(seed).map(Some),
        }
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let value = next_value(self.cursor, self.depth, seed).map_err(|fault| fault.under(self.step()))?;
        self.more = self.cursor.next_member()?;
        Ok(value)
    }
}

/// A member's name: a struct's field, a map's key, or a number that is a map's key.
enum MemberName<'a, 'de> {
    Borrowed(&'de str),
    Unescaped(&'a str),
}

#[expect(clippy::match_same_arms, reason = "the two lifetimes do not unify")]
impl MemberName<'_, '_> {
    const fn text(&self) -> &str {
        match self {
            Self::Borrowed(name) => name,
            Self::Unescaped(name) => name,
        }
    }
}

macro_rules! integer_names {
    ($($method:ident $visit:ident $number:ty, $fits:literal;)*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            // Only the form that it is written in: two names must not become one key.
            match parse_integer::<$number>(self.text()).filter(|number| number.to_string() == self.text()) {
                Some(number) => visitor.$visit(number),
                None => Err(Fault::new(Problem::Unfit($fits))),
            }
        }
    )* };
}

impl<'de> Deserializer<'de> for MemberName<'_, 'de> {
    type Error = Fault;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Self::Borrowed(name) => visitor.visit_borrowed_str(name),
            Self::Unescaped(name) => visitor.visit_str(name),
        }
    }

    integer_names! {
        deserialize_u8 visit_u8 u8, "a name that fits `u8`";
        deserialize_u16 visit_u16 u16, "a name that fits `u16`";
        deserialize_u32 visit_u32 u32, "a name that fits `u32`";
        deserialize_u64 visit_u64 u64, "a name that fits `u64`";
        deserialize_u128 visit_u128 u128, "a name that fits `u128`";
        deserialize_i8 visit_i8 i8, "a name that fits `i8`";
        deserialize_i16 visit_i16 i16, "a name that fits `i16`";
        deserialize_i32 visit_i32 i32, "a name that fits `i32`";
        deserialize_i64 visit_i64 i64, "a name that fits `i64`";
        deserialize_i128 visit_i128 i128, "a name that fits `i128`";
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.text() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(Fault::new(Problem::Unfit("a name that is `true` or `false`"))),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
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
        match self {
            Self::Borrowed(name) => visitor.visit_enum(BorrowedStrDeserializer::new(name)),
            Self::Unescaped(name) => visitor.visit_enum(StrDeserializer::new(name)),
        }
    }

    forward_to_deserialize_any! {
        f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// The elements of an `L`.
pub(crate) struct Elements<'a, 'de> {
    cursor: &'a mut Cursor<'de>,
    depth: usize,
    index: usize,
    more: bool,
}

impl<'a, 'de> Elements<'a, 'de> {
    /// Reads the JSON array of attribute values that comes next.
    #[inline]
    pub(crate) fn read<V: Visitor<'de>>(
        cursor: &'a mut Cursor<'de>,
        depth: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let more = cursor.begin_array()?;
        let mut elements = Self { cursor, depth: depth + 1, index: 0, more };
        let value = visitor.visit_seq(&mut elements)?;
        match elements.more {
            false => Ok(value),
            true => Err(Fault::new(Problem::Unfit("a list of the type's length"))),
        }
    }
}

impl<'de> SeqAccess<'de> for &mut Elements<'_, 'de> {
    type Error = Fault;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        if !self.more {
            return Ok(None);
        }
        let index = self.index;
        let value = next_value(self.cursor, self.depth, seed).map_err(|fault| fault.under(Step::Index(index)))?;
        self.more = self.cursor.next_element()?;
        self.index += 1;
        Ok(Some(value))
    }
}

/// The bytes of a `B` for a type that asks for a sequence.
pub(crate) struct ByteElements(std::vec::IntoIter<u8>);

impl ByteElements {
    pub(crate) fn read<'de, V: Visitor<'de>>(bytes: Vec<u8>, visitor: V) -> Result<V::Value, Fault> {
        let mut elements = Self(bytes.into_iter());
        let value = visitor.visit_seq(&mut elements)?;
        match elements.0.next() {
            None => Ok(value),
            Some(_) => Err(Fault::new(Problem::Unfit("B of the type's length"))),
        }
    }
}

impl<'de> SeqAccess<'de> for &mut ByteElements {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        self.0.next().map(|byte| seed.deserialize(byte.into_deserializer())).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}
