//! The rule of what comes behind a FIFO queue.

use proc_macro2::Span;

use super::{Name, Settings, Transport};
use crate::errors::Errors;
use crate::message;

/// Maximum number of messages in a batch of a FIFO queue.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html>
const MAX_MESSAGES: u32 = 10;

/// A batch of a FIFO queue has fewer messages than one of a stream may have records.
pub(super) fn check(parsed: &Settings, batch_size_at: Option<Span>, errors: &mut Errors) {
    let is_too_large = parsed.numbers.get(&Name::BatchSize).is_some_and(|size| *size > MAX_MESSAGES);
    if let (Transport::Fifo, true, Some(at)) = (parsed.via, is_too_large, batch_size_at) {
        errors.at(at, message::batch_size_behind_a_queue());
    }
}
