//! One attribute value of one serde value.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use serde::ser::{Serialize, Serializer};
use serde_dynamo::AttributeValue;

use super::compound::{Fields, List, Map, Wrapped};
use super::error::{EncodeError, Problem, Step};
use crate::number::{NUMBER, Number};

/// The names under which `serde_dynamo`'s `string_set`, `number_set` and `binary_set` pass through serde.
const STRING_SET: &str = "\u{37e}STRINGSET\u{37e}";
const NUMBER_SET: &str = "\u{37e}NUMBERSET\u{37e}";
const BINARY_SET: &str = "\u{37e}BYTESSET\u{37e}";

/// Makes an attribute value.
#[derive(Clone, Copy)]
pub(super) struct ValueSerializer {
    /// Whether the value is all of an attribute that may be missing: a `None` is an attribute that is not there.
    optional: bool,
}

impl ValueSerializer {
    /// For a value that is in its place whatever it is: a `None` is `NULL`.
    pub(super) const IN_PLACE: Self = Self { optional: false };
    /// For the value of an attribute that may be missing.
    pub(super) const OPTIONAL: Self = Self { optional: true };
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

impl Serializer for ValueSerializer {
    type Ok = AttributeValue;
    type Error = EncodeError;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = Wrapped<List>;
    type SerializeMap = Map;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Wrapped<Fields>;

    small_integers! {
        serialize_i8 i8 serialize_i16 i16 serialize_i32 i32 serialize_i64 i64
        serialize_u8 u8 serialize_u16 u16 serialize_u32 u32 serialize_u64 u64
    }

    fn serialize_i128(self, value: i128) -> Value {
        number(value.to_string())
    }

    fn serialize_u128(self, value: u128) -> Value {
        number(value.to_string())
    }

    fn serialize_f32(self, value: f32) -> Value {
        number(value.to_string())
    }

    fn serialize_f64(self, value: f64) -> Value {
        number(value.to_string())
    }

    fn serialize_bool(self, value: bool) -> Value {
        Ok(AttributeValue::Bool(value))
    }

    fn serialize_char(self, value: char) -> Value {
        Ok(AttributeValue::S(value.to_string()))
    }

    fn serialize_str(self, value: &str) -> Value {
        Ok(AttributeValue::S(value.to_owned()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Value {
        Ok(AttributeValue::B(value.to_vec()))
    }

    fn serialize_none(self) -> Value {
        if self.optional { Err(EncodeError::new(Problem::None)) } else { Ok(AttributeValue::Null(true)) }
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Value {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Value {
        Ok(AttributeValue::Null(true))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Value {
        Ok(AttributeValue::Null(true))
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Value {
        Ok(AttributeValue::S(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Value {
        // serde reads a newtype's `None` of `NULL` and not of a missing attribute.
        let value = value.serialize(Self::IN_PLACE)?;
        match (name, value) {
            (NUMBER, AttributeValue::S(digits)) => number(digits),
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
        let value = value.serialize(Self::IN_PLACE).map_err(|error| error.under(Step::Field(variant)))?;
        Ok(wrap(variant, value))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<List, EncodeError> {
        Ok(List::with_capacity(length.unwrap_or(0)))
    }

    fn serialize_tuple(self, length: usize) -> Result<List, EncodeError> {
        Ok(List::with_capacity(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<List, EncodeError> {
        Ok(List::with_capacity(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Wrapped<List>, EncodeError> {
        Ok(Wrapped { variant, inner: List::with_capacity(length) })
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Map, EncodeError> {
        Ok(Map::with_capacity(length.unwrap_or(0)))
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Fields, EncodeError> {
        Ok(Fields::with_capacity(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Wrapped<Fields>, EncodeError> {
        Ok(Wrapped { variant, inner: Fields::with_capacity(length) })
    }
}
