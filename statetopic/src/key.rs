//! Keys: what a key attribute's type is and how it is written, and the typed key of a read model.

use std::borrow::Cow;
use std::fmt;
use std::hash::Hash;

use crate::model::ReadModel;
use crate::schema::ScalarType;
use crate::update::Update;

/// A key attribute's value as DynamoDB has it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyValue<'a> {
    /// A string.
    S(Cow<'a, str>),
    /// A number's decimal digits.
    N(Cow<'a, str>),
    /// Bytes.
    B(Cow<'a, [u8]>),
}

impl KeyValue<'_> {
    /// The value's type.
    #[must_use]
    pub const fn scalar_type(&self) -> ScalarType {
        match self {
            Self::S(_) => ScalarType::S,
            Self::N(_) => ScalarType::N,
            Self::B(_) => ScalarType::B,
        }
    }

    /// The bytes that tell this value from every other of its type.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        match self {
            Self::S(text) | Self::N(text) => text.as_bytes(),
            Self::B(bytes) => bytes,
        }
    }

    /// The same value, borrowed from this one.
    #[inline]
    pub(crate) fn borrowed(&self) -> KeyValue<'_> {
        match self {
            Self::S(text) => KeyValue::S(Cow::Borrowed(text)),
            Self::N(digits) => KeyValue::N(Cow::Borrowed(digits)),
            Self::B(bytes) => KeyValue::B(Cow::Borrowed(bytes)),
        }
    }

    /// The same value, owned.
    #[must_use]
    pub fn into_owned(self) -> KeyValue<'static> {
        match self {
            Self::S(text) => KeyValue::S(Cow::Owned(text.into_owned())),
            Self::N(digits) => KeyValue::N(Cow::Owned(digits.into_owned())),
            Self::B(bytes) => KeyValue::B(Cow::Owned(bytes.into_owned())),
        }
    }
}

impl fmt::Debug for KeyValue<'_> {
    /// The type alone: keys do not belong in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyValue::{}(..)", self.scalar_type())
    }
}

/// A key attribute that is not what its type expects. Says which descriptor was expected and found, never the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyError {
    pub(crate) expected: ScalarType,
    pub(crate) found: Option<ScalarType>,
}

impl KeyError {
    /// `value` has another type than `expected`, or has that type and does not fit.
    #[must_use]
    pub const fn unfit(expected: ScalarType, value: &KeyValue<'_>) -> Self {
        Self { expected, found: Some(value.scalar_type()) }
    }

    /// A value of the right type that the key's own reading refuses or alters.
    pub(crate) const fn unreadable(expected: ScalarType) -> Self {
        Self { expected, found: Some(expected) }
    }

    /// There is no value.
    pub(crate) const fn missing(expected: ScalarType) -> Self {
        Self { expected, found: None }
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.found {
            None => write!(f, "expected {}, found nothing", self.expected),
            Some(found) if found == self.expected => {
                write!(f, "expected {} that fits the key's type", self.expected)
            }
            Some(found) => write!(f, "expected {}, found {found}", self.expected),
        }
    }
}

impl std::error::Error for KeyError {}

/// A type that can be a key attribute: `S`, `N` or `B`, and how it is written.
///
/// It is implemented for strings, integers and bytes. A newtype gets it in a line with
/// [`#[derive(KeyAttribute)]`](derive@crate::KeyAttribute). Floating point is no key: equal keys must be equal.
///
/// ```
/// use statetopic::prelude::*;
///
/// #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, KeyAttribute)]
/// struct Sku(String);
///
/// assert_eq!(Sku::TYPE, statetopic::schema::ScalarType::S);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key attribute",
    label = "a key attribute is a string, an integer, `Bytes`, or a newtype of one",
    note = "for a newtype write `#[derive(KeyAttribute)]`, with Clone, Debug, PartialEq, Eq, PartialOrd, Ord and Hash"
)]
pub trait KeyAttribute: Clone + fmt::Debug + Eq + Ord + Hash + Send + Sync + Sized + 'static {
    /// The attribute's type in the table.
    const TYPE: ScalarType;

    /// Whether each value can name a message group of an SQS FIFO queue: 1 to 100 printable ASCII characters. Integers
    /// can; a newtype of a string says so with `#[key_attribute(group_id)]`, and then no other value is read.
    ///
    /// Source: <https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_PipeTargetSqsQueueParameters.html>
    const FITS_GROUP_ID: bool = false;

    /// The value as DynamoDB has it.
    fn to_key_value(&self) -> KeyValue<'_>;

    /// Reads the value back. What it makes of a value, [`to_key_value`](Self::to_key_value) must write again: a type that
    /// read two keys as one would make one item of two.
    ///
    /// # Errors
    /// [`KeyError`] where the value has another type or does not fit.
    fn from_key_value(value: KeyValue<'_>) -> Result<Self, KeyError>;

    /// Whether it is written as the value that it was read from. Numbers have several forms, all of which DynamoDB takes as
    /// one.
    #[doc(hidden)]
    #[inline]
    fn is_written_as(&self, read: &KeyValue<'_>) -> bool {
        let written = self.to_key_value();
        matches!((&written, read), (KeyValue::N(_), KeyValue::N(_))) || written == *read
    }

    /// Writes the value for a person to read.
    ///
    /// # Errors
    /// Those of the formatter.
    fn fmt_key(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_key_value() {
            KeyValue::S(text) | KeyValue::N(text) => f.write_str(&text),
            KeyValue::B(bytes) => bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}")),
        }
    }
}

#[diagnostic::do_not_recommend]
impl KeyAttribute for String {
    const TYPE: ScalarType = ScalarType::S;

    #[inline]
    fn to_key_value(&self) -> KeyValue<'_> {
        KeyValue::S(Cow::Borrowed(self))
    }

    #[inline]
    fn from_key_value(value: KeyValue<'_>) -> Result<Self, KeyError> {
        match value {
            KeyValue::S(text) => Ok(text.into_owned()),
            other => Err(KeyError::unfit(Self::TYPE, &other)),
        }
    }
}

macro_rules! integer_keys {
    ($($integer:ty)*) => { $(
        #[diagnostic::do_not_recommend]
        impl KeyAttribute for $integer {
            const TYPE: ScalarType = ScalarType::N;
            const FITS_GROUP_ID: bool = true;

            fn to_key_value(&self) -> KeyValue<'_> {
                KeyValue::N(Cow::Owned(self.to_string()))
            }

            #[inline]
            fn from_key_value(value: KeyValue<'_>) -> Result<Self, KeyError> {
                match &value {
                    KeyValue::N(digits) => crate::decode::number::parse_integer(digits)
                        .ok_or(KeyError::unfit(Self::TYPE, &value)),
                    other => Err(KeyError::unfit(Self::TYPE, other)),
                }
            }

            /// It need not be written for that, once for each record.
            #[inline]
            fn is_written_as(&self, read: &KeyValue<'_>) -> bool {
                matches!(read, KeyValue::N(_))
            }
        }
    )* };
}

integer_keys!(u8 u16 u32 u64 i8 i16 i32 i64);

/// A type that can be a sort key: any [`KeyAttribute`], or [`NoSortKey`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key attribute",
    label = "a key attribute is a string, an integer, `Bytes`, or a newtype of one",
    note = "for a newtype write `#[derive(KeyAttribute)]`, with Clone, Debug, PartialEq, Eq, PartialOrd, Ord and Hash"
)]
pub trait SortKey: Clone + fmt::Debug + Eq + Ord + Hash + Send + Sync + Sized + 'static {
    /// The attribute's type in the table, where there is one.
    #[doc(hidden)]
    const SORT_TYPE: Option<ScalarType>;

    /// The value as DynamoDB has it, where there is one.
    fn to_sort_value(&self) -> Option<KeyValue<'_>>;

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

    fn to_sort_value(&self) -> Option<KeyValue<'_>> {
        Some(self.to_key_value())
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

    fn to_sort_value(&self) -> Option<KeyValue<'_>> {
        None
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

/// The key of a read model, generated by `#[read_model]`: ordered, hashable, printable.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no key of a read model",
    label = "not a key",
    note = "`#[read_model]` generates the key's type: `OrderKey` for `Order`"
)]
pub trait ModelKey: Clone + fmt::Debug + fmt::Display + Eq + Ord + Hash + Send + Sync + Sized + 'static {
    /// The partition key's type.
    type Partition: KeyAttribute;
    /// The sort key's type, or [`NoSortKey`].
    type Sort: SortKey;

    /// The partition key and the sort key.
    fn parts(&self) -> (&Self::Partition, &Self::Sort);

    /// The partition key.
    fn partition(&self) -> &Self::Partition {
        self.parts().0
    }

    /// The sort key.
    fn sort(&self) -> &Self::Sort {
        self.parts().1
    }

    /// A key of its parts.
    fn from_parts(partition: Self::Partition, sort: Self::Sort) -> Self;

    /// Begins a partial update of the row with this key.
    fn update(self) -> Update<Self::Model>
    where
        Self: KeyOfModel,
    {
        Update::new(self)
    }

    /// Begins a partial update of the row of `M` with this key, where the key is that of several models:
    /// `key.update_of::<Order<Parcel>>()`.
    fn update_of<M: ReadModel<Key = Self>>(self) -> Update<M> {
        Update::new(self)
    }
}

/// A key that says which read model it is the key of.
///
/// Every key does but that of a generic model whose key fields do not mention all of its parameters: `OrderKey` is the key
/// of each `Order<T>` then.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is the key of a generic model, whatever its parameters are; name the model, as in \
               `key.update_of::<Model>()`",
    label = "which model's row?",
    note = "`update_of::<Model>()` stands for `update()`, and `delete_of::<Model, _>(&key)` for `delete(&key)`"
)]
pub trait KeyOfModel: ModelKey {
    /// The model.
    type Model: ReadModel<Key = Self>;
}

/// A key attribute's value that can name a message group.
pub(crate) fn check_group_id(value: KeyValue<'_>) -> Result<KeyValue<'_>, KeyError> {
    let fits = match &value {
        KeyValue::S(text) => (1..=100).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()),
        KeyValue::N(_) => true,
        KeyValue::B(_) => false,
    };
    if fits { Ok(value) } else { Err(KeyError::unreadable(value.scalar_type())) }
}

/// Writes a key as `partition` or `partition/sort`: what the generated `Display` calls.
pub(crate) fn fmt_key<K: ModelKey>(key: &K, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    key.partition().fmt_key(f)?;
    key.sort().fmt_sort(f)
}

/// Bytes that are equal for equal keys and differ for different ones, whatever their parts hold.
pub(crate) fn canonical_bytes<K: ModelKey>(key: &K) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(64);
    for value in [Some(key.partition().to_key_value()), key.sort().to_sort_value()].into_iter().flatten() {
        let part = value.as_bytes();
        bytes.extend_from_slice(value.scalar_type().as_str().as_bytes());
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}
