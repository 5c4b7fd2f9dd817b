//! The parked records of an item, and what its row says of them.

use serde_dynamo::{AttributeValue, Item};

use super::Change;
use super::position::{APPLIED, Position};
use super::recent::Recent;
use super::row::{CURRENT, EXPIRES_AT, FORMAT, Format, KEPT, PARKED};
use crate::attribute::DocumentPath;
use crate::number::Number;
use crate::rows::{Action, Actions, Addition, Comparison, Condition};
use crate::time::EpochSeconds;

/// The first and the last parked record of the item, written as what is applied is.
const PARKED_HEAD: &str = "parked_head";
const PARKED_TAIL: &str = "parked_tail";
/// How many are parked.
const PARKED_RECORDS: &str = "parked_records";

/// The parked records of an item, as its row has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParkedRange {
    pub(crate) head: Position,
    pub(crate) tail: Position,
    pub(crate) count: u32,
    /// What was applied last, where a queue brings them.
    pub(super) recent: Option<Recent>,
}

impl ParkedRange {
    /// The row's; `None` where nothing of the item is parked.
    pub(super) fn read(row: &Item) -> Option<Self> {
        let recent = Recent::read(row);
        let row = row.inner();
        let position = |name: &str| match row.get(name) {
            Some(AttributeValue::S(text)) => Some(Position::from_row(text.clone())),
            _ => None,
        };
        matches!(row.get(FORMAT), Some(AttributeValue::N(format)) if format == PARKED).then_some(())?;
        let count = match row.get(PARKED_RECORDS) {
            Some(AttributeValue::N(count)) => count.parse().ok()?,
            _ => return None,
        };
        Some(Self { head: position(PARKED_HEAD)?, tail: position(PARKED_TAIL)?, count, recent })
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
            (DocumentPath::named(PARKED_RECORDS), Action::Set(self.count_value())),
            (DocumentPath::named(EXPIRES_AT), Action::Remove),
        ])
    }

    /// What becomes of the row where so many more are parked behind these, up to this.
    pub(super) fn extended_to(tail: &Position, more: u32) -> Actions {
        Actions::from([
            (DocumentPath::named(PARKED_TAIL), Action::Set(tail.value())),
            (DocumentPath::named(PARKED_RECORDS), added(more.into())),
        ])
    }

    fn count_value(&self) -> AttributeValue {
        AttributeValue::N(self.count.to_string())
    }

    /// That nothing was parked behind these, and that not all of them are done.
    pub(super) fn has_tail(&self) -> Condition {
        let tail = is(PARKED_TAIL, self.tail.value());
        Condition::And(vec![is(FORMAT, AttributeValue::N(PARKED.to_owned())), tail])
    }

    /// That the row has just these parked.
    pub(super) fn is_still(&self) -> Condition {
        Condition::And(vec![
            is(FORMAT, AttributeValue::N(PARKED.to_owned())),
            is(PARKED_HEAD, self.head.value()),
            is(PARKED_TAIL, self.tail.value()),
            is(PARKED_RECORDS, self.count_value()),
        ])
    }

    /// What becomes of the row where the first parked record is done or discarded: it is what was applied last, and the next one
    /// is the first, if there is one.
    pub(super) fn without_head(&self, next: Option<&Position>, now: EpochSeconds) -> Actions {
        let applied = (DocumentPath::named(APPLIED), Action::Set(self.head.value()));
        let recent = self.recent.as_ref().map(|recent| recent.with([&self.head]));
        let actions = match next {
            Some(next) => Actions::from([
                applied,
                (DocumentPath::named(PARKED_HEAD), Action::Set(next.value())),
                (DocumentPath::named(PARKED_RECORDS), added(-1)),
            ]),
            None => Actions::from([
                applied,
                (DocumentPath::named(FORMAT), Action::Set(AttributeValue::N(CURRENT.to_owned()))),
                (DocumentPath::named(PARKED_HEAD), Action::Remove),
                (DocumentPath::named(PARKED_TAIL), Action::Remove),
                (DocumentPath::named(PARKED_RECORDS), Action::Remove),
                (DocumentPath::named(EXPIRES_AT), Action::Set(AttributeValue::N(now.saturating_add(KEPT).to_string()))),
            ]),
        };
        actions.into_iter().chain(recent).collect()
    }
}

/// That an attribute has this value.
fn is(name: &'static str, value: AttributeValue) -> Condition {
    Condition::Compare(DocumentPath::named(name), Comparison::Equal, value)
}

fn added(delta: i64) -> Action {
    Action::Add(Box::new(Addition::new(Number::from(delta), None)))
}
