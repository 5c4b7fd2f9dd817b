//! serde's view of an attribute value whose descriptor has been read: of any value, in any form.

use std::borrow::Cow;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{Deserializer, Visitor};

use super::collection::{ByteElements, Elements, Members};
use super::cursor::Cursor;
use super::descriptor::Descriptor;
use super::fault::{Fault, Problem};
use super::number::{visit_any_number, visit_number};
use super::set::SetElements;
use super::variant::Variant;
use crate::digits::{Float, parse_float, parse_integer};
use crate::number::NUMBER;

/// How deeply values may be nested. DynamoDB allows 32 levels; a deeper value is not an item of DynamoDB's, and must not
/// exhaust the stack.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
const MAX_DEPTH: usize = 40;

/// An attribute value whose descriptor has been read: `{"N":` is behind the cursor.
pub(crate) struct Described<'a, 'de> {
    pub(crate) cursor: &'a mut Cursor<'de>,
    pub(crate) descriptor: Descriptor,
    pub(crate) depth: usize,
}

impl<'a, 'de> Described<'a, 'de> {
    #[inline]
    pub(crate) fn begin(cursor: &'a mut Cursor<'de>, depth: usize) -> Result<Self, Fault> {
        if depth == MAX_DEPTH {
            return Err(Fault::new(Problem::TooDeep));
        }
        // Nearly every descriptor is one letter, and DynamoDB writes no white space.
        let descriptor = match cursor.take_one_letter_member() {
            Some(letter) => Descriptor::of_letter(letter),
            None => Self::longer_descriptor(cursor)?,
        };
        let descriptor = descriptor.ok_or_else(|| Fault::new(Problem::Malformed("a descriptor")))?;
        Ok(Self { cursor, descriptor, depth })
    }

    /// Reads a descriptor of several letters, or one with white space around it.
    #[inline(never)]
    fn longer_descriptor(cursor: &mut Cursor<'de>) -> Result<Option<Descriptor>, Fault> {
        if !cursor.begin_object()? {
            return Ok(None);
        }
        Ok(Descriptor::parse(&cursor.member_name()?))
    }

    /// The value's payload has been read: leaves the value.
    fn end(cursor: &mut Cursor<'de>) -> Result<(), Fault> {
        cursor.expect(b'}', "the end")?;
        Ok(())
    }

    /// Runs `read` on the payload and leaves the value.
    #[inline]
    fn read<T>(self, read: impl FnOnce(&mut Cursor<'de>, usize) -> Result<T, Fault>) -> Result<T, Fault> {
        let Self { cursor, descriptor, depth } = self;
        let value = read(cursor, depth).map_err(|fault| fault.found(descriptor))?;
        Self::end(cursor)?;
        Ok(value)
    }

    #[cold]
    fn expected<T>(&self, expected: &'static str) -> Result<T, Fault> {
        Err(Fault::new(Problem::Expected(expected)).found(self.descriptor))
    }

    #[inline]
    fn string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.read(|cursor, _| match cursor.plain_string() {
            Some(text) => visitor.visit_borrowed_str(text),
            None => match cursor.unusual_string()? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            },
        })
    }

    fn bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.read(|cursor, _| visitor.visit_byte_buf(base64_bytes(&cursor.string()?)?))
    }

    fn boolean<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.read(|cursor, _| {
            if cursor.take_literal("true") {
                visitor.visit_bool(true)
            } else if cursor.take_literal("false") {
                visitor.visit_bool(false)
            } else {
                Err(cursor.syntax("true or false").into())
            }
        })
    }

    fn null(self) -> Result<(), Fault> {
        self.read(|cursor, _| match cursor.take_literal("true") {
            true => Ok(()),
            false => Err(cursor.syntax("true").into()),
        })
    }

    fn members<V: Visitor<'de>>(self, visitor: V, declared: &'static [&'static str]) -> Result<V::Value, Fault> {
        self.read(|cursor, depth| Members::read(cursor, depth, declared, visitor))
    }

    fn sequence<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.descriptor {
            Descriptor::L => self.read(|cursor, depth| Elements::read(cursor, depth, visitor)),
            Descriptor::Ss | Descriptor::Ns | Descriptor::Bs => {
                let set = self.descriptor;
                self.read(|cursor, _| SetElements::read(cursor, set, visitor))
            }
            // `Vec<u8>` asks for a sequence, `serde_bytes` for bytes; both mean the same attribute.
            Descriptor::B => self.read(|cursor, _| ByteElements::read(base64_bytes(&cursor.string()?)?, visitor)),
            _ => self.expected("L or a set"),
        }
    }
}

/// The bytes that a base64 text stands for.
pub(crate) fn base64_bytes(text: &str) -> Result<Vec<u8>, Fault> {
    use base64::Engine as _;
    let engine = base64::engine::general_purpose::STANDARD;
    engine.decode(text).map_err(|_| Fault::new(Problem::Unfit("B in base64")))
}

/// A number for a visitor that asked for a type.
macro_rules! typed_numbers {
    ($($method:ident $visit:ident $number:ty, $fits:literal;)*) => { $(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            if self.descriptor != Descriptor::N {
                return self.expected("N");
            }
            self.read(|cursor, _| match parse_integer::<$number>(&cursor.string()?) {
                Some(number) => visitor.$visit(number),
                None => Err(Fault::new(Problem::Unfit($fits))),
            })
        }
    )* };
}

impl<'de> Deserializer<'de> for Described<'_, 'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.cursor.took_any = true;
        match self.descriptor {
            Descriptor::S => self.string(visitor),
            Descriptor::N => self.read(|cursor, _| visit_any_number(&cursor.string()?, visitor)),
            Descriptor::B => self.bytes(visitor),
            Descriptor::Bool => self.boolean(visitor),
            Descriptor::Null => {
                self.null()?;
                visitor.visit_unit()
            }
            Descriptor::M => self.members(visitor, &[]),
            Descriptor::L | Descriptor::Ss | Descriptor::Ns | Descriptor::Bs => self.sequence(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.descriptor == Descriptor::Bool { self.boolean(visitor) } else { self.expected("BOOL") }
    }

    typed_numbers! {
        deserialize_u8 visit_u8 u8, "N that fits `u8`";
        deserialize_u16 visit_u16 u16, "N that fits `u16`";
        deserialize_u32 visit_u32 u32, "N that fits `u32`";
        deserialize_u64 visit_u64 u64, "N that fits `u64`";
        deserialize_u128 visit_u128 u128, "N that fits `u128`";
        deserialize_i8 visit_i8 i8, "N that fits `i8`";
        deserialize_i16 visit_i16 i16, "N that fits `i16`";
        deserialize_i32 visit_i32 i32, "N that fits `i32`";
        deserialize_i64 visit_i64 i64, "N that fits `i64`";
        deserialize_i128 visit_i128 i128, "N that fits `i128`";
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.float(|number| visitor.visit_f32(number))
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.float(|number| visitor.visit_f64(number))
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.descriptor == Descriptor::S { self.string(visitor) } else { self.expected("S") }
    }

    #[inline]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.descriptor == Descriptor::B { self.bytes(visitor) } else { self.expected("B") }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_bytes(visitor)
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.descriptor == Descriptor::Null {
            self.null()?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.descriptor != Descriptor::Null {
            return self.expected("NULL");
        }
        self.null()?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        match (name, self.descriptor) {
            (NUMBER, Descriptor::N) => self.read(|cursor, _| visit_number(&cursor.string()?, visitor)),
            (NUMBER, _) => self.expected("N"),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.sequence(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.sequence(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.sequence(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        // A struct that flattens is read so.
        self.cursor.took_any = true;
        if self.descriptor == Descriptor::M { self.members(visitor, &[]) } else { self.expected("M") }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.descriptor {
            Descriptor::M => self.members(visitor, fields),
            // The fields in their order, or a tag and its content: `serde_dynamo` reads this too.
            Descriptor::L => self.sequence(visitor),
            _ => self.expected("M"),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.descriptor {
            Descriptor::S => self.read(|cursor, _| match cursor.string()? {
                Cow::Borrowed(name) => visitor.visit_enum(BorrowedStrDeserializer::new(name)),
                Cow::Owned(name) => visitor.visit_enum(StrDeserializer::new(&name)),
            }),
            Descriptor::M => self.read(|cursor, depth| Variant::read(cursor, depth, visitor)),
            _ => self.expected("S or M"),
        }
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.read(|cursor, _| Ok(cursor.skip_value()?))?;
        visitor.visit_unit()
    }
}

impl Described<'_, '_> {
    fn float<F: Float, T>(self, visit: impl FnOnce(F) -> Result<T, Fault>) -> Result<T, Fault> {
        if self.descriptor != Descriptor::N {
            return self.expected("N");
        }
        self.read(|cursor, _| match parse_float(&cursor.string()?) {
            Some(number) => visit(number),
            None => Err(Fault::new(Problem::Unfit("N that fits a float"))),
        })
    }
}
