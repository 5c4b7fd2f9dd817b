//! A row that was read from the table, decoded as an image is: one behaviour for both.

use serde_dynamo::Item;

use super::cursor::Cursor;
use super::error::{DecodeError, ImageName};
use super::fault::{Fault, Problem};
use super::image::read_shape;
use crate::index::QueryRow;
use crate::model::{MissingAttribute, ReadModel};

/// A row that cannot be read into its model.
#[derive(Debug)]
pub(crate) enum RowError {
    Decode(DecodeError),
    Missing(MissingAttribute),
}

/// Decodes an item into the model, or into what an index has of it.
pub(crate) fn read_row<R: QueryRow>(item: &Item) -> Result<R, RowError> {
    let error = |fault: &Fault| RowError::Decode(DecodeError::attribute(R::STRUCT, ImageName::Row, fault));
    // The decoder reads the JSON of DynamoDB's protocol. Writing it again costs less than the round trip that brought the
    // row here, and rows and images then decode alike, to the last digit and the last error.
    let json = serde_json::to_string(item.inner()).map_err(|_| error(&Fault::new(Problem::Refused)))?;
    let row = read_shape(&mut Cursor::new(&json), R::NAMES, R::from_shape).map_err(|fault| error(&fault))?;
    row.map_err(RowError::Missing)
}

/// The path of what cannot be read of a part of a model's row; what a whole one would have is missing in it.
pub(crate) fn part_fault<M: ReadModel>(part: &Item) -> Option<String> {
    let json = serde_json::to_string(part.inner()).ok()?;
    read_shape(&mut Cursor::new(&json), M::DECLARED, |_: M::Row| ()).err().map(|fault| fault.path())
}
