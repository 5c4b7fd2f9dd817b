//! The name of a map's entry: a string, or what reads back from one.

use serde::ser::{Impossible, Serialize, Serializer};

use super::doubt::{Doubt, Doubts};
use super::error::{EncodeError, Problem};

/// Makes a name.
pub(super) struct MapKeySerializer<'a> {
    pub(super) doubts: &'a Doubts,
}

type Name = Result<String, EncodeError>;
type None = Impossible<String, EncodeError>;

fn no_name<T>() -> Result<T, EncodeError> {
    Err(EncodeError::new(Problem::MapKey))
}

macro_rules! displayed {
    ($($method:ident $ty:ty)*) => { $(
        fn $method(self, value: $ty) -> Name {
            Ok(value.to_string())
        }
    )* };
}

/// The names that serde does not read where it buffers them.
macro_rules! numbers {
    ($($method:ident $ty:ty)*) => { $(
        fn $method(self, value: $ty) -> Name {
            self.doubts.note(Doubt::MapKey, value.to_string())?;
            Ok(value.to_string())
        }
    )* };
}

impl Serializer for MapKeySerializer<'_> {
    type Ok = String;
    type Error = EncodeError;
    type SerializeSeq = None;
    type SerializeTuple = None;
    type SerializeTupleStruct = None;
    type SerializeTupleVariant = None;
    type SerializeMap = None;
    type SerializeStruct = None;
    type SerializeStructVariant = None;

    displayed! {
        serialize_char char serialize_str &str
    }

    numbers! {
        serialize_bool bool
        serialize_i8 i8 serialize_i16 i16 serialize_i32 i32 serialize_i64 i64 serialize_i128 i128
        serialize_u8 u8 serialize_u16 u16 serialize_u32 u32 serialize_u64 u64 serialize_u128 u128
    }

    fn serialize_f32(self, _: f32) -> Name {
        no_name()
    }

    fn serialize_f64(self, _: f64) -> Name {
        no_name()
    }

    fn serialize_bytes(self, _: &[u8]) -> Name {
        no_name()
    }

    fn serialize_none(self) -> Name {
        no_name()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Name {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Name {
        no_name()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Name {
        no_name()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Name {
        Ok(variant.to_owned())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Name {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(self, _: &'static str, _: u32, _: &'static str, _: &T) -> Name {
        no_name()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<None, EncodeError> {
        no_name()
    }

    fn serialize_tuple(self, _: usize) -> Result<None, EncodeError> {
        no_name()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<None, EncodeError> {
        no_name()
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<None, EncodeError> {
        no_name()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<None, EncodeError> {
        no_name()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<None, EncodeError> {
        no_name()
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<None, EncodeError> {
        no_name()
    }
}
