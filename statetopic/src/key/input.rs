//! What is taken where the value of a key attribute is asked for.

use std::borrow::Cow;

use super::attribute::KeyAttribute;
use super::error::KeyError;
use super::value::KeyValue;

/// A value of the key attribute `K` as a caller has it: what a query takes.
///
/// | `K` | is taken as |
/// | --- | --- |
/// | each type | `&K`, `K` |
/// | `String` | `&str` too |
/// | [`Bytes`](crate::Bytes) | `&[u8]`, `&[u8; N]` and `&Vec<u8>` too |
///
/// A newtype is taken as itself alone, never as what is in it: that is what it is for.
///
/// ```
/// use statetopic::key::{KeyInput, KeyValue};
/// use statetopic::prelude::*;
///
/// fn text_of(sku: impl KeyInput<String>) -> String {
///     match sku.as_key_value() {
///         Ok(KeyValue::S(text)) => text.into_owned(),
///         _ => unreachable!("a `String` is written as a text"),
///     }
/// }
///
/// assert_eq!(text_of("bolt"), text_of(&"bolt".to_owned()));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value of the key attribute `{K}`",
    label = "expected `&{K}`",
    note = "a `String` is taken as `&str` too, and `Bytes` as `&[u8]`; a newtype is taken as itself, e.g. `&Sku(…)`"
)]
pub trait KeyInput<K: KeyAttribute> {
    /// The value as DynamoDB has it.
    ///
    /// # Errors
    /// [`KeyError`] where it cannot be written.
    fn as_key_value(&self) -> Result<KeyValue<'_>, KeyError>;
}

#[diagnostic::do_not_recommend]
impl<K: KeyAttribute> KeyInput<K> for K {
    fn as_key_value(&self) -> Result<KeyValue<'_>, KeyError> {
        self.to_key_value()
    }
}

#[diagnostic::do_not_recommend]
impl<K: KeyAttribute> KeyInput<K> for &K {
    fn as_key_value(&self) -> Result<KeyValue<'_>, KeyError> {
        (**self).to_key_value()
    }
}

#[diagnostic::do_not_recommend]
impl KeyInput<String> for &str {
    fn as_key_value(&self) -> Result<KeyValue<'_>, KeyError> {
        Ok(KeyValue::S(Cow::Borrowed(self)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "as queries take it")]
    fn value<K: KeyAttribute>(input: impl KeyInput<K>) -> KeyValue<'static> {
        input.as_key_value().unwrap().into_owned()
    }

    #[test]
    fn a_borrowed_form_is_written_as_its_owner() {
        let owned = "bolt".to_owned();
        let expected = owned.to_key_value().unwrap();
        assert!(value::<String>("bolt") == expected);
        assert!(value::<String>(&owned) == expected);
        assert!(value::<String>(owned.clone()) == expected);
    }

    #[test]
    fn a_literal_has_the_type_of_the_key() {
        assert!(value::<i64>(&-7) == KeyValue::N("-7".into()));
        assert!(value::<u8>(7) == KeyValue::N("7".into()));
    }
}
