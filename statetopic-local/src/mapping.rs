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
use batch::Batch;
use error::Cause;

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
    /// How many of its records are done in this pass.
    done: usize,
    /// How often it is still to be handed over as a whole after this.
    repeats: u32,
    /// How many deliveries in a row have got nothing done.
    failures: u32,
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
        if self.current.is_none() && !self.read()? {
            return Ok(false);
        }
        let Some(current) = &self.current else {
            return Ok(false);
        };
        let event = current.batch.event(current.done);
        self.total.invocations += 1;
        self.total.records += (current.batch.len() - current.done) as u64;
        let answer = self.function.invoke(&event).await;
        self.take(answer)
    }

    /// Reads the next batch; `false` means that there is none.
    fn read(&mut self) -> Result<bool, MappingError> {
        let limit = usize::from(self.settings.batch_size.max(1));
        let page = self.stream.read(self.position, limit)?;
        if page.records.is_empty() {
            // Changes that made no record need not be looked at again.
            self.position = page.position;
            return Ok(false);
        }
        self.current = Some(Current {
            batch: Batch::new(page),
            done: 0,
            repeats: match self.settings.delivery {
                Delivery::Once => 0,
                Delivery::Twice => 1,
            },
            failures: 0,
        });
        Ok(true)
    }

    /// Draws the consequences of an answer.
    fn take(&mut self, answer: Result<Vec<u8>, InvokeError>) -> Result<bool, MappingError> {
        let Some(current) = &mut self.current else {
            return Ok(false);
        };
        let outcome = match answer {
            Ok(answer) => answer::read(&answer, &current.batch.numbers(current.done)),
            Err(error) => Outcome::None(Cause::Invocation(error)),
        };
        let (done, cause) = match outcome {
            Outcome::All => {
                if current.repeats > 0 {
                    current.repeats -= 1;
                    current.done = 0;
                    current.failures = 0;
                } else {
                    self.position = current.batch.end();
                    self.current = None;
                }
                return Ok(true);
            }
            Outcome::Until(done) => (done, Cause::Reported),
            Outcome::None(cause) => (0, cause),
        };
        current.done += done;
        current.failures = if done > 0 { 1 } else { current.failures + 1 };
        tracing::debug!(
            table = self.stream.table(),
            checkpoint = current.batch.number(current.done),
            failures = current.failures,
            "batch is delivered again"
        );
        if current.failures < self.settings.max_attempts.max(1) {
            return Ok(true);
        }
        let attempts = std::mem::take(&mut current.failures);
        Err(MappingError::blocked(
            self.stream.table(),
            current.batch.number(current.done),
            current.batch.last_number(),
            attempts,
            cause,
        ))
    }
}
