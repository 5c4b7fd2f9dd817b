//! One attribute value of one serde value.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use serde::ser::{Serialize, Serializer};
use serde_dynamo::AttributeValue;

use super::compound::{Fields, List, Map, Wrapped};
use super::doubt::{Doubt, Doubts};
use super::error::{EncodeError, Problem, Step};
use super::map_key::MapKeySerializer;
use crate::number::{NUMBER, Number};

/// The names under which `serde_dynamo`'s `string_set`, `number_set` and `binary_set` pass through serde.
const STRING_SET: &str = "\u{37e}STRINGSET\u{37e}";
const NUMBER_SET: &str = "\u{37e}NUMBERSET\u{37e}";
const BINARY_SET: &str = "\u{37e}BYTESSET\u{37e}";

/// The largest integer below which an `f64` holds each.
const MAX_EXACT: u64 = 1 << f64::MANTISSA_DIGITS;

/// Makes an attribute value.
#[derive(Clone, Copy)]
pub(super) struct ValueSerializer<'a> {
    /// Whether the value is all of an attribute that may be missing: a `None` is an attribute that is not there.
    optional: bool,
    doubts: &'a Doubts,
}

impl<'a> ValueSerializer<'a> {
    /// For a value that is in its place whatever it is: a `None` is `NULL`.
    pub(super) const fn in_place(doubts: &'a Doubts) -> Self {
        Self { optional: false, doubts }
    }

    /// For the value of an attribute that may be missing.
    pub(super) const fn optional(doubts: &'a Doubts) -> Self {
        Self { optional: true, doubts }
    }

    /// A text. One that is a number is read as one by a [`Number`] that has no more than serde's buffer.
    fn text(self, text: &str) -> Value {
        if text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first))
            && text.parse::<Number>().is_ok()
        {
            self.doubts.note(Doubt::Digits, text.to_owned())?;
        }
        Ok(AttributeValue::S(text.to_owned()))
    }

    /// An integer. Where serde buffers it, an `f64` may take it.
    fn integer(self, size: u64, value: &impl ToString) -> Value {
        let digits = value.to_string();
        if size > MAX_EXACT {
            self.doubts.note(Doubt::Number, digits.clone())?;
        }
        Ok(AttributeValue::N(digits))
    }

    /// A number that is written as its digits.
    fn digits(self, digits: String) -> Value {
        let number = digits.parse::<Number>().map_err(|_| EncodeError::new(Problem::Number))?;
        if !number.fits_buffer() {
            self.doubts.note(Doubt::Number, number.to_string())?;
        }
        Ok(AttributeValue::N(digits))
    }
}

type Value = Result<AttributeValue, EncodeError>;

/// A number that DynamoDB can hold, as it was written.
fn number(text: String) -> Value {
    match text.parse::<Number>() {
        Ok(_) => Ok(AttributeValue::N(text)),
        Err(_) => Err(EncodeError::new(Problem::Number)),
    }
}

/// `{variant: value}`
pub(super) fn wrap(variant: &'static str, value: AttributeValue) -> AttributeValue {
    AttributeValue::M(HashMap::from([(variant.to_owned(), value)]))
}

/// A list as the set that its elements' type makes of it.
fn into_set(list: AttributeValue, set: &str) -> Value {
    let AttributeValue::L(elements) = list else { return Err(EncodeError::new(Problem::Set)) };
    if elements.is_empty() {
        return Err(EncodeError::new(Problem::EmptySet));
    }
    match set {
        STRING_SET => unique(elements, |element| if let AttributeValue::S(text) = element { Some(text) } else { None })
            .map(AttributeValue::Ss),
        NUMBER_SET => {
            let digits =
                unique(elements, |element| if let AttributeValue::N(digits) = element { Some(digits) } else { None })?;
            // `1` and `1.0` are one number.
            let numbers: HashSet<Option<Number>> = digits.iter().map(|digits| digits.parse().ok()).collect();
            match numbers.len() == digits.len() {
                true => Ok(AttributeValue::Ns(digits)),
                false => Err(EncodeError::new(Problem::DuplicateElement)),
            }
        }
        _ => unique(elements, |element| if let AttributeValue::B(bytes) = element { Some(bytes) } else { None })
            .map(AttributeValue::Bs),
    }
}

/// The elements of a set, all of one type and none twice.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>
fn unique<T: Eq + Hash>(
    elements: Vec<AttributeValue>,
    of_the_type: fn(AttributeValue) -> Option<T>,
) -> Result<Vec<T>, EncodeError> {
    let elements: Option<Vec<T>> = elements.into_iter().map(of_the_type).collect();
    let elements = elements.ok_or_else(|| EncodeError::new(Problem::Set))?;
    match elements.iter().collect::<HashSet<_>>().len() == elements.len() {
        true => Ok(elements),
        false => Err(EncodeError::new(Problem::DuplicateElement)),
    }
}

macro_rules! small_integers {
    ($($method:ident $integer:ty)*) => { $(
        fn $method(self, value: $integer) -> Value {
            Ok(AttributeValue::N(value.to_string()))
        }
    )* };
}

impl<'a> Serializer for ValueSerializer<'a> {
    type Ok = AttributeValue;
    type Error = EncodeError;
    type SerializeSeq = List<'a>;
    type SerializeTuple = List<'a>;
    type SerializeTupleStruct = List<'a>;
    type SerializeTupleVariant = Wrapped<List<'a>>;
    type SerializeMap = Map<'a>;
    type SerializeStruct = Fields<'a>;
    type SerializeStructVariant = Wrapped<Fields<'a>>;

    small_integers! {
        serialize_i8 i8 serialize_i16 i16 serialize_i32 i32 serialize_u8 u8 serialize_u16 u16 serialize_u32 u32
    }

    fn serialize_i64(self, value: i64) -> Value {
        self.integer(value.unsigned_abs(), &value)
    }

    fn serialize_u64(self, value: u64) -> Value {
        self.integer(value, &value)
    }

    fn serialize_i128(self, value: i128) -> Value {
        self.doubts.note(Doubt::Number, value.to_string())?;
        number(value.to_string())
    }

    fn serialize_u128(self, value: u128) -> Value {
        self.doubts.note(Doubt::Number, value.to_string())?;
        number(value.to_string())
    }

    fn serialize_f32(self, value: f32) -> Value {
        let digits = value.to_string();
        // serde's buffer has an `f64`, which may be rounded to another `f32` than the digits would.
        #[expect(clippy::cast_possible_truncation, reason = "as serde does it")]
        let is_kept = digits.parse::<f64>().is_ok_and(|wide| (wide as f32).to_bits() == value.to_bits());
        if !is_kept {
            self.doubts.note(Doubt::Number, digits.clone())?;
        }
        number(digits)
    }

    fn serialize_f64(self, value: f64) -> Value {
        number(value.to_string())
    }

    fn serialize_bool(self, value: bool) -> Value {
        Ok(AttributeValue::Bool(value))
    }

    fn serialize_char(self, value: char) -> Value {
        self.text(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Value {
        self.text(value)
    }

    fn serialize_bytes(self, value: &[u8]) -> Value {
        if let Ok(text) = std::str::from_utf8(value) {
            self.doubts.note(Doubt::Bytes, text.to_owned())?;
        }
        Ok(AttributeValue::B(value.to_vec()))
    }

    fn serialize_none(self) -> Value {
        if self.optional { Err(EncodeError::new(Problem::None)) } else { Ok(AttributeValue::Null(true)) }
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Value {
        let written = value.serialize(self);
        let is_nothing = match &written {
            Ok(value) => matches!(value, AttributeValue::Null(_)),
            Err(error) => error.is_missing(),
        };
        if is_nothing {
            self.doubts.note(Doubt::Nothing, String::new())?;
        }
        written
    }

    fn serialize_unit(self) -> Value {
        Ok(AttributeValue::Null(true))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Value {
        Ok(AttributeValue::Null(true))
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Value {
        self.text(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Value {
        if name == NUMBER {
            return self.digits(value.serialize(MapKeySerializer { doubts: self.doubts })?);
        }
        // serde reads a newtype's `None` of `NULL` and not of a missing attribute.
        let value = value.serialize(Self::in_place(self.doubts))?;
        match (name, value) {
            (STRING_SET | NUMBER_SET | BINARY_SET, list) => into_set(list, name),
            (_, value) => Ok(value),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Value {
        let value = value.serialize(Self::in_place(self.doubts)).map_err(|error| error.under(Step::Field(variant)))?;
        Ok(wrap(variant, value))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<List<'a>, EncodeError> {
        Ok(List::with_capacity(length.unwrap_or(0), self.doubts))
    }

    fn serialize_tuple(self, length: usize) -> Result<List<'a>, EncodeError> {
        Ok(List::with_capacity(length, self.doubts))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<List<'a>, EncodeError> {
        Ok(List::with_capacity(length, self.doubts))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Wrapped<List<'a>>, EncodeError> {
        Ok(Wrapped { variant, inner: List::with_capacity(length, self.doubts) })
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Map<'a>, EncodeError> {
        Ok(Map::new(length, self.doubts))
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Fields<'a>, EncodeError> {
        Ok(Fields::with_capacity(length, self.doubts))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Wrapped<Fields<'a>>, EncodeError> {
        Ok(Wrapped { variant, inner: Fields::with_capacity(length, self.doubts) })
    }
}
