//! Who is compared. Each begins with the event's bytes, as Lambda's runtime hands them over.

use std::hint::black_box;

use aws_lambda_events::dynamodb::{Event, StreamRecord};
use serde::Deserialize;
use statetopic::StateTopic;
use statetopic::view::StreamView;

use super::models::{Order, PlainKey};

pub(super) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// What a user writes by hand: the event through `aws_lambda_events`, what `read` takes of it through `serde_dynamo`.
pub(super) fn read_by_hand<R>(event: &str, read: impl Fn(StreamRecord) -> serde_dynamo::Result<R>) -> Result<Vec<R>> {
    let event: Event = serde_json::from_slice(event.as_bytes())?;
    let read = event.records.into_iter().map(|record| Ok(read(record.change)?));
    read.collect()
}

pub(super) fn keys(change: StreamRecord) -> serde_dynamo::Result<PlainKey> {
    serde_dynamo::from_item(change.keys)
}

pub(super) fn new_image(change: StreamRecord) -> serde_dynamo::Result<Order> {
    serde_dynamo::from_item(change.new_image)
}

pub(super) fn old_image(change: StreamRecord) -> serde_dynamo::Result<Order> {
    serde_dynamo::from_item(change.old_image)
}

pub(super) fn both_images(change: StreamRecord) -> serde_dynamo::Result<(Order, Order)> {
    Ok((serde_dynamo::from_item(change.old_image)?, serde_dynamo::from_item(change.new_image)?))
}

/// What the view captures, read by hand. Where there is an image its key is in it, and `Keys` is left as it is.
pub(crate) fn by_hand(event: &str, view: StreamView) {
    const GOOD: &str = "the event is good";
    match view {
        StreamView::KeysOnly => pass(&read_by_hand(event, keys).expect(GOOD)),
        StreamView::NewImage => pass(&read_by_hand(event, new_image).expect(GOOD)),
        StreamView::OldImage => pass(&read_by_hand(event, old_image).expect(GOOD)),
        StreamView::NewAndOldImages => pass(&read_by_hand(event, both_images).expect(GOOD)),
    }
}

/// The compiler must take it that what was read is used.
fn pass<R>(read: &[R]) {
    black_box(read);
}

pub(crate) fn statetopic<T: StateTopic>(event: &str) {
    let records = statetopic::decode::<T>(event.as_bytes()).expect("the event is good");
    assert!(records.iter().all(std::result::Result::is_ok));
    pass(&records);
}

/// The same objects, typed, without descriptors and without the record around them.
#[derive(Deserialize)]
pub(super) struct PlainEvent {
    #[serde(rename = "Records")]
    pub(super) records: Vec<PlainRecord>,
}

#[derive(Deserialize)]
pub(super) struct PlainRecord {
    #[serde(rename = "id")]
    _id: String,
    pub(super) new: Order,
    pub(super) old: Order,
}

pub(super) fn read_plain(event: &str) -> serde_json::Result<PlainEvent> {
    serde_json::from_slice(event.as_bytes())
}

pub(crate) fn plain(event: &str) {
    pass(&read_plain(event).expect("the event is good").records);
}

/// A scan that looks at every byte and keeps nothing: `serde_json` past the whole event.
pub(crate) fn scan(event: &str) {
    let ignored: serde::de::IgnoredAny = serde_json::from_slice(event.as_bytes()).expect("the event is good");
    black_box(ignored);
}
