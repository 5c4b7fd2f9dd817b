//! A row of the ledger: its key, what it says, and what a commit asks of it.

use std::cmp::Ordering;
use std::time::Duration;

use serde_dynamo::{AttributeValue, Item};
use sha2::{Digest as _, Sha256};

use super::position::{APPLIED, Position};
use super::recent::Recent;
use super::{Brought, Change, Committed};
use crate::attribute::DocumentPath;
use crate::position::table_and_label;
use crate::rows::{Action, Actions, Comparison, Condition};
use crate::schema::{Encryption, KeyElement, ScalarType, TableSchema, TableSettings};
use crate::time::EpochSeconds;

/// The partition key: the subscriber's ledger id, the source table, the generation and the item's key, hashed.
const ENTRY: &str = "entry";
pub(super) const FORMAT: &str = "format";
pub(super) const EXPIRES_AT: &str = "expires_at";

/// In the first format: the sequence number, as 40 digits. The key has the stream, with its label.
const APPLIED_SEQ: &str = "applied_seq";

/// The format of the rows that are written. A row of another one is from newer code, which may have taken notes that this code
/// does not know.
pub(super) const CURRENT: &str = "2";

/// The format of the row of an item with parked records: code that knows of none writes nothing of the item then.
pub(super) const PARKED: &str = "3";

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
            Self::Second => Position::of(change).into_text(),
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

    /// What a commit asks of the row of changes that a queue brings: that it is as it was seen.
    pub(super) fn condition_as_seen(recent: &Recent) -> Condition {
        let path = DocumentPath::named;
        let is = |name, value| Condition::Compare(path(name), Comparison::Equal, value);
        match &recent.applied {
            None => Condition::Missing(path(FORMAT)),
            Some(applied) => {
                Condition::And(vec![is(FORMAT, AttributeValue::N(CURRENT.to_owned())), is(APPLIED, applied.value())])
            }
        }
    }

    /// What a change is that comes after this one of its item was applied.
    fn passed(self, applied: &str, recent: Option<Recent>, change: Change<'_>) -> Committed {
        let position = Position::of(change);
        let is_of_stream = match self {
            Self::First => true,
            Self::Second => Position::from_row(applied.to_owned()).label() == position.label(),
        };
        match (is_of_stream, recent, change.brought) {
            (true, Some(recent), _) if recent.has(&position) => Committed::Before,
            // A stream has brought what the row is about.
            (true, None, Brought::ByStream) => Committed::Passed,
            _ => Committed::Superseded,
        }
    }

    /// What the row says of a change.
    pub(super) fn read(self, row: &Item, change: Change<'_>) -> Says {
        let recent = || Recent::read(row);
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
                Ordering::Greater => Says::Applied(self.passed(seen, recent(), change)),
            },
            None if is_parked => nothing,
            _ => Says::Unknown,
        }
    }
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
        Format::Second
            .read(row, Change { source, item: b"item", sequence_number: &sequence_number, brought: Brought::ByStream })
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
            Format::Second.entry(
                Change { source, item: b"item", sequence_number: &sequence_number, brought: Brought::ByStream },
                "a",
            )
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
