//! The rules of what becomes of a record that fails.

use std::collections::BTreeMap;

use proc_macro2::Span;

use super::{Name, OnError, Settings, Transport};
use crate::choice::Choice as _;
use crate::errors::Errors;
use crate::message;

/// The settings with which a mapping discards a record, or by which it finds one that fails.
const DISCARDING: [Name; 4] = [Name::MaxRetries, Name::MaxAge, Name::Bisect, Name::OnFailure];

/// Attempts are counted before something is done, and a record that is to be parked may not be discarded before.
pub(super) fn check(
    parsed: &Settings,
    written_at: &BTreeMap<Name, Span>,
    on_error_is_known: bool,
    errors: &mut Errors,
) {
    let mut refuse = |name: Name, text: fn(&str) -> String| {
        if let Some(at) = written_at.get(&name) {
            errors.at(*at, text(name.word()));
        }
    };
    match parsed.on_error {
        // The fault of a word that is not known is that word.
        OnError::Retry if !on_error_is_known => {}
        OnError::Retry => {
            refuse(Name::MaxAttempts, message::attempts_without_end);
            refuse(Name::ParkThreshold, message::threshold_without_parking);
        }
        OnError::Skip => refuse(Name::ParkThreshold, message::threshold_without_parking),
        // Behind a queue they are the Pipe's, which discards what does not fit a message.
        OnError::Park if parsed.via == Transport::Fifo => {}
        OnError::Park => {
            for name in DISCARDING {
                refuse(name, message::discards_what_is_parked);
            }
        }
    }
}
