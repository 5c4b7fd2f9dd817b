//! An image, which is a map of attribute values without a descriptor of its own.

use serde::de::{Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::collection::Members;
use super::cursor::Cursor;
use super::fault::{Fault, Problem};
use crate::absent::{Sets, WithSets};
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

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
