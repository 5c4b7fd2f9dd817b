//! The index that dynoxide's stream lacks: without it each write looks through all earlier changes of its table.

use std::path::Path;
use std::sync::OnceLock;

use dynoxide::Database;
use rusqlite::Connection;

use super::error;
use crate::engine::EngineError;

/// The expression is dynoxide's own, word for word: SQLite uses an index on an expression only for the same one.
const INDEX: &str = "CREATE INDEX st_seq ON _stream_records(table_name, CAST(sequence_number AS INTEGER))";

/// Gives an empty database in memory the index.
///
/// A database in memory cannot be reached through another connection, but it can be restored from a file, and the
/// index comes along. The file is made once per process: what costs time is that SQLite waits for the disk.
pub(super) fn index_streams(database: &Database) -> Result<(), EngineError> {
    static SNAPSHOT: OnceLock<Result<Vec<u8>, EngineError>> = OnceLock::new();
    let snapshot = SNAPSHOT.get_or_init(indexed_snapshot).as_ref().map_err(Clone::clone)?;
    let folder = folder()?;
    let file = folder.path().join("indexed.db");
    std::fs::write(&file, snapshot).map_err(|error| of_file(&error))?;
    database
        .restore_from(text(&file)?)
        .map_err(|error| error::of_engine("cannot restore the prepared database", &error))
}

/// The bytes of an empty database with the index.
fn indexed_snapshot() -> Result<Vec<u8>, EngineError> {
    let folder = folder()?;
    let file = folder.path().join("empty.db");
    let database =
        Database::new(text(&file)?).map_err(|error| error::of_engine("cannot prepare a database", &error))?;
    drop(database);
    let connection = Connection::open(&file).map_err(|error| of_index(&error))?;
    connection.execute_batch(INDEX).map_err(|error| of_index(&error))?;
    // Out of write-ahead mode: that checkpoints, and leaves one file that is the whole database.
    connection.pragma_update(None, "journal_mode", "DELETE").map_err(|error| of_index(&error))?;
    drop(connection);
    std::fs::read(&file).map_err(|error| of_file(&error))
}

fn folder() -> Result<tempfile::TempDir, EngineError> {
    tempfile::tempdir().map_err(|error| of_file(&error))
}

fn text(path: &Path) -> Result<&str, EngineError> {
    path.to_str()
        .ok_or_else(|| EngineError::new("the folder for temporary files is not Unicode; set TMPDIR to one that is"))
}

fn of_file(error: &std::io::Error) -> EngineError {
    EngineError::new(format!("cannot write the local engine's temporary file: {error}; free space there or set TMPDIR"))
}

fn of_index(error: &rusqlite::Error) -> EngineError {
    EngineError::new(format!("cannot index the local engine's streams: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How SQLite would run a query on a copy of a database that went through a restore.
    fn plan_of(query: &str) -> String {
        let database = Database::memory().expect("memory");
        index_streams(&database).expect("index");
        let folder = folder().expect("folder");
        let copy = folder.path().join("copy.db");
        database.vacuum_into(copy.to_str().expect("path")).expect("copy");
        let connection = Connection::open(copy).expect("open");
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {query}")).expect("plan");
        let steps = statement.query_map([], |row| row.get::<_, String>(3)).expect("steps");
        steps.collect::<Result<Vec<_>, _>>().expect("step").join("; ")
    }

    #[test]
    fn the_next_sequence_number_is_found_through_the_index() {
        let plan = plan_of(
            "SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records \
             WHERE table_name = 'orders'",
        );
        assert_eq!(plan, "SEARCH _stream_records USING COVERING INDEX st_seq (table_name=?)");
    }

    #[test]
    fn a_read_after_a_position_starts_there_and_needs_no_sorting() {
        let plan = plan_of(
            "SELECT event_name FROM _stream_records WHERE table_name = 'orders' AND shard_id = 's' \
             AND CAST(sequence_number AS INTEGER) > 7 ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT 9",
        );
        assert_eq!(plan, "SEARCH _stream_records USING INDEX st_seq (table_name=? AND <expr>>?)");
    }
}
