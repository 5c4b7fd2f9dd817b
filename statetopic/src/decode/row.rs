//! A row that was read from the table, decoded as an image is: one behaviour for both.

use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer};
use serde_dynamo::{AttributeValue, Item};

use super::cursor::Cursor;
use super::error::{DecodeError, ImageName};
use super::fault::{Fault, Problem};
use super::image::read_shape;
use super::value::next_value;
use crate::index::QueryRow;
use crate::model::MissingAttribute;
use crate::panic::{self, Panicked};

/// A row that cannot be read into its model.
#[derive(Debug)]
pub(crate) enum RowError {
    Decode(DecodeError),
    Missing(MissingAttribute),
}

/// Whether serde asked for some value without its type, as it does for what it buffers, or for a map, as it does for a struct that
/// flattens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TypeFree(pub(crate) bool);

/// Decodes an item into the model, or into what an index has of it.
pub(crate) fn read_row<R: QueryRow>(item: &Item) -> Result<R, RowError> {
    read_row_noting(item).0
}

/// The same, and how it was read.
pub(crate) fn read_row_noting<R: QueryRow>(item: &Item) -> (Result<R, RowError>, TypeFree) {
    let error = |fault: &Fault| RowError::Decode(DecodeError::attribute(R::STRUCT, ImageName::Row, fault));
    // The decoder reads the JSON of DynamoDB's protocol. Writing it again costs less than the round trip that brought the
    // row here, and rows and images then decode alike, to the last digit and the last error.
    let Ok(json) = serde_json::to_string(item.inner()) else {
        return (Err(error(&Fault::new(Problem::Refused))), TypeFree(false));
    };
    let mut cursor = Cursor::new(&json);
    let row = read_shape(&mut cursor, R::NAMES, R::from_shape);
    let row = row.map_err(|fault| error(&fault)).and_then(|row| row.map_err(RowError::Missing));
    (row, TypeFree(cursor.took_any))
}

/// How a field is read.
pub(crate) trait ReadForm {
    type Value;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error>;
}

/// Reads an attribute as its field is read; where that cannot be, the path from it to what cannot.
pub(crate) fn read_attribute<F: ReadForm>(value: &AttributeValue) -> (Result<F::Value, String>, TypeFree) {
    let Ok(json) = serde_json::to_string(value) else { return (Err(String::new()), TypeFree(false)) };
    let mut cursor = Cursor::new(&json);
    let read = panic::catch(|| next_value(&mut cursor, 0, Seed::<F>(PhantomData)));
    let read = read.unwrap_or_else(|Panicked| Err(Fault::new(Problem::Panicked)));
    (read.map_err(|fault| fault.path()), TypeFree(cursor.took_any))
}

struct Seed<F>(PhantomData<F>);

impl<'de, F: ReadForm> DeserializeSeed<'de> for Seed<F> {
    type Value = F::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<F::Value, D::Error> {
        F::read(deserializer)
    }
}
