//! Reading parked records back.

use std::collections::HashMap;

use serde_dynamo::{AttributeValue, Item};

use super::row::{CURRENT, KeptAs, MAX_CHUNKS};
use super::schema::{
    ATTEMPTS, BY_SUBSCRIBER, CHUNKS, ENTRY, ERROR, EVENT_ID, FAILURE, FORMAT, PARKED_AT, PART, PAYLOAD, POSITION,
    SUBSCRIBER,
};
use super::store::Parking;
use crate::ledger::{CommitError, Position};
use crate::rows::{Comparison, KeyCondition, KeyTest, QueryRequest, RowKey};

/// A parked record, as its first row has it.
#[derive(Clone, Debug)]
pub(crate) struct Parked {
    /// What the rows of its item are kept under.
    pub(crate) entry: String,
    pub(crate) kept_as: KeptAs,
    pub(crate) position: Position,
    pub(crate) event_id: String,
    /// Milliseconds since 1970.
    pub(crate) since: u64,
    /// The kind of its failure and what it says; a record behind one that failed has none.
    pub(crate) failure: Option<(String, String)>,
    pub(crate) attempts: u32,
}

/// A parked record with its payload.
pub(crate) struct ParkedPayload {
    pub(crate) parked: Parked,
    /// `None` where rows of it are missing.
    pub(crate) json: Option<String>,
    /// The keys of its rows.
    pub(crate) rows: Vec<RowKey>,
}

impl Parking<'_> {
    /// Every parked record of the subscriber, the oldest first, as the index has them: what was parked a moment ago may be missing.
    pub(crate) async fn list(&self) -> Result<Vec<Parked>, CommitError> {
        let subscriber = AttributeValue::S(self.committer.subscriber().to_owned());
        let key = KeyCondition { attribute: SUBSCRIBER, test: KeyTest::Compare(Comparison::Equal, subscriber) };
        let rows = self.query(Some(BY_SUBSCRIBER), &[key], usize::MAX).await?;
        Ok(rows.iter().filter_map(|row| Parked::read(row.inner())).collect())
    }

    /// The first records of an item that are kept so, in their order, the latest that there is.
    pub(crate) async fn read(
        &self,
        entry: &str,
        kept_as: KeptAs,
        most: usize,
    ) -> Result<Vec<ParkedPayload>, CommitError> {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let keys = [
            KeyCondition { attribute: ENTRY, test: KeyTest::Compare(Comparison::Equal, text(entry)) },
            KeyCondition { attribute: PART, test: KeyTest::BeginsWith(text(kept_as.prefix())) },
        ];
        let mut records: Vec<(ParkedPayload, usize, Vec<u8>)> = Vec::new();
        // A record has up to nine rows.
        for row in self.query(None, &keys, most.saturating_mul(MAX_CHUNKS)).await? {
            let row = row.into_inner();
            let Some(AttributeValue::S(part)) = row.get(PART) else { continue };
            let key = RowKey::texts(entry.to_owned(), part.clone());
            if let Some(parked) = Parked::read(&row) {
                if !matches!(row.get(FORMAT), Some(AttributeValue::N(format)) if format == CURRENT) {
                    return Err(CommitError::UnknownRow);
                }
                let chunks = number(&row, CHUNKS).unwrap_or_default();
                if records.len() == most {
                    break;
                }
                records.push((ParkedPayload { parked, json: None, rows: Vec::new() }, chunks, Vec::new()));
            }
            if let (Some((record, _, bytes)), Some(AttributeValue::B(chunk))) = (records.last_mut(), row.get(PAYLOAD))
                && kept_as.is_chunk_of(part, &record.parked.position)
            {
                record.rows.push(key);
                bytes.extend_from_slice(chunk);
            }
        }
        let whole = records.into_iter().map(|(record, chunks, bytes)| {
            let json = (record.rows.len() == chunks).then(|| String::from_utf8(bytes).ok()).flatten();
            ParkedPayload { json, ..record }
        });
        Ok(whole.collect())
    }

    pub(super) async fn query(
        &self,
        index: Option<&'static str>,
        keys: &[KeyCondition],
        most: usize,
    ) -> Result<Vec<Item>, CommitError> {
        let (mut rows, mut start) = (Vec::new(), None);
        loop {
            let request = QueryRequest {
                table: &self.parked.table,
                index,
                keys,
                descending: false,
                consistent: index.is_none(),
                limit: Some(most - rows.len()).filter(|_| most < usize::MAX),
                start: start.take(),
            };
            let page = self.committer.rows().query(request).await.map_err(|error| self.failed("Query", error))?;
            rows.extend(page.items);
            match page.next {
                Some(next) if rows.len() < most => start = Some(next),
                _ => return Ok(rows),
            }
        }
    }
}

impl Parked {
    /// Reads the first row of a record; `None` for another row.
    fn read(row: &HashMap<String, AttributeValue>) -> Option<Self> {
        let text = |name: &str| match row.get(name) {
            Some(AttributeValue::S(text)) => Some(text.clone()),
            _ => None,
        };
        Some(Self {
            entry: text(ENTRY)?,
            kept_as: match text(PART)?.starts_with(KeptAs::Superseded.prefix()) {
                true => KeptAs::Superseded,
                false => KeptAs::Parked,
            },
            position: Position::from_row(text(POSITION)?),
            event_id: text(EVENT_ID).unwrap_or_default(),
            since: parked_at(row).unwrap_or_default(),
            failure: text(FAILURE).zip(text(ERROR)),
            attempts: number(row, ATTEMPTS).unwrap_or_default(),
        })
    }
}

/// When a record was parked, in milliseconds since 1970.
pub(super) fn parked_at(row: &HashMap<String, AttributeValue>) -> Option<u64> {
    number(row, PARKED_AT)
}

fn number<N: std::str::FromStr>(row: &HashMap<String, AttributeValue>, name: &str) -> Option<N> {
    match row.get(name) {
        Some(AttributeValue::N(number)) => number.parse().ok(),
        _ => None,
    }
}
