//! What AWS allows, and what a stack chooses within it.

/// Maximum number of readers of a shard; it cannot be raised.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>
pub const MAX_READERS: usize = 2;

/// Advised maximum number of readers of a global table's shard: replication reads it too.
pub const ADVISED_READERS_OF_GLOBAL_TABLE: usize = 1;

/// Maximum size of an event of Lambda, in bytes.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
pub const MAX_EVENT_BYTES: u64 = 6 * 1024 * 1024;

/// Maximum size of an item, in bytes.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
pub const MAX_ITEM_BYTES: u64 = 400 * 1024;

/// Maximum number of messages of one request to SQS, and so of a batch of a Pipe and of a FIFO queue.
///
/// Source: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html>,
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html>
pub const MAX_MESSAGES: u16 = 10;

/// Number of times that a message is received before it goes to the dead-letter queue.
pub const MAX_RECEIVES: u32 = 5;

/// Maximum retention of a message, in seconds: 14 days.
///
/// Source: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html>
pub const MAX_RETENTION: u32 = 14 * 24 * 60 * 60;

/// A message is invisible for this many time-outs of the function, so that Lambda can retry when it is throttled.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html>
pub(super) const INVISIBLE_TIMEOUTS: u32 = 6;

/// Maximum number of attributes of an index's partition key, and of its sort key.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html>
pub(super) const MAX_KEY_ATTRIBUTES: usize = 4;

/// Maximum numbers of global and of local indexes of a table.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
pub(super) const MAX_GLOBAL_INDEXES: usize = 20;
pub(super) const MAX_LOCAL_INDEXES: usize = 5;

/// Maximum length of a table's logical name: with a stage of 15 characters and a hyphen it is a physical one.
pub(super) const MAX_TABLE_NAME: usize = 255 - 16;

/// The bucket of discarded records, for mappings that name no destination.
pub(super) const DEFAULT_BUCKET: &str = "failures";
