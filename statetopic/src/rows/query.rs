//! A query of the rows of one partition.

use serde_dynamo::{AttributeValue, Item};

use super::condition::Comparison;

/// A query of one page.
pub(crate) struct QueryRequest<'a> {
    /// The table's physical name.
    pub(crate) table: &'a str,
    /// The index; else it is of the table itself.
    pub(crate) index: Option<&'static str>,
    /// What is asked of the attributes of the key: equality of the partition's, then of the sort key's from the left.
    pub(crate) keys: &'a [KeyCondition],
    pub(crate) descending: bool,
    pub(crate) consistent: bool,
    /// At most this many rows.
    pub(crate) limit: Option<usize>,
    /// Where the page before ended.
    pub(crate) start: Option<Item>,
}

/// What is asked of an attribute of a key.
#[derive(Clone, PartialEq)]
pub(crate) struct KeyCondition {
    pub(crate) attribute: &'static str,
    pub(crate) test: KeyTest,
}

/// How an attribute of a key is asked for. There is no `NotEqual`.
#[derive(Clone, PartialEq)]
pub(crate) enum KeyTest {
    Compare(Comparison, AttributeValue),
    Between(AttributeValue, AttributeValue),
    BeginsWith(AttributeValue),
}

/// A page of rows.
pub(crate) struct Page {
    pub(crate) items: Vec<Item>,
    /// Where the next page starts; `None` where there is none.
    pub(crate) next: Option<Item>,
}
