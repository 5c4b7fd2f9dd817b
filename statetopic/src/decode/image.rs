//! An image, which is a map of attribute values without a descriptor of its own.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::collection::Members;
use super::cursor::Cursor;
use super::fault::{Fault, Problem};
use crate::absent::{Name, Sets, WithSets};
use crate::model::{ReadModel, RowShape};
use crate::panic::{self, Panicked};

/// Reads the image that comes next in the shape of the model's rows, and hands it to `keep`, so that it is moved no
/// further than it must be. A `Deserialize` of the user's that panics is a fault like any other; the panic hook has
/// written its text.
#[inline]
pub(crate) fn read_image<M: ReadModel, R>(cursor: &mut Cursor<'_>, keep: impl FnOnce(M::Row) -> R) -> Result<R, Fault> {
    read_shape(cursor, M::DECLARED, keep)
}

/// The same in any shape, whose attributes have these names.
#[inline]
pub(crate) fn read_shape<S: RowShape, R>(
    cursor: &mut Cursor<'_>,
    declared: &'static [&'static str],
    keep: impl FnOnce(S) -> R,
) -> Result<R, Fault> {
    let read = || {
        let row = ImageReader { cursor, declared };
        match const { Sets::of(S::REQUIRED) } {
            None => S::read_row(row).map(keep),
            Some(sets) => S::read_row(WithSets { row, sets }).map(keep),
        }
    };
    panic::catch(read).unwrap_or_else(|Panicked| Err(Fault::new(Problem::Panicked)))
}

struct ImageReader<'a, 'de> {
    cursor: &'a mut Cursor<'de>,
    declared: &'static [&'static str],
}

impl<'de> Deserializer<'de> for ImageReader<'_, 'de> {
    type Error = Fault;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        Members::read(self.cursor, 0, self.declared, visitor)
    }

    /// A model that flattens collects what it does not declare.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.cursor.took_any = true;
        Members::read(self.cursor, 0, self.declared, OwnVisitor(visitor))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct struct enum identifier ignored_any
    }
}

/// What the names of attributes begin with that DynamoDB itself adds to the items of some global tables.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/globaltables.V1.html>
const OF_REPLICATION: &str = "aws:rep:";

/// A visitor that sees a row's own attributes, without those of replication.
struct OwnVisitor<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for OwnVisitor<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, attributes: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(OwnAttributes(attributes))
    }
}

struct OwnAttributes<A>(A);

impl<'de, A: MapAccess<'de>> MapAccess<'de> for OwnAttributes<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        while let Some(name) = self.0.next_key::<Name<'de>>()? {
            if name.as_str().starts_with(OF_REPLICATION) {
                self.0.next_value::<IgnoredAny>()?;
            } else {
                return name.read(seed).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        self.0.next_value_seed(seed)
    }
}
