//! The place of a change among those of its item, as rows of the ledger have it.

use serde_dynamo::{AttributeValue, Item};

use super::Change;
use crate::position::table_and_label;

/// The attribute of a row with the last change of the item that was turned into writes.
pub(super) const APPLIED: &str = "applied";

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

    /// What a row has in this attribute.
    pub(super) fn read(row: &Item, attribute: &str) -> Option<Self> {
        match row.inner().get(attribute) {
            Some(AttributeValue::S(text)) => Some(Self(text.clone())),
            _ => None,
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }

    /// The label of the stream.
    pub(crate) fn label(&self) -> &str {
        self.0.rsplit_once('#').map_or("", |(label, _)| label)
    }

    /// The sequence number, without zeros before it.
    pub(super) fn number(&self) -> &str {
        self.0.rsplit_once('#').map_or("", |(_, number)| number.trim_start_matches('0'))
    }

    pub(super) fn value(&self) -> AttributeValue {
        AttributeValue::S(self.0.clone())
    }
}
