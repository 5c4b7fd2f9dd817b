//! An SQS FIFO queue, and the event source mapping that delivers its messages to a function.
//!
//! A message group is a partition key, and the order of each group is kept: while a message of a group is in flight no other
//! of it is delivered. What the function does not name as failed is deleted. What it names, and what it never answered for,
//! is delivered again when its visibility time-out has passed, and so is what is still running then. A message that was
//! received `max_receive_count` times goes to the dead-letter queue, and so do those of its group that were received with it
//! each time: AWS counts theirs too.
//!
//! Source: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html>

mod answer;
mod consumer;
mod fifo;
#[cfg(test)]
mod tests;

pub(crate) use consumer::QueueConsumer;
pub(crate) use fifo::Fifo;
