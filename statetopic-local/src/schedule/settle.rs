//! The scheduler that settles: it runs all that can run at once, then lets time pass, until nothing is left.
//!
//! Time is the engine's clock. While invocations run, it waits for the first of them, or for the first source that wakes. When
//! none runs and nothing is left to do at this time, it puts the clock forward to when a batching window or a visibility
//! time-out passes.

use std::pin::Pin;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use super::function::{Answered, Function};
use super::sources::{Asked, Due, Sources};
use crate::engine::EngineError;
use crate::invoke::{FailedRecord, Invoke};
use crate::progress::Progress;
use crate::source::{Answer, MappingError};
use crate::time_limit::within;

/// Maximum number of times that [`settle`] looks whether the functions wrote what others read, after which it reports a loop.
/// Read models that derive from each other are a few steps deep.
const ROUNDS: usize = 100;

/// A function and its sources, of any type.
pub(crate) struct Driven<'a> {
    pub(crate) sources: &'a mut Sources,
    pub(crate) function: &'a dyn Function,
}

/// A function and its sources.
#[derive(Debug)]
pub(crate) struct Attached<I> {
    pub(crate) sources: Sources,
    pub(crate) function: I,
}

/// Why nothing was settled.
#[derive(Debug)]
pub(crate) enum Stopped {
    /// A mapping stopped.
    Mapping(MappingError),
    /// After this many rounds there was still something to do, for these.
    Unsettled(usize, Vec<String>),
}

/// An invocation that ended.
struct Finished {
    /// The place of its function.
    function: usize,
    asked: Asked,
    answer: Answer,
    /// The records on which the function failed, as far as it told.
    failed: Vec<FailedRecord>,
}

/// The invocations that run at once.
type InFlight<'a> = FuturesUnordered<Pin<Box<dyn Future<Output = Finished> + Send + 'a>>>;

impl<I: Invoke> Attached<I> {
    pub(crate) fn driven(&mut self) -> Driven<'_> {
        Driven { sources: &mut self.sources, function: &self.function }
    }

    /// Delivers until all is done that the stream has now, and returns what that took.
    pub(crate) async fn run(&mut self) -> Result<Progress, MappingError> {
        let before = self.sources.total();
        self.sources.resume()?;
        let mut driven = [self.driven()];
        loop {
            let looked = run_now(&mut driven).await?;
            if !let_time_pass(&driven, looked) {
                return Ok(self.sources.total() - before);
            }
        }
    }

    /// Delivers one batch once; `false` means that there was nothing.
    pub(crate) async fn deliver(&mut self) -> Result<bool, MappingError> {
        self.sources.resume()?;
        loop {
            let now = self.sources.clock().now();
            let due = self.sources.next(now)?;
            if let Some(due) = due {
                let Finished { asked, answer, failed, .. } = invoke(0, &self.function, due, now).await;
                self.sources.note_failed(failed);
                self.sources.complete(asked, answer, self.sources.clock().now());
                return self.sources.blocked().map_or(Ok(true), Err);
            }
            if let Some(error) = self.sources.blocked() {
                return Err(error);
            }
            if !let_time_pass(&[self.driven()], now) {
                return Ok(false);
            }
        }
    }
}

/// Delivers to all functions, each batch as soon as it can be, until no stream has anything left for any of them. What they
/// write meanwhile is delivered when all that was there before is done.
pub(crate) async fn settle(driven: &mut [Driven<'_>]) -> Result<Progress, Stopped> {
    let before = total(driven);
    for Driven { sources, .. } in driven.iter_mut() {
        sources.resume()?;
    }
    let mut busy = Vec::new();
    for _ in 0..ROUNDS {
        let mut looked = run_now(driven).await?;
        while !has_more(driven)? {
            if !let_time_pass(driven, looked) {
                return Ok(total(driven) - before);
            }
            looked = run_now(driven).await?;
        }
        busy = driven.iter().filter(|driven| driven.sources.has_more().unwrap_or(true)).map(name).collect();
        for Driven { sources, .. } in driven.iter_mut() {
            sources.look()?;
        }
    }
    Err(Stopped::Unsettled(ROUNDS, busy))
}

fn name(driven: &Driven<'_>) -> String {
    driven.sources.name()
}

/// Runs all that can run without time being put forward. When a source is blocked nothing more begins; what runs is waited for.
/// Returns the time at which the sources were last asked: a clock that runs has gone on since.
async fn run_now(driven: &mut [Driven<'_>]) -> Result<Duration, MappingError> {
    let mut in_flight = InFlight::new();
    let (mut stopped, mut looked) = (None, Duration::ZERO);
    loop {
        if stopped.is_none() {
            match begin(driven, &in_flight) {
                Ok(now) => looked = now,
                Err(error) => stopped = Some(error),
            }
        }
        if in_flight.is_empty() {
            return stopped.map_or(Ok(looked), Err);
        }
        let wakes_in = if stopped.is_none() { wakes_in(driven, looked) } else { None };
        let finished = match wakes_in {
            None => in_flight.next().await,
            Some(time) => tokio::time::timeout(time, in_flight.next()).await.ok().flatten(),
        };
        let Some(Finished { function, asked, answer, failed }) = finished else { continue };
        if let Some(Driven { sources, .. }) = driven.get_mut(function) {
            let now = sources.clock().now();
            sources.note_failed(failed);
            sources.complete(asked, answer, now);
            stopped = stopped.or_else(|| sources.blocked());
        }
    }
}

/// Begins all invocations that are due, those of the first function first. Returns the time at which the first was asked.
fn begin<'a>(driven: &mut [Driven<'a>], in_flight: &InFlight<'a>) -> Result<Duration, MappingError> {
    let looked = driven.first().map_or(Duration::MAX, |Driven { sources, .. }| sources.clock().now());
    for (place, Driven { sources, function }) in driven.iter_mut().enumerate() {
        // What is received in one go comes back in one go.
        let now = sources.clock().now();
        while let Some(due) = sources.next(now)? {
            in_flight.push(Box::pin(invoke(place, *function, due, now)));
        }
        if let Some(error) = sources.blocked() {
            return Err(error);
        }
    }
    Ok(looked)
}

/// Invokes a function that is begun now, until its time has passed.
async fn invoke(place: usize, function: &dyn Function, due: Due, now: Duration) -> Finished {
    let Due { asked, invocation } = due;
    let answer = function.call(invocation.event);
    let answer = match invocation.until.map(|until| until.saturating_sub(now)) {
        None => answer.await,
        Some(time) => within(time, answer).await.flatten(),
    };
    match answer {
        Ok(Answered { json, failed }) => Finished { function: place, asked, answer: Answer::Returned(json), failed },
        Err(error) => Finished { function: place, asked, answer: Answer::Failed(error), failed: Vec::new() },
    }
}

/// The time until the first source wakes after it was last asked: none, where a clock that runs is past that already.
fn wakes_in(driven: &[Driven<'_>], looked: Duration) -> Option<Duration> {
    let wakes_in = driven
        .iter()
        .filter_map(|Driven { sources, .. }| Some(sources.wakes_at(looked)?.saturating_sub(sources.clock().now())));
    wakes_in.min()
}

/// Puts the clock forward to when the first source wakes; `false` means that none does.
fn let_time_pass(driven: &[Driven<'_>], looked: Duration) -> bool {
    let Some((Driven { sources, .. }, time)) = wakes_in(driven, looked).and_then(|time| Some((driven.first()?, time)))
    else {
        return false;
    };
    sources.clock().advance(time);
    true
}

fn has_more(driven: &[Driven<'_>]) -> Result<bool, MappingError> {
    for Driven { sources, .. } in driven {
        if sources.has_more()? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn total(driven: &[Driven<'_>]) -> Progress {
    let mut total = Progress::default();
    for Driven { sources, .. } in driven {
        total += sources.total();
    }
    total
}

impl From<MappingError> for Stopped {
    fn from(error: MappingError) -> Self {
        Self::Mapping(error)
    }
}

impl From<EngineError> for Stopped {
    fn from(error: EngineError) -> Self {
        Self::Mapping(error.into())
    }
}
