//! Sort keys, and tables without one.

use std::fmt;
use std::hash::Hash;

use super::attribute::KeyAttribute;
use super::error::KeyError;
use super::value::KeyValue;
use crate::schema::ScalarType;

mod sealed {
    pub trait Sealed {}

    impl<K: super::KeyAttribute> Sealed for K {}
    impl Sealed for super::NoSortKey {}
}

/// A type that can be a sort key: any [`KeyAttribute`], or [`NoSortKey`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key attribute",
    label = "a key attribute is a string, a number, a time, `Bytes`, a newtype of one, or an enum of unit variants",
    note = "for a newtype or an enum write `#[derive(KeyAttribute)]`, with Clone, Debug, PartialEq, Eq, PartialOrd, Ord and Hash"
)]
pub trait SortKey: sealed::Sealed + Clone + fmt::Debug + Eq + Ord + Hash + Send + Sync + Sized + 'static {
    /// The attribute's type in the table, where there is one.
    #[doc(hidden)]
    const SORT_TYPE: Option<ScalarType>;

    /// The attributes that a query takes conditions on: a tuple of one, or [`NoSortKey`].
    #[doc(hidden)]
    type Attributes;

    /// The value as DynamoDB has it, where there is one.
    ///
    /// # Errors
    /// [`KeyError`] where the value cannot be that of a key.
    fn to_sort_value(&self) -> Result<Option<KeyValue<'_>>, KeyError>;

    /// Reads the value back.
    ///
    /// # Errors
    /// [`KeyError`] where the value is missing, has another type or does not fit.
    fn from_sort_value(value: Option<KeyValue<'_>>) -> Result<Self, KeyError>;

    /// Whether it is written as the value that it was read from.
    #[doc(hidden)]
    fn is_sort_written_as(&self, read: &KeyValue<'_>) -> bool;

    /// Writes the value for a person to read, after a `/`.
    ///
    /// # Errors
    /// Those of the formatter.
    fn fmt_sort(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<K: KeyAttribute> SortKey for K {
    const SORT_TYPE: Option<ScalarType> = Some(K::TYPE);

    type Attributes = (Self,);

    #[inline]
    fn to_sort_value(&self) -> Result<Option<KeyValue<'_>>, KeyError> {
        self.to_key_value().map(Some)
    }

    #[inline]
    fn from_sort_value(value: Option<KeyValue<'_>>) -> Result<Self, KeyError> {
        Self::from_key_value(value.ok_or(KeyError::missing(Self::TYPE))?)
    }

    #[inline]
    fn is_sort_written_as(&self, read: &KeyValue<'_>) -> bool {
        self.is_written_as(read)
    }

    fn fmt_sort(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("/")?;
        self.fmt_key(f)
    }
}

/// The sort key of a table that has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoSortKey;

#[diagnostic::do_not_recommend]
impl SortKey for NoSortKey {
    const SORT_TYPE: Option<ScalarType> = None;

    type Attributes = Self;

    fn to_sort_value(&self) -> Result<Option<KeyValue<'_>>, KeyError> {
        Ok(None)
    }

    fn from_sort_value(_: Option<KeyValue<'_>>) -> Result<Self, KeyError> {
        Ok(Self)
    }

    fn is_sort_written_as(&self, _: &KeyValue<'_>) -> bool {
        true
    }

    fn fmt_sort(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}
