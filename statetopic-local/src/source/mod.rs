//! Event sources: what brings records to a function, as state machines without I/O and without a clock.
//!
//! ```text
//!            next(now) ─▶ Action ─▶ scheduler ─▶ Answer ─▶ complete(id, answer, now)
//!
//! stream/    the mapping of a stream      reads, invokes, discards
//! pipe.rs    an EventBridge Pipe          reads, sends, discards
//! queue/     the mapping of a FIFO queue  receives, invokes, deletes;  the queue itself
//! ```
//!
//! A source says what is to be done and hears what came of it. [`EventSource::next`] gives an action until there is none at this
//! time; several are under way at once, and their answers come in any order. A receive, and a read that waits, are answered once
//! there is something. [`EventSource::wakes_at`] is when there is an action without an answer before. Actions, answers and outcomes are
//! data: whoever drives a source may keep, delay or reorder them.

mod action;
mod destination;
mod discarded;
mod error;
mod message;
mod outcome;
mod pattern;
mod pipe;
mod queue;
mod settings;
mod stream;
#[cfg(test)]
mod testing;

pub(crate) use action::{Action, ActionId, Answer, Delete, Invocation, Read, Receive, Received};
pub use destination::FailureDestination;
pub use discarded::{DiscardReason, Discarded};
pub use error::MappingError;
pub(crate) use message::NewMessage;
pub(crate) use outcome::{Fate, Outcome};
pub use pattern::{FilterError, Filters};
pub(crate) use pipe::Pipe;
pub(crate) use queue::{Fifo, QueueConsumer};
pub use settings::{Delivery, MappingSettings, QueueSettings};
pub(crate) use stream::StreamMapping;

use std::time::Duration;

/// What brings records to a function, or to the queue before it.
#[derive(Debug)]
pub(crate) enum EventSource {
    /// The mapping of a stream.
    Stream(Box<StreamMapping>),
    /// A Pipe from a stream to a FIFO queue.
    Pipe(Box<Pipe>),
    /// The mapping of a FIFO queue.
    Queue(Box<QueueConsumer>),
}

impl EventSource {
    /// What is to be done next, at this time since 1970; `None` until an answer comes or the source wakes.
    pub(crate) fn next(&mut self, now: Duration) -> Option<(ActionId, Action)> {
        match self {
            Self::Stream(mapping) => mapping.next(now),
            Self::Pipe(pipe) => pipe.next(now),
            Self::Queue(consumer) => consumer.next(now),
        }
    }

    /// The same, but only what begins nothing: what is left to do of deliveries that are settled.
    pub(crate) fn follow_up(&mut self) -> Option<(ActionId, Action)> {
        match self {
            Self::Stream(mapping) => mapping.follow_up(),
            Self::Pipe(pipe) => pipe.follow_up(),
            Self::Queue(consumer) => consumer.follow_up(),
        }
    }

    /// Takes the answer to an action. One to an action that is not under way means nothing.
    pub(crate) fn complete(&mut self, id: ActionId, answer: Answer, now: Duration) {
        match self {
            Self::Stream(mapping) => mapping.complete(id, answer, now),
            Self::Pipe(pipe) => pipe.complete(id, answer, now),
            Self::Queue(consumer) => consumer.complete(id, answer),
        }
    }

    /// When there is something to do although no answer came.
    pub(crate) fn wakes_at(&self) -> Option<Duration> {
        match self {
            Self::Stream(mapping) => mapping.wakes_at(),
            Self::Pipe(pipe) => pipe.wakes_at(),
            Self::Queue(_) => None,
        }
    }

    /// What became of records since the last look.
    pub(crate) fn take_outcomes(&mut self) -> Vec<Outcome> {
        match self {
            Self::Stream(mapping) => mapping.take_outcomes(),
            Self::Pipe(pipe) => pipe.take_outcomes(),
            Self::Queue(consumer) => consumer.take_outcomes(),
        }
    }

    /// The batch that does not get done, after as many attempts as the settings allow.
    pub(crate) fn blocked(&self) -> Option<&MappingError> {
        match self {
            Self::Stream(mapping) => mapping.blocked(),
            Self::Pipe(pipe) => pipe.blocked(),
            Self::Queue(_) => None,
        }
    }

    /// A scheduler takes the source over: what another had under way has no answer any more, and what was blocked is tried
    /// again.
    pub(crate) fn resume(&mut self) {
        match self {
            Self::Stream(mapping) => mapping.resume(),
            Self::Pipe(pipe) => pipe.resume(),
            Self::Queue(consumer) => consumer.resume(),
        }
    }
}
