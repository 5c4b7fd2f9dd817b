//! A row of the ledger: its key, what it says, and what a commit asks of it.

use std::cmp::Ordering;
use std::time::Duration;

use serde_dynamo::{AttributeValue, Item};
use sha2::{Digest as _, Sha256};

use super::{Change, Committed};
use crate::attribute::DocumentPath;
use crate::rows::{Action, Actions, Comparison, Condition};
use crate::schema::{Encryption, KeyElement, ScalarType, TableSchema, TableSettings};
use crate::time::EpochSeconds;

/// The partition key: the subscriber's ledger id, the source table, the generation and the item's key, hashed.
const ENTRY: &str = "entry";
const FORMAT: &str = "format";
/// The last change of the item that was turned into writes: the stream's label, `#`, and the sequence number as 40 digits.
const APPLIED: &str = "applied";
const EXPIRES_AT: &str = "expires_at";
/// The first and the last parked record of the item, written as [`APPLIED`] is.
const PARKED_HEAD: &str = "parked_head";
const PARKED_TAIL: &str = "parked_tail";

/// In the first format: the sequence number, as 40 digits. The key has the stream, with its label.
const APPLIED_SEQ: &str = "applied_seq";

/// The format of the rows that are written. A row of another one is from newer code, which may have taken notes that this code
/// does not know.
const CURRENT: &str = "2";

/// The format of the row of an item with parked records: code that knows of none writes nothing of the item then.
const PARKED: &str = "3";

/// The generation of what is derived, which a rebuild replaces by the next.
const GENERATION: u32 = 1;

/// The ledger's table, logically `statetopic-ledger`: encrypted with the account's key, and restored to any time of the longest
/// period that there is.
pub const SCHEMA: TableSchema = TableSchema::new("statetopic-ledger", KeyElement::new(ENTRY, ScalarType::S))
    .with_ttl(EXPIRES_AT)
    .with_settings(TableSettings::new().with_encryption(Encryption::AwsManaged).with_point_in_time_recovery(35));

/// How long a row outlives the change that it is about. A stream keeps a record for a day and a queue for up to 14; after
/// that no duplicate of it can come.
///
/// Source: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html>
pub(super) const KEPT: Duration = Duration::from_hours(15 * 24);

/// A format of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// A row for each incarnation of the source's stream, without a number of its format.
    First,
    /// A row for each source table.
    Second,
}

/// What a row says of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// Nothing of it: the row has an earlier change, or does not exist.
    Nothing,
    Applied(Committed),
    /// Records of the item are parked, and the change is not among what was applied before.
    Parked,
    /// It is not of a format that this code knows.
    Unknown,
}

impl Format {
    /// The partition key of the row of a change's item. The item's own key is hashed: it may be personal, and of any length.
    pub(super) fn entry(self, change: Change<'_>, subscriber: &str) -> String {
        let item = Sha256::digest(change.item);
        match self {
            Self::First => format!("{subscriber}|{}|{item:x}", change.source),
            Self::Second => format!("{subscriber}|{}|{GENERATION}|{item:x}", table_and_label(change.source).0),
        }
    }

    /// The attribute with the last change that was turned into writes.
    pub(super) const fn attribute(self) -> &'static str {
        match self {
            Self::First => APPLIED_SEQ,
            Self::Second => APPLIED,
        }
    }

    /// A change, as that attribute has it.
    fn applied(self, change: Change<'_>) -> String {
        match self {
            Self::First => change.sequence_number.padded(),
            Self::Second => Position::of(change).0,
        }
    }

    /// What a commit asks of the row: that what it has applied is before the first change of the package.
    pub(super) fn condition(self, first: Change<'_>) -> Condition {
        let path = DocumentPath::named(self.attribute());
        let text = |text: String| AttributeValue::S(text);
        let earlier = Condition::Compare(path.clone(), Comparison::Below, text(self.applied(first)));
        match self {
            Self::First => Condition::Or(vec![Condition::Missing(path), earlier]),
            Self::Second => {
                let format = DocumentPath::named(FORMAT);
                let known =
                    Condition::Compare(format.clone(), Comparison::Equal, AttributeValue::N(CURRENT.to_owned()));
                Condition::Or(vec![Condition::Missing(format), Condition::And(vec![known, earlier])])
            }
        }
    }

    /// What a commit makes of the row: it has the last change of the package, and expires a while after now.
    pub(super) fn actions(self, last: Change<'_>, now: EpochSeconds) -> Actions {
        let number = |number: String| Action::Set(AttributeValue::N(number));
        let mut actions = Actions::from([
            (DocumentPath::named(self.attribute()), Action::Set(AttributeValue::S(self.applied(last)))),
            (DocumentPath::named(EXPIRES_AT), number(now.saturating_add(KEPT).to_string())),
        ]);
        if self == Self::Second {
            actions.insert(DocumentPath::named(FORMAT), number(CURRENT.to_owned()));
        }
        actions
    }

    /// What the row says of a change.
    pub(super) fn read(self, row: &Item, change: Change<'_>) -> Says {
        let row = row.inner();
        let (is_known, is_parked) = match (self, row.get(FORMAT)) {
            (Self::First, _) => (true, false),
            (Self::Second, Some(AttributeValue::N(format))) => {
                (format == CURRENT || format == PARKED, format == PARKED)
            }
            (Self::Second, None) => return Says::Nothing,
            (Self::Second, Some(_)) => (false, false),
        };
        let nothing = if is_parked { Says::Parked } else { Says::Nothing };
        match row.get(self.attribute()) {
            Some(AttributeValue::S(seen)) if is_known => match seen.as_str().cmp(&self.applied(change)) {
                Ordering::Less => nothing,
                Ordering::Equal => Says::Applied(Committed::Before),
                Ordering::Greater => Says::Applied(Committed::Superseded),
            },
            None if is_parked => nothing,
            _ => Says::Unknown,
        }
    }
}

/// The place of a change among all of its item, as rows have it: the stream's label, `#`, and the sequence number as 40 digits. As
/// texts they sort as the changes came.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Position(String);

impl Position {
    pub(crate) fn of(change: Change<'_>) -> Self {
        Self(format!("{}#{}", table_and_label(change.source).1, change.sequence_number.padded()))
    }

    /// As a row has it.
    pub(crate) const fn from_row(text: String) -> Self {
        Self(text)
    }

    /// What a row has applied.
    pub(super) fn applied(row: &Item) -> Option<Self> {
        match row.inner().get(APPLIED) {
            Some(AttributeValue::S(text)) => Some(Self(text.clone())),
            _ => None,
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The label of the stream.
    pub(crate) fn label(&self) -> &str {
        self.0.rsplit_once('#').map_or("", |(label, _)| label)
    }

    fn value(&self) -> AttributeValue {
        AttributeValue::S(self.0.clone())
    }
}

/// The parked records of an item, as its row has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParkedRange {
    pub(crate) head: Position,
    pub(crate) tail: Position,
}

impl ParkedRange {
    /// The row's; `None` where nothing of the item is parked.
    pub(super) fn read(row: &Item) -> Option<Self> {
        let row = row.inner();
        let position = |name: &str| match row.get(name) {
            Some(AttributeValue::S(text)) => Some(Position::from_row(text.clone())),
            _ => None,
        };
        matches!(row.get(FORMAT), Some(AttributeValue::N(format)) if format == PARKED).then_some(())?;
        Some(Self { head: position(PARKED_HEAD)?, tail: position(PARKED_TAIL)? })
    }

    /// What the first parking asks of the row: what a commit asks, that nothing later is applied and nothing is parked.
    pub(super) fn begins(first: Change<'_>) -> Condition {
        Format::Second.condition(first)
    }

    /// What parking makes of the row, whose records do not expire.
    pub(super) fn actions(&self) -> Actions {
        Actions::from([
            (DocumentPath::named(FORMAT), Action::Set(AttributeValue::N(PARKED.to_owned()))),
            (DocumentPath::named(PARKED_HEAD), Action::Set(self.head.value())),
            (DocumentPath::named(PARKED_TAIL), Action::Set(self.tail.value())),
            (DocumentPath::named(EXPIRES_AT), Action::Remove),
        ])
    }

    /// What becomes of the row where more is parked, up to this.
    pub(super) fn extended(&self, tail: &Position) -> Actions {
        Actions::from([(DocumentPath::named(PARKED_TAIL), Action::Set(tail.value()))])
    }

    /// That nothing was parked behind these, and that not all of them are done.
    pub(super) fn has_tail(&self) -> Condition {
        let is = |name: &'static str, value: AttributeValue| {
            Condition::Compare(DocumentPath::named(name), Comparison::Equal, value)
        };
        let tail = is(PARKED_TAIL, self.tail.value());
        Condition::And(vec![is(FORMAT, AttributeValue::N(PARKED.to_owned())), tail])
    }

    /// That the row has just these parked.
    pub(super) fn is_still(&self) -> Condition {
        let is = |name: &'static str, value: AttributeValue| {
            Condition::Compare(DocumentPath::named(name), Comparison::Equal, value)
        };
        Condition::And(vec![
            is(FORMAT, AttributeValue::N(PARKED.to_owned())),
            is(PARKED_HEAD, self.head.value()),
            is(PARKED_TAIL, self.tail.value()),
        ])
    }

    /// What becomes of the row where the first parked record is done or discarded: it is what was applied last, and the next one
    /// is the first, if there is one.
    pub(super) fn without_head(&self, next: Option<&Position>, now: EpochSeconds) -> Actions {
        let applied = (DocumentPath::named(APPLIED), Action::Set(self.head.value()));
        match next {
            Some(next) => Actions::from([applied, (DocumentPath::named(PARKED_HEAD), Action::Set(next.value()))]),
            None => Actions::from([
                applied,
                (DocumentPath::named(FORMAT), Action::Set(AttributeValue::N(CURRENT.to_owned()))),
                (DocumentPath::named(PARKED_HEAD), Action::Remove),
                (DocumentPath::named(PARKED_TAIL), Action::Remove),
                (DocumentPath::named(EXPIRES_AT), Action::Set(AttributeValue::N(now.saturating_add(KEPT).to_string()))),
            ]),
        }
    }
}

/// The ARN of the table, and the label of the stream: numbers of two streams of a table do not compare, and labels do, since they
/// are times. What is not a stream has no label.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamDescription.html>
fn table_and_label(source: &str) -> (&str, &str) {
    source.rsplit_once("/stream/").unwrap_or((source, ""))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::sequence::SequenceNumber;

    const OLDER: &str = "arn:aws:dynamodb:eu-north-1:123456789012:table/Orders/stream/2026-01-31T10:00:00.000";
    const NEWER: &str = "arn:aws:dynamodb:eu-north-1:123456789012:table/Orders/stream/2026-10-01T10:00:00.000";

    fn row<const N: usize>(attributes: [(&str, AttributeValue); N]) -> Item {
        HashMap::from(attributes.map(|(name, value)| (name.to_owned(), value))).into()
    }

    fn text(text: &str) -> AttributeValue {
        AttributeValue::S(text.to_owned())
    }

    fn number(digits: &str) -> AttributeValue {
        AttributeValue::N(digits.to_owned())
    }

    /// What a row of the second format says of a change.
    fn says(row: &Item, source: &str, digits: &str) -> Says {
        let sequence_number: SequenceNumber = digits.parse().unwrap();
        Format::Second.read(row, Change { source, item: b"item", sequence_number: &sequence_number })
    }

    #[test]
    fn a_change_of_an_older_stream_of_the_table_is_superseded_whatever_its_number() {
        let applied = |label: &str, digits: &str| {
            row([(FORMAT, number("2")), (APPLIED, text(&format!("{label}#{digits:0>40}")))])
        };
        let on_older = applied("2026-01-31T10:00:00.000", "500");
        assert_eq!(says(&on_older, OLDER, "501"), Says::Nothing);
        assert_eq!(says(&on_older, OLDER, "500"), Says::Applied(Committed::Before));
        assert_eq!(says(&on_older, NEWER, "7"), Says::Nothing, "a newer stream begins with any number");
        let on_newer = applied("2026-10-01T10:00:00.000", "7");
        assert_eq!(says(&on_newer, OLDER, "501"), Says::Applied(Committed::Superseded));
    }

    #[test]
    fn two_streams_of_a_table_have_one_row_for_an_item_and_two_tables_have_two() {
        let sequence_number = "1".parse().unwrap();
        let entry = |source: &str| {
            Format::Second.entry(Change { source, item: b"item", sequence_number: &sequence_number }, "a")
        };
        assert_eq!(entry(OLDER), entry(NEWER));
        assert_ne!(entry(OLDER), entry(&OLDER.replace("Orders", "Others")));
        let queue = "arn:aws:sqs:eu-north-1:123456789012:orders.fifo";
        assert!(entry(queue).starts_with(&format!("a|{queue}|1|")), "{}", entry(queue));
    }

    #[test]
    fn a_row_of_another_format_says_nothing_that_can_be_relied_on() {
        let applied = || (APPLIED, text(&format!("#{:0>40}", "7")));
        for unknown in [
            row([(FORMAT, number("4")), applied()]),
            row([(FORMAT, number("4"))]),
            row([(FORMAT, text("2")), applied()]),
            row([(FORMAT, number("2")), (APPLIED, number("7"))]),
        ] {
            assert_eq!(says(&unknown, "queue", "9"), Says::Unknown);
        }
        assert_eq!(says(&row([]), "queue", "9"), Says::Nothing);
    }
}
