//! The changes that the engine keeps of a table.

use dynoxide::Database;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::{GetShardIteratorRequest, decode_shard_iterator, encode_shard_iterator};

use super::{error, record};
use crate::engine::{EngineError, Position, RawChange};

/// dynoxide gives at most this many records in one read, as DynamoDB does.
const RECORDS_IN_A_READ: usize = 1000;

/// A place in the stream of a table: its end at some time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark(Option<Position>);

/// The end of a table's stream now; `None` where it has none.
pub(super) fn mark(database: &Database, table: &str) -> Option<Mark> {
    last(database, table).ok().map(Mark)
}

/// The records since then.
pub(super) fn since(database: &Database, table: &str, Mark(mark): Mark) -> Result<Vec<RawChange>, EngineError> {
    after(database, table, mark, usize::MAX)
}

/// The last record under a table's name, whichever table of that name wrote it.
pub(super) fn last(database: &Database, table: &str) -> Result<Option<Position>, EngineError> {
    let request = GetShardIteratorRequest {
        stream_arn: dynoxide::streams::stream_arn(table, ""),
        shard_id: dynoxide::streams::shard_id(table),
        shard_iterator_type: "LATEST".to_owned(),
        sequence_number: None,
    };
    let answer =
        database.get_shard_iterator(request).map_err(|error| error::of_engine("cannot find a stream's end", &error))?;
    let position =
        answer.shard_iterator.and_then(|iterator| decode_shard_iterator(&iterator)).map(|(_, _, position)| position);
    Ok(position.and_then(|position| u64::try_from(position).ok()).filter(|position| *position > 0).map(Position::new))
}

/// The records after a position, at most `limit`.
pub(super) fn after(
    database: &Database,
    table: &str,
    mut after: Option<Position>,
    limit: usize,
) -> Result<Vec<RawChange>, EngineError> {
    let shard = dynoxide::streams::shard_id(table);
    let mut changes = Vec::new();
    while changes.len() < limit {
        let position = after.map_or(0, Position::number);
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        let wanted = (limit - changes.len()).min(RECORDS_IN_A_READ);
        let request =
            GetRecordsRequest { shard_iterator: encode_shard_iterator(table, &shard, position), limit: Some(wanted) };
        let answer = database.get_records(request).map_err(|error| error::of_engine("cannot read a stream", &error))?;
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
