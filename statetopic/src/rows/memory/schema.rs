//! The keys of a table in memory and of its indexes.

use serde_dynamo::AttributeValue;

use super::error::MemoryError;
use super::value::{Attributes, number};
use crate::attribute::Segment;
use crate::number::Number;
use crate::rows::action::{Action, Actions};
use crate::schema::{IndexSchema, IndexScope, KeyElement, Projection, ScalarType, SchemaText, TableSchema};

/// The most bytes of a partition key's value, and of a sort key's.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
const MAX_PARTITION: usize = 2048;
const MAX_SORT: usize = 1024;

/// What a table in memory knows of its schema.
pub(super) struct Keys {
    pub(super) partition: Vec<KeyElement<String>>,
    pub(super) sort: Vec<KeyElement<String>>,
    pub(super) ttl: Option<String>,
    pub(super) indexes: Vec<Index>,
}

/// An index.
pub(super) struct Index {
    pub(super) name: String,
    pub(super) scope: IndexScope,
    pub(super) partition: Vec<KeyElement<String>>,
    pub(super) sort: Vec<KeyElement<String>>,
    /// The attributes beside the keys; all where there are none.
    pub(super) projection: Option<Vec<String>>,
}

/// A key attribute's value, in its order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum KeyPart {
    N(Number),
    S(String),
    B(Vec<u8>),
}

/// The values of key attributes, in the order of the key. Rows are in the order of their keys.
pub(super) type KeyParts = Vec<KeyPart>;

/// What is wrong with a key.
pub(super) enum KeyFault {
    /// It is not one of the table's.
    Mismatch(MemoryError),
    /// It is empty, which no row's key is.
    Empty(MemoryError),
    /// It is longer than a key can be.
    TooLong(MemoryError),
}

impl From<KeyFault> for MemoryError {
    fn from(fault: KeyFault) -> Self {
        match fault {
            KeyFault::Mismatch(error) | KeyFault::Empty(error) | KeyFault::TooLong(error) => error,
        }
    }
}

fn owned<T: SchemaText>(element: &KeyElement<T>) -> KeyElement<String> {
    KeyElement { name: element.name.as_ref().to_owned(), scalar_type: element.scalar_type }
}

impl Keys {
    pub(super) fn new<T: SchemaText>(schema: &TableSchema<T>) -> Self {
        Self {
            partition: vec![owned(&schema.partition_key)],
            sort: schema.sort_key.iter().map(owned).collect(),
            ttl: schema.ttl.as_ref().map(|ttl| ttl.as_ref().to_owned()),
            indexes: schema.indexes.iter().map(Index::new).collect(),
        }
    }

    /// The values of a row's key, or of a key alone.
    pub(super) fn of(&self, attributes: &Attributes) -> Result<KeyParts, KeyFault> {
        let parts = self.partition.iter().map(|element| (element, MAX_PARTITION));
        let parts = parts.chain(self.sort.iter().map(|element| (element, MAX_SORT)));
        parts.map(|(element, max)| required_part(attributes, element, max)).collect()
    }

    /// The names of the key's attributes.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.partition.iter().chain(&self.sort).map(|element| element.name.as_str())
    }

    /// Whether a row can be in the indexes whose keys it has.
    pub(super) fn check_indexes(&self, row: &Attributes) -> Result<(), KeyFault> {
        let mut elements = self.indexes.iter().flat_map(Index::elements);
        elements.try_for_each(|(element, max)| match row.contains_key(&element.name) {
            true => required_part(row, element, max).map(drop),
            false => Ok(()),
        })
    }

    /// Whether what an update sets is short enough for the indexes, whatever the row is.
    pub(super) fn check_set(&self, actions: &Actions) -> Result<(), KeyFault> {
        let mut elements = self.indexes.iter().flat_map(Index::elements);
        elements.try_for_each(|(element, max)| {
            let mut set = actions.iter().filter_map(|(path, action)| match (path.segments(), action) {
                ([Segment::Name(name)], Action::Set(value)) if *name == element.name => Some(value),
                _ => None,
            });
            let too_long = set.find(|value| part(Some(value), element.scalar_type).is_some_and(|it| it.length() > max));
            too_long.map_or(Ok(()), |_| Err(KeyFault::TooLong(length_error(element, max))))
        })
    }
}

impl Index {
    /// The attributes of its key, each with the most bytes of its value.
    fn elements(&self) -> impl Iterator<Item = (&KeyElement<String>, usize)> {
        let partition = self.partition.iter().map(|element| (element, MAX_PARTITION));
        partition.chain(self.sort.iter().map(|element| (element, MAX_SORT)))
    }

    fn new<T: SchemaText>(schema: &IndexSchema<T>) -> Self {
        let projection = match &schema.projection {
            Projection::All => None,
            Projection::KeysOnly => Some(Vec::new()),
            Projection::Include(names) => Some(names.iter().map(|name| name.as_ref().to_owned()).collect()),
        };
        Self {
            name: schema.name.as_ref().to_owned(),
            scope: schema.scope,
            partition: schema.partition_key.iter().map(owned).collect(),
            sort: schema.sort_key.iter().map(owned).collect(),
            projection,
        }
    }
}

fn required_part(attributes: &Attributes, element: &KeyElement<String>, max: usize) -> Result<KeyPart, KeyFault> {
    let mismatch = || {
        let KeyElement { name, scalar_type } = element;
        KeyFault::Mismatch(MemoryError::validation(format!(
            "the key attribute `{name}` is missing or not of type {scalar_type}"
        )))
    };
    let part = part(attributes.get(&element.name), element.scalar_type).ok_or_else(mismatch)?;
    match part.length() {
        0 => Err(KeyFault::Empty(length_error(element, max))),
        length if length > max => Err(KeyFault::TooLong(length_error(element, max))),
        _ => Ok(part),
    }
}

fn length_error(element: &KeyElement<String>, max: usize) -> MemoryError {
    MemoryError::validation(format!("the key attribute `{}` has 1 to {max} bytes", element.name))
}

impl KeyPart {
    /// The bytes of a text or of bytes; a number is never too long.
    fn length(&self) -> usize {
        match self {
            Self::S(text) => text.len(),
            Self::B(bytes) => bytes.len(),
            Self::N(_) => 1,
        }
    }
}

/// A value as a key of this type; `None` where it is not one.
pub(super) fn part(value: Option<&AttributeValue>, scalar_type: ScalarType) -> Option<KeyPart> {
    match (value?, scalar_type) {
        (AttributeValue::S(text), ScalarType::S) => Some(KeyPart::S(text.clone())),
        (AttributeValue::N(digits), ScalarType::N) => number(digits).ok().map(KeyPart::N),
        (AttributeValue::B(bytes), ScalarType::B) => Some(KeyPart::B(bytes.clone())),
        _ => None,
    }
}
