//! Why an update cannot be carried out.

use std::fmt;

use crate::attribute::{Absence, MAX_LEVELS, MAX_NAME};
use crate::condition::ConditionError;
use crate::encode::EncodeError;

/// An update that cannot be carried out as it is written. Names the model and the attribute, never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateError {
    model: &'static str,
    attribute: String,
    /// Boxed: results carry it, and it is large.
    fault: Box<Fault>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Encode(EncodeError),
    Twice,
    /// The other path.
    Overlap(String),
    TooDeep,
    /// A map or list on the way may be there under another name.
    Alias,
    RequiredSet(Absence),
    /// A set without elements, of a field whose default is another.
    Default,
    OutOfRange,
    /// A delta, or a sum of them, that is not a number of DynamoDB's.
    Digits,
    /// A converted field of which serde writes nothing, and which has no default.
    Unwritten,
    /// Additions of two models of a table that say another thing of a row which lacks the attribute.
    Defaults,
    /// A delta with more decimal places than a field can hold.
    Places,
    NotANumber,
    /// An element of a list, which is never missing.
    Element,
    /// A field of a list that is written as something else.
    NotAList,
    /// A field of a set that is written as something else.
    NotASet,
    /// The key of an entry.
    Key(EncodeError),
    /// A key that DynamoDB does not take as a name.
    KeyLength,
    /// A set without elements as what an entry holds.
    EmptyEntry,
    /// A set whose default has elements.
    DefaultElements,
    Empty,
    Condition(ConditionError),
}

impl UpdateError {
    pub(super) fn new(model: &'static str, attribute: String, fault: Fault) -> Self {
        Self { model, attribute, fault: Box::new(fault) }
    }

    pub(super) fn of_condition(error: ConditionError) -> Self {
        Self::new("", String::new(), Fault::Condition(error))
    }

    /// Additions of several updates whose sum is not a number of DynamoDB's.
    pub(crate) fn of_sum(model: &'static str, attribute: String) -> Self {
        Self::new(model, attribute, Fault::Digits)
    }
}

impl UpdateError {
    /// Additions of two models to one attribute that is another default, or had other names, for each.
    pub(crate) fn of_defaults(model: &'static str, attribute: String) -> Self {
        Self::new(model, attribute, Fault::Defaults)
    }
}

impl fmt::Display for UpdateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { model, attribute, fault } = self;
        match &**fault {
            Fault::Encode(error) => write!(f, "the value for `{model}.{attribute}` {error}"),
            Fault::Twice => {
                write!(f, "two actions on `{model}.{attribute}` in one update; DynamoDB takes one for each attribute")
            }
            Fault::Overlap(other) => write!(
                f,
                "`{model}.{attribute}` and `{model}.{other}` overlap in one update; set the outer attribute whole, or what \
                 is in it one by one"
            ),
            Fault::TooDeep => {
                write!(f, "`{model}.{attribute}…` is deeper than the {MAX_LEVELS} levels that DynamoDB nests")
            }
            Fault::Alias => write!(
                f,
                "`{model}.{attribute}` is within a field with `#[serde(alias = …)]`, which a row may have under either name; set \
                 that field whole"
            ),
            Fault::RequiredSet(Absence::Element) => {
                write!(
                    f,
                    "`{model}.{attribute}` cannot be a set without elements, which DynamoDB has not; set the list whole"
                )
            }
            Fault::RequiredSet(_) => write!(
                f,
                "a map without `{model}.{attribute}` would not be read, and DynamoDB has no empty set; add \
                 `#[serde(default)]` to the field"
            ),
            Fault::Default => write!(
                f,
                "`{model}.{attribute}` cannot be a set without elements, which DynamoDB has not: a missing attribute is the \
                 field's default; let the default be an empty set"
            ),
            Fault::Digits => write!(
                f,
                "what is added to `{model}.{attribute}` has more digits than the 38 of a number; split it, or round it first"
            ),
            Fault::Unwritten => write!(
                f,
                "a row without `{model}.{attribute}` would not be read, and serde writes nothing for this value; add \
                 `#[serde(default)]` to the field"
            ),
            Fault::Defaults => write!(
                f,
                "two models of one table add to `{model}.{attribute}`, and their fields differ in `default` or `alias`; make \
                 them equal, or add by one of the models"
            ),
            Fault::Places => write!(
                f,
                "what is added to `{model}.{attribute}` has more decimal places than the field holds; round it first, or make \
                 the field a `Number`"
            ),
            Fault::NotANumber => write!(
                f,
                "`{model}.{attribute}` is not written as a number; write it with `#[serde(with = \"statetopic::decimal\")]`"
            ),
            Fault::Element => write!(
                f,
                "`{model}.{attribute}` is an element of a list, which has no gaps; `set` it, or set the attribute that the list is in"
            ),
            Fault::NotAList => {
                write!(
                    f,
                    "`{model}.{attribute}` is not written as a list, and elements are appended to lists alone; `set` it"
                )
            }
            Fault::NotASet => write!(
                f,
                "`{model}.{attribute}` is written as a list, and DynamoDB adds elements to sets alone; make the field a `StringSet`, \
                 a `NumberSet` or a `BinarySet`"
            ),
            Fault::DefaultElements => write!(
                f,
                "a row that lacks `{model}.{attribute}` has the field's default, whose elements would be lost; `set` it, or let the \
                 default be an empty set"
            ),
            Fault::Key(error) => write!(f, "the key of an entry of `{model}.{attribute}` {error}"),
            Fault::KeyLength => write!(
                f,
                "the key of an entry of `{model}.{attribute}` has 1 to {MAX_NAME} bytes, as every name in DynamoDB; use another key, \
                 or `set` the whole map"
            ),
            Fault::EmptyEntry => write!(
                f,
                "`{model}.{attribute}` cannot be a set without elements, which DynamoDB has not; `remove_entry` takes the entry away"
            ),
            Fault::Condition(error) => error.fmt(f),
            Fault::OutOfRange => write!(f, "the addition to `{model}.{attribute}` exceeds the field's range"),
            Fault::Empty => write!(f, "the update of `{model}` does nothing; set an attribute or add to one"),
        }
    }
}

impl std::error::Error for UpdateError {}
