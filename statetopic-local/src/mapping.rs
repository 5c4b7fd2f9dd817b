//! An event source mapping: reads a table's stream in batches and hands them to a function until it is done with them.
//!
//! It follows the rules of AWS's mapping with `ReportBatchItemFailures`: a record that the function reports is the
//! checkpoint, and it and everything after it is delivered again. Retries come at once, and not for ever: a test is to
//! fail and not to hang.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>

mod answer;
mod batch;
mod error;
mod parts;
mod pattern;
mod settings;

pub use error::MappingError;
pub use pattern::{FilterError, Filters};
pub use settings::{Delivery, MappingSettings};

use statetopic::subscriber::StartingPosition;

use crate::engine::{EngineError, Position};
use crate::invoke::{Invoke, InvokeError};
use crate::stream::Stream;
use answer::Outcome;
use batch::{Batch, Written};
use error::Cause;
use parts::{Limits, Parts, Verdict};

/// What a run of a mapping did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How often the function was invoked.
    pub invocations: u64,
    /// How many records it was handed, each counted as often as it was.
    pub records: u64,
}

impl std::ops::AddAssign for Progress {
    fn add_assign(&mut self, other: Self) {
        self.invocations += other.invocations;
        self.records += other.records;
    }
}

/// A stream, a function, and how far the function has come.
#[derive(Debug)]
pub struct Mapping<I> {
    stream: Stream,
    function: I,
    settings: MappingSettings,
    /// Everything up to here is done.
    position: Option<Position>,
    /// The batch that was read last, while something of it is not done.
    current: Option<Current>,
    total: Progress,
}

/// A batch under way.
#[derive(Debug)]
struct Current {
    batch: Batch,
    /// What of it is not done in this pass.
    parts: Parts,
    /// How often it is still to be handed over as a whole after this.
    repeats: u32,
}

impl<I: Invoke> Mapping<I> {
    /// A mapping from a stream to a function.
    ///
    /// # Errors
    /// Where the stream's end, at which a mapping from `LATEST` starts, cannot be found.
    pub fn new(stream: Stream, function: I, settings: MappingSettings) -> Result<Self, EngineError> {
        let position = match settings.starting_position {
            StartingPosition::TrimHorizon => None,
            StartingPosition::Latest => stream.end()?,
        };
        Ok(Self { stream, function, settings, position, current: None, total: Progress::default() })
    }

    /// The function.
    #[must_use]
    pub fn function(&self) -> &I {
        &self.function
    }

    /// Puts another function in the place of this one, as a new process would be: how far it has come stays.
    pub fn replace_function(&mut self, function: I) -> I {
        std::mem::replace(&mut self.function, function)
    }

    /// How batches are delivered from the next one on.
    pub fn settings_mut(&mut self) -> &mut MappingSettings {
        &mut self.settings
    }

    /// What all runs together did.
    #[must_use]
    pub fn total(&self) -> Progress {
        self.total
    }

    /// Delivers until all is done that the stream has now, and says what that took.
    ///
    /// What the function itself adds to the stream meanwhile may be left to the next run: a function that answers each
    /// change with another does not keep it going for ever.
    ///
    /// # Errors
    /// [`MappingError`] where a batch is not done after as many deliveries as the settings allow, or where the engine
    /// failed. The next run goes on from there.
    pub async fn run(&mut self) -> Result<Progress, MappingError> {
        let before = self.total;
        let end = self.stream.end()?;
        while self.position < end && self.deliver().await? {}
        Ok(Progress {
            invocations: self.total.invocations - before.invocations,
            records: self.total.records - before.records,
        })
    }

    /// Delivers one batch, or what is left of one, once; `false` means that the stream had nothing.
    ///
    /// # Errors
    /// As for [`run`](Self::run).
    pub async fn deliver(&mut self) -> Result<bool, MappingError> {
        if self.current.is_none() {
            self.current = self.read()?;
        }
        let Some(Current { batch, parts, .. }) = &self.current else { return Ok(false) };
        let Some(part) = parts.first() else { return Ok(false) };
        let event = batch.event(part.records.clone());
        self.total.invocations += 1;
        self.total.records += part.records.len() as u64;
        let answer = self.function.invoke(event.as_bytes()).await;
        self.take(answer)?;
        Ok(true)
    }

    /// Reads the next batch; `None` means that there is none.
    fn read(&mut self) -> Result<Option<Current>, EngineError> {
        let limit = usize::from(self.settings.batch_size.max(1));
        let mut batch = Batch::empty(self.position);
        let page = self.stream.read(self.position, limit)?;
        let mut all = true;
        for (position, record) in page.records {
            all = batch.take(position, Written::new(record));
            if !all {
                break;
            }
        }
        if all {
            // Changes that made no record need not be looked at again.
            batch.end_at(page.position);
        }
        if batch.len() == 0 {
            self.position = batch.end();
            return Ok(None);
        }
        let repeats = match self.settings.delivery {
            Delivery::Once => 0,
            Delivery::Twice => 1,
        };
        Ok(Some(Current { parts: Parts::whole(batch.len()), batch, repeats }))
    }

    /// Draws the consequences of an answer to the first part.
    fn take(&mut self, answer: Result<Vec<u8>, InvokeError>) -> Result<(), MappingError> {
        let Some(Current { batch, parts, .. }) = &mut self.current else { return Ok(()) };
        let Some(part) = parts.first() else { return Ok(()) };
        let numbers = batch.numbers(part.records.clone());
        let outcome = match answer {
            Ok(answer) => answer::read(&answer, &numbers),
            Err(error) => Outcome::None(Cause::Invocation(error)),
        };
        let (done, cause) = match outcome {
            Outcome::All => {
                parts.succeed();
                self.finish();
                return Ok(());
            }
            Outcome::Until(done) => (done, Cause::Reported),
            Outcome::None(cause) => (0, cause),
        };
        let (first, last) = (numbers.get(done).copied(), numbers.last().copied());
        let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
        tracing::debug!(table = self.stream.table(), checkpoint = first, "batch is delivered again");
        match parts.fail(done, cause, Limits { max_attempts: self.settings.max_attempts }) {
            Verdict::Again => Ok(()),
            Verdict::Blocked { attempts, cause } => {
                Err(MappingError::blocked(self.stream.table(), first, last, attempts, cause))
            }
        }
    }

    /// Goes on behind the batch, if none of its parts is left.
    fn finish(&mut self) {
        let Some(current) = self.current.as_mut().filter(|current| current.parts.first().is_none()) else { return };
        if current.repeats > 0 {
            current.repeats -= 1;
            current.parts = Parts::whole(current.batch.len());
        } else {
            self.position = current.batch.end();
            self.current = None;
        }
    }
}
