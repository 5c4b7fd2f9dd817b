//! What this package asks of an embedded DynamoDB. Everything else is written against this trait, so that the
//! engine behind it can change.

use std::fmt;

use serde_json::{Map, Value};
use statetopic::{ChangeKind, Clock};

/// The attributes of an item or a key in DynamoDB's JSON: `{"id": {"S": "7"}}`.
pub type Attributes = Map<String, Value>;

/// The answer to one operation of DynamoDB's JSON protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EngineResponse {
    /// The HTTP status: 200, or 400 and 500 with an error in the body.
    pub status: u16,
    /// The body, a JSON object.
    pub body: Vec<u8>,
}

impl EngineResponse {
    /// The answer of an operation that succeeded.
    #[must_use]
    pub fn ok(body: Vec<u8>) -> Self {
        Self { status: 200, body }
    }

    /// An error as DynamoDB writes one: `kind` is the qualified name of the exception.
    #[must_use]
    pub fn error(status: u16, kind: &str, message: &str) -> Self {
        let body = serde_json::json!({ "__type": kind, "message": message });
        Self { status, body: body.to_string().into_bytes() }
    }
}

/// A place in a table's change stream. Greater means later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(u64);

impl Position {
    /// What the public sequence number of a record adds to its position: DynamoDB's have 21 digits or more.
    /// From here on the numbers have a digit more: as texts they would come before the others.
    pub(crate) const LONG: u64 = 1 << 63;

    const OFFSET: u128 = 100_000_000_000_000_000_000;

    /// The position that an engine numbers so.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number that the engine gave it.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The record's sequence number as the stream writes it: of 21 digits, and from 2^63 on of 22.
    ///
    /// ```
    /// use statetopic_local::Position;
    ///
    /// assert_eq!(Position::new(17).sequence_number(), "100000000000000000017");
    /// ```
    #[must_use]
    pub fn sequence_number(self) -> String {
        let number = match self.0.checked_sub(Self::LONG) {
            None => Self::OFFSET + u128::from(self.0),
            Some(above) => 10 * Self::OFFSET + u128::from(above),
        };
        number.to_string()
    }

    /// The position that a sequence number names, or `None` where this engine never gave that number.
    #[must_use]
    pub fn from_sequence_number(number: &str) -> Option<Self> {
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let value: u128 = number.parse().ok()?;
        let below = |offset: u128| u64::try_from(value.checked_sub(offset)?).ok();
        let position = match number.len() {
            21 => below(Self::OFFSET).filter(|position| *position < Self::LONG)?,
            22 => below(10 * Self::OFFSET)?.checked_add(Self::LONG)?,
            _ => return None,
        };
        Some(Self(position))
    }
}

/// A change as the engine recorded it: both images, whatever the topic's view, and changes that changed nothing.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct RawChange {
    /// Its position in the table's stream.
    pub position: Position,
    /// What happened.
    pub kind: ChangeKind,
    /// The item's key.
    pub keys: Attributes,
    /// The item after the change.
    pub new_image: Option<Attributes>,
    /// The item before the change.
    pub old_image: Option<Attributes>,
    /// When it happened, in whole seconds since 1970.
    pub created_at: u64,
    /// Whether DynamoDB itself removed the item because its time had come.
    pub expired: bool,
}

impl RawChange {
    /// A change without images, `created_at` seconds after 1970, that was not made by TTL. An engine adds the images.
    #[must_use]
    pub const fn new(position: Position, kind: ChangeKind, keys: Attributes, created_at: u64) -> Self {
        Self { position, kind, keys, new_image: None, old_image: None, created_at, expired: false }
    }
}

impl fmt::Debug for RawChange {
    /// Without keys and images: they may hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawChange")
            .field("position", &self.position)
            .field("kind", &self.kind)
            .field("created_at", &self.created_at)
            .field("expired", &self.expired)
            .finish_non_exhaustive()
    }
}

/// An embedded DynamoDB: one operation at a time, and the streams of its tables.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an embedded DynamoDB",
    label = "not an engine",
    note = "`statetopic_local::Engine` is one; another implements `DynamoEngine`"
)]
pub trait DynamoEngine: Send + Sync {
    /// Executes an operation of DynamoDB's JSON protocol, such as `PutItem`, on a JSON body. An operation that the
    /// engine does not know is answered with `UnknownOperationException`.
    fn execute(&self, operation: &str, body: &[u8]) -> EngineResponse;

    /// The changes of a table after a position, oldest first and at most `limit`; `None` starts at the first.
    ///
    /// # Errors
    /// Where there is no such table, where it has no stream with both images, or where the engine itself failed.
    fn changes(&self, table: &str, after: Option<Position>, limit: usize) -> Result<Vec<RawChange>, EngineError>;

    /// The position of a table's last change, or `None` where it has had none.
    ///
    /// # Errors
    /// As for [`changes`](Self::changes).
    fn last_position(&self, table: &str) -> Result<Option<Position>, EngineError>;

    /// The ARN of a table's stream.
    ///
    /// # Errors
    /// As for [`changes`](Self::changes).
    fn stream_arn(&self, table: &str) -> Result<String, EngineError>;

    /// Removes the expired items of every table, and returns their number.
    ///
    /// # Errors
    /// Where the engine itself failed.
    fn sweep_ttl(&self) -> Result<usize, EngineError>;

    /// The clock that the engine reads.
    fn clock(&self) -> &Clock;
}

/// Why the engine could not do what the harness asked of it. It names tables, never keys or values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineError {
    message: String,
}

impl EngineError {
    /// An error with this text.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    /// There is no such table.
    #[must_use]
    pub fn no_table(table: &str) -> Self {
        Self::new(format!("no table `{table}` in the local engine; create it first"))
    }

    /// The table's stream does not have what the harness reads.
    #[must_use]
    pub fn no_stream(table: &str) -> Self {
        Self::new(format!(
            "table `{table}` has no stream with both images; create it with the view `NEW_AND_OLD_IMAGES`"
        ))
    }
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for EngineError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_survives_its_sequence_number() {
        let positions = [0, 1, 1_761_000_000_000_000, Position::LONG - 1, Position::LONG, u64::MAX];
        for (number, length) in positions.into_iter().zip([21, 21, 21, 21, 22, 22]) {
            let public = Position::new(number).sequence_number();
            assert_eq!(public.len(), length);
            assert_eq!(Position::from_sequence_number(&public), Some(Position::new(number)));
        }
    }

    #[test]
    fn a_number_that_was_never_given_names_no_position() {
        for number in [
            "",
            "7",
            "-00000000000000000001",
            "+00000000000000000001",
            "000000000000000000001",
            "999999999999999999999",
            "109223372036854775808",
            "9999999999999999999999",
            "10000000000000000000x",
        ] {
            assert_eq!(Position::from_sequence_number(number), None, "{number}");
        }
    }

    #[test]
    fn a_change_is_shown_without_its_item() {
        let mut keys = Attributes::new();
        keys.insert("id".into(), serde_json::json!({"S": "secret"}));
        let change = RawChange {
            position: Position::new(1),
            kind: ChangeKind::Inserted,
            keys: keys.clone(),
            new_image: Some(keys),
            old_image: None,
            created_at: 0,
            expired: false,
        };
        assert!(!format!("{change:?}").contains("secret"));
    }
}
