//! Key attributes that name message groups of an SQS FIFO queue.

use super::error::KeyError;
use super::value::KeyValue;

/// A key attribute's value, if it can name a message group.
pub(crate) fn check_group_id(value: KeyValue<'_>) -> Result<KeyValue<'_>, KeyError> {
    let fits = match &value {
        KeyValue::S(text) => (1..=100).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()),
        KeyValue::N(_) => true,
        KeyValue::B(_) => false,
    };
    if fits {
        Ok(value)
    } else {
        Err(KeyError::expected("1 to 100 printable ASCII characters, as a message group id has"))
    }
}
