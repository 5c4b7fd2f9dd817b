//! A record of dynoxide's stream as a change of ours.

use dynoxide::Item;
use dynoxide::actions::get_records::Record;
use serde_json::Value;
use statetopic::ChangeKind;

use crate::engine::{EngineError, Position, RawChange};

/// The change that a record tells of.
pub(super) fn raw_change(table: &str, record: Record) -> Result<RawChange, EngineError> {
    let unreadable = |what: &str| {
        EngineError::new(format!(
            "the local engine's stream of table `{table}` has a record with {what}; this is a fault of the engine"
        ))
    };
    let stream = record.dynamodb;
    let kind = ChangeKind::from_event_name(&record.event_name).ok_or_else(|| unreadable("an unknown event name"))?;
    let position = Position::from_sequence_number(&stream.sequence_number)
        .ok_or_else(|| unreadable("an unknown sequence number"))?;
    let attributes = |item: &Item| match serde_json::to_value(item) {
        Ok(Value::Object(attributes)) => Ok(attributes),
        _ => Err(unreadable("an unreadable item")),
    };
    let image = |item: Option<&Item>| item.map(attributes).transpose();
    Ok(RawChange {
        position,
        kind,
        keys: attributes(&stream.keys)?,
        new_image: image(stream.new_image.as_ref())?,
        old_image: image(stream.old_image.as_ref())?,
        created_at: whole_seconds(stream.approximate_creation_date_time),
        expired: record.user_identity.is_some_and(|identity| identity.identity_type == "Service"),
    })
}

/// dynoxide keeps whole seconds and returns them as a float.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and the engine's clock starts at 1970"
)]
fn whole_seconds(time: f64) -> u64 {
    time as u64
}
