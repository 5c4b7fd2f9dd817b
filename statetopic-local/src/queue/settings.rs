//! How a queue's messages are delivered.

use statetopic::subscriber::StartingPosition;

use crate::mapping::Delivery;

/// The settings of a [`QueueMapping`](super::QueueMapping).
///
/// ```
/// use statetopic::subscriber::StartingPosition;
/// use statetopic_local::{Delivery, QueueSettings};
///
/// let settings = QueueSettings::new(10, StartingPosition::TrimHorizon).max_receive_count(2).delivery(Delivery::Twice);
/// assert_eq!((settings.batch_size, settings.max_receive_count), (10, 2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueueSettings {
    /// The most messages of an invocation. Of a FIFO queue there are never more than ten.
    ///
    /// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html>
    pub batch_size: u16,
    /// Where the Pipe starts in a stream that it has not read.
    pub starting_position: StartingPosition,
    /// How often a message is handed over before it goes to the dead-letter queue, at least once.
    pub max_receive_count: u32,
    /// How often each message is handed over that is done.
    pub delivery: Delivery,
    /// Message groups have no order among themselves. Each seed gives another one; without, the oldest message is first.
    pub seed: Option<u64>,
}

impl QueueSettings {
    /// The most messages that one request to a FIFO queue receives.
    pub(super) const MOST_RECEIVED: u16 = 10;

    /// Batches of at most this size, from this position; a message gets five attempts, as the stack gives it.
    #[must_use]
    pub const fn new(batch_size: u16, starting_position: StartingPosition) -> Self {
        Self { batch_size, starting_position, max_receive_count: 5, delivery: Delivery::Once, seed: None }
    }

    /// The same with this many attempts at a message.
    #[must_use]
    pub const fn max_receive_count(mut self, attempts: u32) -> Self {
        self.max_receive_count = attempts;
        self
    }

    /// The same with this delivery.
    #[must_use]
    pub const fn delivery(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }

    /// The same with another order of the message groups.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }
}
