//! The engine behind [`DynamoEngine`]: dynoxide, in memory. Where it differs from AWS and a subscriber could see it,
//! the difference is corrected here and in [`stream`](crate::stream).

mod error;
pub(crate) mod naming;
mod operation;
mod prepare;
mod record;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dynoxide::Database;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::{GetShardIteratorRequest, decode_shard_iterator, encode_shard_iterator};
use statetopic::Clock;
use statetopic::view::StreamView;

use crate::engine::{DynamoEngine, EngineError, EngineResponse, Position, RawChange};

/// dynoxide gives at most this many records in one read, as DynamoDB does.
const RECORDS_IN_A_READ: usize = 1000;

/// Every stream captures both images: the topic's view is cut out of them when the record is delivered, so that a
/// change that changed nothing can be told apart under every view.
const VIEW: StreamView = StreamView::NewAndOldImages;

/// An embedded DynamoDB in memory.
pub(crate) struct Dynoxide {
    database: Database,
    clock: Clock,
    /// Where the stream of each table starts that was made after another of its name was deleted: dynoxide keeps the
    /// old one's records, which a new table's stream must not show.
    starts: Mutex<HashMap<String, Position>>,
}

impl Dynoxide {
    /// An empty engine that reads this clock.
    pub(crate) fn memory(clock: Clock) -> Result<Self, EngineError> {
        let database = Database::memory_with_clock(Arc::new(EngineClock(clock.clone())))
            .map_err(|error| error::of_engine("cannot open a database in memory", &error))?;
        prepare::index_streams(&database)?;
        Ok(Self { database, clock, starts: Mutex::new(HashMap::new()) })
    }

    fn starts(&self) -> MutexGuard<'_, HashMap<String, Position>> {
        self.starts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The label of a table's stream, which says when the stream was made.
    fn stream_label(&self, table: &str) -> Result<String, EngineError> {
        let metadata = self
            .database
            .get_table_metadata(table)
            .map_err(|error| error::of_engine("cannot read a table's description", &error))?
            .ok_or_else(|| EngineError::no_table(table))?;
        if !metadata.stream_enabled || metadata.stream_view_type.as_deref() != Some(VIEW.as_str()) {
            return Err(EngineError::no_stream(table));
        }
        Ok(metadata.stream_label.unwrap_or_default())
    }

    /// The last record that the engine keeps under a table's name, whichever table of that name wrote it.
    fn last_record(&self, table: &str) -> Result<Option<Position>, EngineError> {
        let request = GetShardIteratorRequest {
            stream_arn: dynoxide::streams::stream_arn(table, ""),
            shard_id: dynoxide::streams::shard_id(table),
            shard_iterator_type: "LATEST".to_owned(),
            sequence_number: None,
        };
        let answer = self
            .database
            .get_shard_iterator(request)
            .map_err(|error| error::of_engine("cannot find a stream's end", &error))?;
        let position = answer
            .shard_iterator
            .and_then(|iterator| decode_shard_iterator(&iterator))
            .map(|(_, _, position)| position);
        Ok(position
            .and_then(|position| u64::try_from(position).ok())
            .filter(|position| *position > 0)
            .map(Position::new))
    }

    /// Remembers where the stream of a table starts that was just made.
    fn start_stream(&self, table: &str) {
        // A table without a stream has no end of a stream: there is nothing to remember for it.
        if let Ok(Some(position)) = self.last_record(table) {
            self.starts().insert(table.to_owned(), position);
        }
    }
}

impl DynamoEngine for Dynoxide {
    fn execute(&self, operation: &str, body: &[u8]) -> EngineResponse {
        match operation::execute(&self.database, operation, body) {
            Ok(answer) => {
                if let Some(table) = answer.created_table {
                    self.start_stream(&table);
                }
                EngineResponse::ok(answer.body)
            }
            Err(response) => response,
        }
    }

    fn changes(&self, table: &str, after: Option<Position>, limit: usize) -> Result<Vec<RawChange>, EngineError> {
        self.stream_label(table)?;
        // `None` is before every position, so the later of the two wins.
        let mut after = after.max(self.starts().get(table).copied());
        let shard = dynoxide::streams::shard_id(table);
        let mut changes = Vec::new();
        while changes.len() < limit {
            let position = after.map_or(0, Position::number);
            let position = i64::try_from(position).unwrap_or(i64::MAX);
            let wanted = (limit - changes.len()).min(RECORDS_IN_A_READ);
            let request = GetRecordsRequest {
                shard_iterator: encode_shard_iterator(table, &shard, position),
                limit: Some(wanted),
            };
            let answer =
                self.database.get_records(request).map_err(|error| error::of_engine("cannot read a stream", &error))?;
            let found = answer.records.len();
            for record in answer.records {
                let change = record::raw_change(table, record)?;
                after = Some(change.position);
                changes.push(change);
            }
            if found < wanted {
                break;
            }
        }
        Ok(changes)
    }

    fn last_position(&self, table: &str) -> Result<Option<Position>, EngineError> {
        self.stream_label(table)?;
        self.last_record(table)
    }

    fn stream_arn(&self, table: &str) -> Result<String, EngineError> {
        let label = self.stream_label(table)?;
        Ok(naming::stream_arn(table, &naming::iso_label(&label)))
    }

    fn sweep_ttl(&self) -> Result<usize, EngineError> {
        self.database.sweep_ttl().map_err(|error| error::of_engine("cannot sweep expired items", &error))
    }

    fn clock(&self) -> &Clock {
        &self.clock
    }
}

/// Our clock as dynoxide reads one.
struct EngineClock(Clock);

impl dynoxide::storage_backend::Clock for EngineClock {
    fn now_unix_secs(&self) -> u64 {
        self.0.now().as_secs()
    }

    fn now_unix_secs_f64(&self) -> f64 {
        self.0.now().as_secs_f64()
    }
}
