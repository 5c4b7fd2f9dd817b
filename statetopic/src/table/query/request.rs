//! What a query asks for, without its types, and what is left of it while it is read.

use std::fmt;

use serde_dynamo::{AttributeValue, Item};

use crate::key::{InvalidKey, KeyError, KeyPart, KeyValue};
use crate::rows::{Comparison, KeyCondition, KeyTest, Page, QueryRequest, attribute_value};
use crate::table::connected::Connected;
use crate::table::error::TableError;

pub(super) const OPERATION: &str = "Query";

/// A table, or an index of it. Written as in their ARNs.
#[derive(Clone, PartialEq)]
pub(super) struct Place {
    pub(super) table: String,
    pub(super) index: Option<&'static str>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.table)?;
        self.index.map_or(Ok(()), |index| write!(f, "/index/{index}"))
    }
}

/// Which rows are asked for, and in which order.
#[derive(Clone, PartialEq)]
pub(super) struct Asked {
    pub(super) place: Place,
    /// What is asked of the attributes of the key: equality of the partition's, then of the sort key's from the left.
    keys: Vec<KeyCondition>,
    pub(super) descending: bool,
}

/// A query.
pub(super) struct Request {
    connected: Connected,
    pub(super) asked: Asked,
    /// The attributes of the sort key that have no condition yet.
    sort_key: Vec<&'static str>,
    pub(super) consistent: bool,
    pub(super) limit: Option<usize>,
    pub(super) page_size: Option<usize>,
    pub(super) after: Option<Position>,
    /// A value that cannot be written.
    fault: Option<InvalidKey>,
}

/// What is asked of an attribute of the sort key, without the values.
#[derive(Clone, Copy)]
pub(super) enum Test {
    Compare(Comparison),
    Between,
    BeginsWith,
}

/// A place between two of the rows that were asked for.
#[derive(Clone)]
pub(super) struct Position {
    asked: Asked,
    /// The key of the row before it.
    row: Item,
}

impl Position {
    pub(super) const fn place(&self) -> &Place {
        &self.asked.place
    }
}

impl Request {
    pub(super) fn new(
        connected: Connected,
        index: Option<&'static str>,
        partition_key: &[&'static str],
        sort_key: &[&'static str],
        partition: Vec<Result<KeyValue<'_>, KeyError>>,
    ) -> Self {
        let (mut keys, mut fault) = (Vec::new(), None);
        for (&attribute, value) in partition_key.iter().zip(partition) {
            match KeyPart::Partition.check(value) {
                Ok(value) => {
                    let test = KeyTest::Compare(Comparison::Equal, attribute_value(&value));
                    keys.push(KeyCondition { attribute, test });
                }
                Err(error) => {
                    fault.get_or_insert(InvalidKey { attribute, error });
                }
            }
        }
        let place = Place { table: connected.name().to_owned(), index };
        Self {
            connected,
            asked: Asked { place, keys, descending: false },
            sort_key: sort_key.to_vec(),
            consistent: false,
            limit: None,
            page_size: None,
            after: None,
            fault,
        }
    }

    /// Adds a condition on the next attribute of the sort key.
    pub(super) fn sort<const N: usize>(&mut self, test: Test, values: [Result<KeyValue<'_>, KeyError>; N]) {
        // The types of a query allow no condition then.
        if self.sort_key.is_empty() {
            return;
        }
        let attribute = self.sort_key.remove(0);
        let values = values.into_iter().map(|value| KeyPart::Sort.check(value).map(|value| attribute_value(&value)));
        let values: Vec<AttributeValue> = match values.collect() {
            Ok(values) => values,
            Err(error) => {
                self.fault.get_or_insert(InvalidKey { attribute, error });
                return;
            }
        };
        let mut values = values.into_iter();
        let test = match (test, values.next(), values.next()) {
            (Test::Compare(comparison), Some(value), None) => KeyTest::Compare(comparison, value),
            (Test::BeginsWith, Some(prefix), None) => KeyTest::BeginsWith(prefix),
            (Test::Between, Some(low), Some(high)) => KeyTest::Between(low, high),
            _ => return,
        };
        self.asked.keys.push(KeyCondition { attribute, test });
    }

    /// Asks for a page, and gets where the next one starts.
    async fn page(&self, limit: Option<usize>, start: Option<Item>) -> Result<Page, TableError> {
        let Asked { place, keys, descending } = &self.asked;
        let request = QueryRequest {
            table: &place.table,
            index: place.index,
            keys,
            descending: *descending,
            consistent: self.consistent,
            limit,
            start,
        };
        let page = self.connected.rows.query(request).await;
        page.map_err(|error| TableError::of(OPERATION, &place.to_string(), error))
    }
}

/// A query that is being read.
pub(super) struct Reading {
    request: Request,
    progress: Progress,
}

/// How far a query has been read.
#[derive(Clone)]
pub(super) struct Progress {
    /// Where the next page starts.
    start: Option<Item>,
    /// Number of rows that may still be read.
    left: Option<usize>,
    has_ended: bool,
}

impl Reading {
    pub(super) const fn new(request: Request) -> Self {
        let left = request.limit;
        Self { request, progress: Progress { start: None, left, has_ended: false } }
    }

    pub(super) const fn place(&self) -> &Place {
        &self.request.asked.place
    }

    /// How far it has been read.
    pub(super) fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// Reads on from there.
    pub(super) fn go_back(&mut self, progress: Progress) {
        self.progress = progress;
    }

    /// Reads the next rows, which are not none.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Item>>, TableError> {
        self.check()?;
        while !self.progress.has_ended && self.progress.left != Some(0) {
            let limit = self.progress.left.into_iter().chain(self.request.page_size).min();
            let start = self.progress.start.clone().or_else(|| Some(self.request.after.as_ref()?.row.clone()));
            let Page { items, next } = self.request.page(limit, start).await?;
            self.progress.has_ended = next.is_none();
            self.progress.start = next;
            self.progress.left = self.progress.left.map(|left| left.saturating_sub(items.len()));
            if !items.is_empty() {
                return Ok(Some(items));
            }
        }
        Ok(None)
    }

    /// Whether it can be sent as it was built.
    fn check(&self) -> Result<(), TableError> {
        let Request { asked, after, fault, .. } = &self.request;
        if let Some(error) = fault {
            return Err(TableError::key(OPERATION, &asked.place.to_string(), *error));
        }
        match after {
            Some(position) if position.asked != *asked => Err(TableError::cursor(OPERATION, &asked.place.to_string())),
            _ => Ok(()),
        }
    }

    /// Where the next page starts.
    pub(super) fn position(&self) -> Option<Position> {
        match &self.progress.start {
            Some(row) => Some(Position { asked: self.request.asked.clone(), row: row.clone() }),
            None if self.progress.has_ended => None,
            None => self.request.after.clone(),
        }
    }
}
