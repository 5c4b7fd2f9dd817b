//! From the engine's changes to the event that Lambda delivers to a function.
//!
//! The engine records both images of every write. What AWS would have recorded is made of them here: a write that
//! changed nothing is dropped, the topic's view decides which images stay, and sizes are counted as DynamoDB counts.

mod event;
mod item;
mod number;
mod shards;
mod size;
mod value;

pub use event::{Event, EventRecord, StreamRecord, UserIdentity};
pub(crate) use item::item_hash;
pub(crate) use shards::ShardPage;

use statetopic::view::StreamView;
use statetopic::{ChangeKind, Clock};

use crate::embedded::Engine;
use crate::engine::{EngineError, Position, RawChange};

/// A table's stream under a topic's view.
#[derive(Clone, Debug)]
pub struct Stream {
    engine: Engine,
    table: String,
    view: StreamView,
    arn: String,
}

/// What one read of a stream gives.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page {
    /// The records with their positions, oldest first.
    pub records: Vec<(Position, EventRecord)>,
    /// Where the next read starts, whether or not records came out of this one; `None` where the stream had no change.
    pub position: Option<Position>,
}

impl Stream {
    /// The stream of a table under a view.
    ///
    /// # Errors
    /// Where there is no such table, or where it has no stream with both images.
    pub fn open(engine: Engine, table: &str, view: StreamView) -> Result<Self, EngineError> {
        let arn = engine.stream_arn(table)?;
        Ok(Self { engine, table: table.to_owned(), view, arn })
    }

    /// The event with every record of all streams that the table of a topic has had: more than one where its tables are in memory
    /// and the stream was made again.
    #[cfg(feature = "simulate")]
    pub(crate) fn whole_history(&self) -> Result<Event, EngineError> {
        let Some(memory) = self.engine.in_memory() else { return self.whole() };
        let mut records = Vec::new();
        for (arn, before) in memory.streams(&self.table) {
            let page = Self { arn, ..self.clone() }.read(Some(before), usize::MAX)?;
            records.extend(page.records.into_iter().map(|(_, record)| record));
        }
        Ok(Event { records })
    }

    /// The stream's ARN, as events name it.
    #[must_use]
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// The table's name.
    #[must_use]
    pub fn table(&self) -> &str {
        &self.table
    }

    /// The engine's clock.
    pub(crate) fn clock(&self) -> &Clock {
        self.engine.clock()
    }

    /// Where a reader starts that wants only what comes next.
    ///
    /// # Errors
    /// Where the table is gone or the engine failed.
    pub fn end(&self) -> Result<Option<Position>, EngineError> {
        self.engine.last_position(&self.table)
    }

    /// The next records after a position, at most `limit`, of all shards and however old they are. No records means that there are
    /// none.
    ///
    /// # Errors
    /// Where the table is gone or the engine failed.
    pub fn read(&self, after: Option<Position>, limit: usize) -> Result<Page, EngineError> {
        let mut records = Vec::new();
        let mut position = after;
        // Changes that are not records make room for later ones, so a page is only short at the stream's end.
        while records.len() < limit {
            let wanted = limit - records.len();
            let changes = self.engine.changes(&self.table, position, wanted)?;
            let ended = changes.len() < wanted;
            for change in changes {
                position = Some(change.position);
                if !changes_nothing(&change) {
                    let record = EventRecord::new(change, self.view, &self.table, &self.arn);
                    records.extend(position.map(|position| (position, record)));
                }
            }
            if ended {
                break;
            }
        }
        Ok(Page { records, position })
    }

    /// The event with every record that the stream has.
    ///
    /// # Errors
    /// Where the table is gone or the engine failed.
    pub fn whole(&self) -> Result<Event, EngineError> {
        let page = self.read(None, usize::MAX)?;
        Ok(Event { records: page.records.into_iter().map(|(_, record)| record).collect() })
    }
}

/// DynamoDB makes no record of a write that leaves the item as it was; the engine does.
fn changes_nothing(change: &RawChange) -> bool {
    match (change.kind, &change.old_image, &change.new_image) {
        (ChangeKind::Modified, Some(old), Some(new)) => value::same_item(old, new),
        _ => false,
    }
}
