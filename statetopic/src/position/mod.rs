//! Positions: the place of a change among all changes of its source item, over the streams that its table has had.

mod sequenced;

use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

pub use self::sequenced::{SequenceAttribute, Sequenced};
use crate::sequence::SequenceNumber;

/// How many digits a position has: those of the longest sequence number.
const DIGITS: usize = 40;

/// The place of a change in its source: the label of the stream, and the sequence number. What a `#[sequence]` field has, by which
/// a row that follows from an older change never replaces one that follows from a newer one.
///
/// A row is built with [`SourcePosition::unset()`]; what commits a [`Projection`](crate::Projection), and
/// [`put_in_order`](crate::Table::put_in_order), write the position of the change in its place.
///
/// Positions of one item compare as its changes do, also where the stream was made again: labels are times, and the changes of a
/// newer stream come after those of an older one. **Positions of two items say nothing about each other**, so there is no order
/// on this type.
///
/// serde writes a text: the label, `#` and the number with zeros before it, 40 digits in all; and the empty text for none.
///
/// ```
/// use statetopic::{Record, SourcePosition};
/// use statetopic::prelude::*;
/// # #[read_model(table = "levels")]
/// # #[state_topic(view = KEYS_ONLY)]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Level { #[partition_key] pub sku: String }
///
/// assert!(SourcePosition::unset().is_unset());
/// let change: StateChange<Level> =
///     StateChange::Inserted { key: LevelKey { sku: "bolt".to_owned() }, new: Default::default() };
/// let record = Record::new(change).with_sequence_number("17".parse().unwrap());
/// assert!(record.position().is_some_and(|position| !position.is_unset()));
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct SourcePosition(String);

impl SourcePosition {
    /// That of a row which follows from no change: what a row is built with.
    #[must_use]
    pub const fn unset() -> Self {
        Self(String::new())
    }

    /// Whether it is that of no change.
    #[must_use]
    pub const fn is_unset(&self) -> bool {
        self.0.is_empty()
    }

    /// That of a change, by the ARN of the stream or of the queue that it came by.
    pub(crate) fn new(source: &str, number: &SequenceNumber) -> Self {
        let (number, label) = (number.padded(), table_and_label(source).1);
        Self(format!("{label}#{number}"))
    }

    /// As a row has it.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the text of a row.
    fn parse(text: &str) -> Option<Self> {
        let is_number = |number: &str| number.len() == DIGITS && number.bytes().all(|byte| byte.is_ascii_digit());
        let is_known = text.is_empty() || text.rsplit_once('#').is_some_and(|(_, number)| is_number(number));
        is_known.then(|| Self(text.to_owned()))
    }
}

/// The ARN of the table, and the label of the stream: numbers of two streams of a table do not compare, and labels do, since they
/// are times. What is not a stream has no label.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamDescription.html>
pub(crate) fn table_and_label(source: &str) -> (&str, &str) {
    source.rsplit_once("/stream/").unwrap_or((source, ""))
}

impl Serialize for SourcePosition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SourcePosition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(PositionVisitor)
    }
}

struct PositionVisitor;

impl Visitor<'_> for PositionVisitor {
    type Value = SourcePosition;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the position of a change, or an empty text")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<SourcePosition, E> {
        SourcePosition::parse(text).ok_or_else(|| E::custom("not the position of a change"))
    }
}

impl fmt::Debug for SourcePosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SourcePosition").field(&self.0).finish()
    }
}

impl fmt::Display for SourcePosition {
    /// As serde writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "arn:aws:dynamodb:eu-north-1:123456789012:table/Orders";

    fn position(label: &str, number: &str) -> SourcePosition {
        SourcePosition::new(&format!("{TABLE}/stream/{label}"), &number.parse().unwrap())
    }

    #[test]
    fn positions_are_ordered_by_the_stream_and_then_by_the_number() {
        let (older, newer) = ("2026-01-31T10:00:00.000", "2026-10-01T10:00:00.000");
        let ascending = [position(older, "9"), position(older, "10"), position(newer, "7"), position(newer, "007777")];
        assert!(ascending.is_sorted_by(|one, other| one.as_str() < other.as_str()), "{ascending:?}");
        assert_eq!(position(older, "7"), position(older, "007"));
        let queue = SourcePosition::new("arn:aws:sqs:eu-north-1:123456789012:orders.fifo", &"7".parse().unwrap());
        assert_eq!(queue.to_string(), format!("#{:0>40}", "7"));
    }

    #[test]
    fn serde_reads_what_it_writes_and_nothing_else() {
        for position in [SourcePosition::unset(), position("2026-01-31T10:00:00.000", "9")] {
            let written = serde_json::to_value(&position).unwrap();
            assert_eq!(serde_json::from_value::<SourcePosition>(written).unwrap(), position);
        }
        let nearly = format!("a#{:0>39}", "7");
        for other in ["7", "#7", "a", nearly.as_str(), "#ééééééééééééééééééééé"] {
            assert!(serde_json::from_value::<SourcePosition>(other.into()).is_err(), "{other}");
        }
    }

    #[test]
    fn what_is_not_set_is_before_each_change() {
        assert!(SourcePosition::default().is_unset());
        assert!(SourcePosition::unset().as_str() < position("", "0").as_str());
    }
}
