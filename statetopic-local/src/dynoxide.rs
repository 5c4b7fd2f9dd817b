//! The engine behind [`DynamoEngine`]: dynoxide, in memory. Where it differs from AWS and a subscriber could see it,
//! the difference is corrected here and in [`stream`](crate::stream).

mod call;
mod changes;
mod clock;
mod error;
mod expression;
mod keys;
mod naming;
mod operation;
mod prepare;
mod record;
mod transaction;
mod ttl;
mod undone;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dynoxide::Database;
use statetopic::Clock;
use statetopic::view::StreamView;

use self::clock::{EngineClock, MadeAt};
use self::undone::Undone;
use crate::engine::{DynamoEngine, EngineError, EngineResponse, Position, RawChange};
use crate::naming::{iso_label, stream_arn};

/// Every stream captures both images: the topic's view is cut out of them when the record is delivered, so that a
/// change that changed nothing can be told apart under every view.
const VIEW: StreamView = StreamView::NewAndOldImages;

/// An embedded DynamoDB in memory.
pub(crate) struct Dynoxide {
    database: Database,
    clock: Clock,
    made: Arc<MadeAt>,
    state: Mutex<State>,
}

/// What is kept beside the database. Whoever has it is alone with the database, so that what takes several of its operations is
/// one to others.
#[derive(Default)]
struct State {
    /// Where the stream of each table starts that was made after another of its name was deleted: dynoxide keeps the
    /// old one's records, which a new table's stream must not show.
    starts: HashMap<String, Position>,
    undone: Undone,
}

impl Dynoxide {
    /// An empty engine that reads this clock.
    pub(crate) fn memory(clock: Clock) -> Result<Self, EngineError> {
        let made = Arc::<MadeAt>::default();
        let database = Database::memory_with_clock(Arc::new(EngineClock::new(clock.clone(), Arc::clone(&made))))
            .map_err(|error| error::of_engine("cannot open a database in memory", &error))?;
        prepare::index_streams(&database)?;
        Ok(Self { database, clock, made, state: Mutex::default() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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
}

impl DynamoEngine for Dynoxide {
    fn execute(&self, operation: &str, body: &[u8]) -> EngineResponse {
        let State { starts, undone } = &mut *self.state();
        let _making = matches!(operation, "CreateTable" | "UpdateTable").then(|| self.made.begin(&self.clock, body));
        match operation::execute(&self.database, undone, operation, body) {
            Ok(answer) => {
                // A table without a stream has no end of a stream: there is nothing to remember for it.
                if let Some(table) = answer.created_table
                    && let Ok(Some(position)) = changes::last(&self.database, &table)
                {
                    starts.insert(table, position);
                }
                EngineResponse::ok(answer.body)
            }
            Err(response) => response,
        }
    }

    fn changes(&self, table: &str, after: Option<Position>, limit: usize) -> Result<Vec<RawChange>, EngineError> {
        let state = self.state();
        self.stream_label(table)?;
        // `None` is before every position, so the later of the two wins.
        let after = after.max(state.starts.get(table).copied());
        let mut changes = changes::after(&self.database, table, after, limit)?;
        state.undone.correct(table, &mut changes);
        Ok(changes)
    }

    fn last_position(&self, table: &str) -> Result<Option<Position>, EngineError> {
        let _state = self.state();
        self.stream_label(table)?;
        changes::last(&self.database, table)
    }

    fn stream_arn(&self, table: &str) -> Result<String, EngineError> {
        let label = self.stream_label(table)?;
        Ok(stream_arn(table, &iso_label(&label)))
    }

    fn sweep_ttl(&self) -> Result<usize, EngineError> {
        ttl::sweep(&self.database, &mut self.state().undone, self.clock.now())
    }

    fn clock(&self) -> &Clock {
        &self.clock
    }
}
