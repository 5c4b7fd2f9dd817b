//! What brings changes to a subscriber: the stream itself, or a queue behind it.

use crate::invoke::Invoke;
use crate::mapping::Delivery;
use crate::mapping::{FailureDestination, Mapping, MappingError, Progress};
use crate::queue::{FifoQueue, QueueMapping};

/// A mapping, whatever it reads.
#[derive(Debug)]
pub(super) enum Source<I> {
    Stream(Box<Mapping<I>>),
    Queue(Box<QueueMapping<I>>),
}

impl<I: Invoke> Source<I> {
    pub(super) async fn run(&mut self) -> Result<Progress, MappingError> {
        match self {
            Self::Stream(mapping) => mapping.run().await,
            Self::Queue(mapping) => mapping.run().await,
        }
    }

    pub(super) async fn deliver(&mut self) -> Result<bool, MappingError> {
        match self {
            Self::Stream(mapping) => mapping.deliver().await,
            Self::Queue(mapping) => mapping.deliver().await,
        }
    }

    pub(super) fn total(&self) -> Progress {
        match self {
            Self::Stream(mapping) => mapping.total(),
            Self::Queue(mapping) => mapping.total(),
        }
    }

    pub(super) fn function(&self) -> &I {
        match self {
            Self::Stream(mapping) => mapping.function(),
            Self::Queue(mapping) => mapping.function(),
        }
    }

    pub(super) fn replace_function(&mut self, function: I) -> I {
        match self {
            Self::Stream(mapping) => mapping.replace_function(function),
            Self::Queue(mapping) => mapping.replace_function(function),
        }
    }

    pub(super) fn set_delivery(&mut self, delivery: Delivery) {
        match self {
            Self::Stream(mapping) => mapping.settings_mut().delivery = delivery,
            Self::Queue(mapping) => mapping.settings_mut().delivery = delivery,
        }
    }

    pub(super) fn set_max_attempts(&mut self, attempts: u32) {
        match self {
            Self::Stream(mapping) => mapping.settings_mut().max_attempts = attempts,
            Self::Queue(mapping) => mapping.settings_mut().max_receive_count = attempts,
        }
    }

    /// Whether records are gathered for a while before they are delivered.
    pub(super) fn gathers(&self) -> bool {
        match self {
            Self::Stream(mapping) => mapping.settings().gathers(),
            Self::Queue(mapping) => mapping.gathers(),
        }
    }

    pub(super) fn destination(&self) -> Option<FailureDestination> {
        match self {
            Self::Stream(mapping) => mapping.destination().cloned(),
            Self::Queue(mapping) => mapping.destination().cloned(),
        }
    }

    pub(super) fn queue(&self) -> Option<FifoQueue> {
        match self {
            Self::Stream(_) => None,
            Self::Queue(mapping) => Some(mapping.queue().clone()),
        }
    }
}
