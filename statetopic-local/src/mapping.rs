//! An event source mapping: reads a table's stream in batches and delivers each to a function until it is done.
//!
//! It follows the rules of AWS's mapping with `ReportBatchItemFailures`: a record that the function reports is the
//! checkpoint, and it and everything after it is delivered again. Retries come at once. Where they have no end, a test's
//! have one: it is to fail and not to hang.
//!
//! ```text
//! stream ─▶ pattern/ ─▶ batch.rs ─▶ Invoke ─▶ answer.rs ─▶ parts.rs ─▶ discarded.rs ─▶ destination.rs
//!           filters     an event              what of      what comes   what is said    where discarded
//!                                             it is done   again        of it           records go
//! ```
//!
//! Sources: <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>

mod answer;
mod batch;
mod destination;
mod discarded;
mod error;
mod parts;
mod pattern;
mod settings;

pub use destination::FailureDestination;
pub use discarded::{DiscardReason, Discarded};
pub use error::MappingError;
pub use pattern::{FilterError, Filters};
pub use settings::{Delivery, MappingSettings, QueueSettings};

use std::time::Duration;

use statetopic::subscriber::StartingPosition;

use crate::engine::{EngineError, Position};
use crate::invoke::{Invoke, InvokeError};
use crate::stream::Stream;
use answer::Outcome;
use batch::{Batch, Written};
use discarded::{DiscardSource, Discarding};
use error::Cause;
use parts::{Limits, Part, Parts, Verdict};

/// What a run of a mapping did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Number of invocations.
    pub invocations: u64,
    /// Number of records that were delivered, each counted once a delivery.
    pub records: u64,
    /// Number of discarded records.
    pub discarded: u64,
}

impl std::ops::AddAssign for Progress {
    fn add_assign(&mut self, other: Self) {
        self.invocations += other.invocations;
        self.records += other.records;
        self.discarded += other.discarded;
    }
}

impl std::ops::Sub for Progress {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            invocations: self.invocations - other.invocations,
            records: self.records - other.records,
            discarded: self.discarded - other.discarded,
        }
    }
}

/// Maximum number of records that one request to a stream reads.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html>
const MAX_READ: usize = 1000;

/// A stream, a function, and how far the function has come.
#[derive(Debug)]
pub struct Mapping<I> {
    stream: Stream,
    function: I,
    settings: MappingSettings,
    source: DiscardSource,
    /// Everything up to here is done, discarded or not for the function.
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
    /// Number of deliveries as a whole that remain after this.
    repeats: u32,
}

impl<I: Invoke> Mapping<I> {
    /// A mapping from a stream to a function.
    ///
    /// # Errors
    /// Where the stream's end, at which a mapping from `LATEST` starts, cannot be found.
    pub fn new(stream: Stream, function: I, settings: MappingSettings) -> Result<Self, EngineError> {
        let position = match settings.mapping.starting_position {
            StartingPosition::TrimHorizon => None,
            StartingPosition::Latest => stream.end()?,
        };
        let source = DiscardSource::Mapping(settings.function.clone());
        Ok(Self { stream, function, settings, source, position, current: None, total: Progress::default() })
    }

    /// The same as a Pipe, which says so of the records that it discards.
    pub(crate) fn into_pipe(mut self) -> Self {
        self.source = DiscardSource::Pipe(self.settings.function.clone());
        self
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

    /// Where discarded records go.
    #[must_use]
    pub fn destination(&self) -> Option<&FailureDestination> {
        self.settings.on_failure.as_ref()
    }

    /// How batches are delivered.
    pub(crate) fn settings(&self) -> &MappingSettings {
        &self.settings
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
    /// change with another does not keep it running forever.
    ///
    /// # Errors
    /// [`MappingError`] where a batch that is never discarded is not done after as many deliveries as the settings allow, or
    /// where the engine failed. The next run goes on from there.
    pub async fn run(&mut self) -> Result<Progress, MappingError> {
        let before = self.total;
        let end = self.stream.end()?;
        while self.position < end && self.deliver().await? {}
        Ok(self.total - before)
    }

    /// Delivers one batch, or what is left of one, once; `false` means that the stream had nothing for the function.
    ///
    /// # Errors
    /// As for [`run`](Self::run).
    pub async fn deliver(&mut self) -> Result<bool, MappingError> {
        loop {
            if self.current.is_none() {
                self.current = self.read()?;
            }
            self.discard_old();
            let Some(Current { batch, parts, .. }) = &mut self.current else {
                if !self.has_more()? {
                    return Ok(false);
                }
                continue;
            };
            parts.invoke();
            let Some(part) = parts.first() else { return Ok(false) };
            let event = batch.event(part.records.clone());
            self.total.invocations += 1;
            self.total.records += part.records.len() as u64;
            let answer = self.function.invoke(event.as_bytes()).await;
            self.take(answer)?;
            return Ok(true);
        }
    }

    /// Whether the stream goes on after what is done.
    fn has_more(&self) -> Result<bool, EngineError> {
        Ok(self.position < self.stream.end()?)
    }

    /// Reads the next batch; `None` means that there is none.
    fn read(&mut self) -> Result<Option<Current>, EngineError> {
        let limit = usize::from(self.settings.mapping.batch_size.max(1));
        let mut batch = Batch::empty(self.position);
        let mut wanted = limit;
        'filling: loop {
            let page = self.stream.read(batch.end(), wanted)?;
            let ended = page.records.len() < wanted;
            for (position, record) in page.records {
                if batch.len() == limit {
                    break 'filling;
                }
                let record = Written::new(record);
                if !self.settings.filters.passes(record.json()) {
                    batch.end_at(Some(position));
                } else if !batch.take(position, record) {
                    break 'filling;
                }
            }
            // Changes that made no record need not be looked at again.
            batch.end_at(page.position);
            if ended || batch.len() == limit {
                break;
            }
            // What the filters leave out makes room for what comes later.
            wanted = wanted.saturating_mul(2).min(MAX_READ.max(limit));
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
        let table = self.stream.table();
        tracing::debug!(table, checkpoint = first, "delivery failed");
        let MappingSettings { mapping, max_attempts, .. } = &self.settings;
        let limits = Limits { max_retries: mapping.max_retries, bisect: mapping.bisect, max_attempts: *max_attempts };
        match parts.fail(done, cause, limits) {
            Verdict::Again => {}
            Verdict::Discarded(part) => {
                self.discard(&part, DiscardReason::RetryAttemptsExhausted);
                self.finish();
            }
            Verdict::Blocked { attempts, cause } => {
                return Err(MappingError::blocked(table, first, last, attempts, cause));
            }
        }
        Ok(())
    }

    /// Discards the records that exceed the maximum age, as far as they are next.
    fn discard_old(&mut self) {
        let Some(max_age) = self.settings.mapping.max_age else { return };
        let now = self.stream.now();
        let is_old = |created: &Duration| now.saturating_sub(*created) > Duration::from_secs(max_age.into());
        while let Some(Current { batch, parts, .. }) = &mut self.current {
            let Some(part) = parts.first() else { return };
            let old = batch.created(part.records.clone()).take_while(is_old).count();
            let Some(part) = parts.cut_off(old) else { return };
            self.discard(&part, DiscardReason::RecordAgeExceeded);
            self.finish();
        }
    }

    /// Sends records that are discarded to the destination.
    fn discard(&mut self, part: &Part, reason: DiscardReason) {
        let Some(Current { batch, .. }) = &self.current else { return };
        let (records, numbers) = (part.records.clone(), batch.numbers(part.records.clone()));
        self.total.discarded += records.len() as u64;
        tracing::warn!(
            table = self.stream.table(),
            first = numbers.first(),
            last = numbers.last(),
            reason = reason.as_str(),
            "records are discarded"
        );
        let Some(destination) = &self.settings.on_failure else { return };
        let mut created = batch.created(records.clone());
        let first = created.next().unwrap_or_default();
        let discarding = Discarding {
            source: &self.source,
            stream: self.stream.arn(),
            reason,
            numbers: &numbers,
            created: (first, created.last().unwrap_or(first)),
            invocations: part.invocations,
            request: self.total.invocations,
            cause: part.cause.as_ref(),
            now: self.stream.now(),
        };
        destination.push(discarding.write(destination.takes_payload().then(|| batch.event(records))));
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
