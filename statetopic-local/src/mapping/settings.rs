//! How a mapping delivers.

use statetopic::subscriber::StartingPosition;

/// How often each batch is handed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// Until it is done, and not again.
    #[default]
    Once,
    /// Again from its first record after all of it was done: what a mapping does that lost the answer.
    Twice,
}

/// The settings of a [`Mapping`](super::Mapping).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MappingSettings {
    /// The most records in a batch.
    pub batch_size: u16,
    /// Where a mapping starts in a stream that it has not read.
    pub starting_position: StartingPosition,
    /// How often in a row a batch may be delivered without getting anything done, at least once.
    pub max_attempts: u32,
    /// How often each batch is handed over.
    pub delivery: Delivery,
}

impl MappingSettings {
    /// Batches of at most this size, from this position; a batch gets three attempts.
    #[must_use]
    pub const fn new(batch_size: u16, starting_position: StartingPosition) -> Self {
        Self { batch_size, starting_position, max_attempts: 3, delivery: Delivery::Once }
    }

    /// The same with this many attempts at a batch.
    #[must_use]
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The same with this delivery.
    #[must_use]
    pub const fn delivery(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }
}
