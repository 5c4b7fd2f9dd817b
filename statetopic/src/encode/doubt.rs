//! What has been written that may not be read again as it was.
//!
//! serde reads a tagged, untagged or flattened type through a buffer of its own, which has no integers of 128 bits and no keys
//! of maps but strings; and no serializer is told whether a type will be read so. What may be changed by it, or in another way, is
//! noted while a row is written. The row is then read; a doubt says what became of a value, and where.

use std::cell::RefCell;

use super::error::{EncodeError, Problem};

/// Why a value may not be read as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Doubt {
    /// A number of more digits than an `f64` keeps, or an integer of 128 bits.
    Number,
    /// A string of digits, which a [`Number`](crate::Number) takes too.
    Digits,
    /// The key of a map that is not a string.
    MapKey,
    /// Bytes that are UTF-8, which a `String` takes too.
    Bytes,
    /// A set without elements, which is left out.
    NoElements,
    /// A field that `skip_serializing_if` leaves out.
    LeftOut,
    /// A `Some` that is written like `None`.
    Nothing,
    /// A string that is alone in a map, or in one of a struct that flattens: a tag, it may be, with nothing beside it.
    TagAlone,
    /// A `None` that is the key of an index, and left out.
    NullKey,
    /// None of these: something that serde buffers is another when it is written again.
    Another,
    /// None of these: something cannot be read.
    Unreadable,
}

impl Doubt {
    /// Whether it is about what the row does not have.
    pub(super) const fn is_of_what_is_left_out(self) -> bool {
        matches!(self, Self::NoElements | Self::LeftOut | Self::Nothing | Self::NullKey)
    }
}

/// A doubt, and the value that it is about.
pub(super) type Noted = (Doubt, String);

/// The doubts about a value, in the order in which it is written.
#[derive(Default)]
pub(super) struct Doubts {
    noted: RefCell<Vec<Noted>>,
    /// The one that is an error: so its path becomes known.
    refused: Option<usize>,
}

impl Doubts {
    /// Those among which this one is an error.
    pub(super) const fn refusing(place: usize) -> Self {
        Self { noted: RefCell::new(Vec::new()), refused: Some(place) }
    }

    #[cold]
    pub(super) fn note(&self, doubt: Doubt, value: String) -> Result<(), EncodeError> {
        let mut noted = self.noted.borrow_mut();
        if self.refused == Some(noted.len()) {
            return Err(EncodeError::new(Problem::Unread(doubt)));
        }
        noted.push((doubt, value));
        Ok(())
    }

    pub(super) fn into_noted(self) -> Vec<Noted> {
        self.noted.into_inner()
    }
}
