//! The rules of what comes behind a FIFO queue.

use std::collections::BTreeMap;

use proc_macro2::Span;

use super::{Name, Settings, Transport};
use crate::errors::Errors;
use crate::message;

/// Maximum number of messages in a batch of a FIFO queue.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html>
const MAX_MESSAGES: u32 = 10;

/// A batch of a FIFO queue has fewer messages than one of a stream may have records, and a message has a limit that a record of a
/// stream does not.
pub(super) fn check(
    parsed: &Settings,
    batch_size_at: Option<Span>,
    written_at: &BTreeMap<Name, Span>,
    errors: &mut Errors,
) {
    let is_too_large = parsed.numbers.get(&Name::BatchSize).is_some_and(|size| *size > MAX_MESSAGES);
    if let (Transport::Fifo, true, Some(at)) = (parsed.via, is_too_large, batch_size_at) {
        errors.at(at, message::batch_size_behind_a_queue());
    }
    if let (Transport::Stream, true, Some(at)) =
        (parsed.via, parsed.accept_message_limit, written_at.get(&Name::AcceptMessageLimit))
    {
        errors.at(*at, message::message_limit_without_a_queue());
    }
}
