//! What `#[read_model]` implements, and the images of a model.

use serde::Deserializer;

use crate::absent::RequiredField;
use crate::attribute::field_name::FieldName;
use crate::key::ModelKey;
use crate::schema::TableSchema;
use crate::view::NotCaptured;

/// A struct that is a row of a table; implemented by `#[read_model(table = "…")]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a read model",
    label = "not a read model",
    note = "write `#[read_model(table = \"…\")]` on the struct"
)]
pub trait ReadModel: Sized + Send + Sync + 'static {
    /// The typed key: `…Key`.
    type Key: ModelKey;

    /// The shape in which rows are read: the model with an `Option` for every field that an old row may lack.
    #[doc(hidden)]
    type Row: RowShape;

    /// The typed attributes: `…Attributes`.
    type Attributes: 'static;

    /// The typed attributes, by field name: `Order::ATTRIBUTES.total`.
    const ATTRIBUTES: Self::Attributes;

    /// The attribute names that the struct declares, in its order. Names from elsewhere are data and stay out of
    /// errors.
    #[doc(hidden)]
    const DECLARED: &'static [&'static str] = Self::Row::NAMES;

    /// The names of the attributes whose fields are `#[sensitive]`. What shows a row by its attributes, such as an audit,
    /// masks them; the fields' own types do it where the row is printed.
    const SENSITIVE: &'static [&'static str] = &[];

    /// The table: keys, TTL, version.
    const SCHEMA: TableSchema;

    /// The name of the struct, for errors.
    const NAME: &'static str;

    /// The file and the line of `#[read_model]`.
    #[doc(hidden)]
    const LOCATION: (&'static str, u32) = ("", 0);

    /// The fields whose attributes serde reads as they are.
    #[doc(hidden)]
    const FIELDS: &'static [FieldName] = &[];

    /// The row's key.
    fn key(&self) -> Self::Key;

    /// Turns a row that was read into the model.
    #[doc(hidden)]
    fn from_row(row: Self::Row) -> Result<Self, MissingAttribute>;
}

/// A key that names its read model.
///
/// Every key does but that of a generic model whose key fields do not mention all of its parameters: `OrderKey` is the key
/// of each `Order<T>` then.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is the key of a generic model, whatever its parameters are; name the model, as in \
               `key.update_of::<Model>()`",
    label = "which model's row?",
    note = "`update_of::<Model>()` stands for `update()`, `update_existing_of` for `update_existing`, and `delete_of` for `delete`"
)]
pub trait KeyOfModel: ModelKey {
    /// The model.
    type Model: ReadModel<Key = Self>;
}

/// The shape in which the rows of a model are read; for generated code.
#[doc(hidden)]
pub trait RowShape: Sized + Send {
    /// The fields without default; those of them that are sets are empty where a row lacks them.
    const REQUIRED: &'static [RequiredField] = &[];

    /// The names that attributes are looked for under, where serde does not look for them.
    const NAMES: &'static [&'static str] = &[];

    /// Reads a row, sets and all.
    ///
    /// # Errors
    /// Those of the deserializer.
    fn read_row<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// One image of a model, or none where the view captures none. `Row` is the shape in which the model's rows are read.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an image of this topic",
    label = "not an image",
    note = "`#[state_topic]` generates the images: `OrderNewImage` and `OrderOldImage` for `Order`"
)]
pub trait Image<Row>: Sized {
    /// Whether the view captures it.
    #[doc(hidden)]
    const IS_CAPTURED: bool = true;

    /// Makes the image of a row.
    #[doc(hidden)]
    fn from_row(row: Row) -> Self;

    /// What a record has where it carries no such image; `None` where the view captures it.
    #[doc(hidden)]
    #[must_use]
    #[inline]
    fn uncaptured() -> Option<Self> {
        None
    }
}

impl<Row, Which: 'static, View: 'static> Image<Row> for NotCaptured<Which, View> {
    const IS_CAPTURED: bool = false;

    fn from_row(_: Row) -> Self {
        Self::new()
    }

    fn uncaptured() -> Option<Self> {
        Some(Self::new())
    }
}

/// An attribute that a row lacks although the model needs it: it was written before the field was `#[added]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingAttribute {
    model: &'static str,
    attribute: &'static str,
}

impl MissingAttribute {
    /// The row of a `model` lacks `attribute`.
    #[must_use]
    pub const fn new(model: &'static str, attribute: &'static str) -> Self {
        Self { model, attribute }
    }

    /// The attribute's name.
    #[must_use]
    pub const fn attribute(&self) -> &'static str {
        self.attribute
    }
}

impl std::fmt::Display for MissingAttribute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { model, attribute } = self;
        write!(
            f,
            "the row lacks `{attribute}`, which was added to `{model}` after it was written; read the image, or write \
             the row anew"
        )
    }
}

impl std::error::Error for MissingAttribute {}

/// A read model without `#[sharded]` fields: each of its rows is one item, which is put, replaced, deleted, queried and compared in
/// conditions. Implemented by `#[read_model]`.
#[diagnostic::on_unimplemented(
    message = "the `#[sharded]` fields of `{Self}` are in several rows each, to which only `Writes` add",
    label = "only for models without `#[sharded]` fields",
    note = "let a subscriber return `Writes::new().update(key.update().add(|a| a.field, 1))`, and read the sum with \
            `table.get(&key)`",
    note = "a generic function asks it of its model: `M: ReadModel + WholeRows`"
)]
pub trait WholeRows: ReadModel {
    /// That the macro has checked the fields.
    #[doc(hidden)]
    const CHECKED: CheckedByMacro;
}

/// Only generated code has it.
#[doc(hidden)]
#[derive(Debug)]
pub struct CheckedByMacro;

/// A read model with a `#[version]`, by which one row is newer than another; implemented by `#[read_model]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `#[version]`, by which a row is the one that was read, or newer than another",
    label = "it asks for the version of the row that is there",
    note = "mark the field `#[version]` that grows with each change of the row, or use `put` with `only_if`"
)]
pub trait Versioned: ReadModel {}
