//! Who is compared. Each begins with the event's bytes, as Lambda's runtime hands them over.

use std::hint::black_box;

use aws_lambda_events::dynamodb::Event;
use serde::Deserialize;
use statetopic::{StateChange, StateTopic};

use super::models::{Order, OrderNewImage};

/// What a user writes by hand: the event through `aws_lambda_events`, both images through `serde_dynamo`.
fn read_by_hand(event: &str) -> Result<Vec<(Order, Order)>, Box<dyn std::error::Error>> {
    let event: Event = serde_json::from_slice(event.as_bytes())?;
    let images = event.records.into_iter().map(|record| {
        let old = serde_dynamo::from_item(record.change.old_image)?;
        let new = serde_dynamo::from_item(record.change.new_image)?;
        Ok((old, new))
    });
    images.collect()
}

pub(crate) fn by_hand(event: &str) {
    black_box(read_by_hand(event).expect("the event is good"));
}

pub(crate) fn statetopic<T: StateTopic>(event: &str) {
    let records = statetopic::decode::<T>(event.as_bytes()).expect("the event is good");
    assert!(records.iter().all(Result::is_ok));
    black_box(records.len());
}

/// The same objects, typed, without descriptors and without the record around them.
#[derive(Deserialize)]
struct PlainEvent {
    #[serde(rename = "Records")]
    records: Vec<PlainRecord>,
}

#[derive(Deserialize)]
struct PlainRecord {
    #[serde(rename = "id")]
    _id: String,
    new: Order,
    old: Order,
}

fn read_plain(event: &str) -> serde_json::Result<PlainEvent> {
    serde_json::from_slice(event.as_bytes())
}

pub(crate) fn plain(event: &str) {
    black_box(read_plain(event).expect("the event is good").records.len());
}

/// A scan that looks at every byte and keeps nothing: `serde_json` past the whole event.
pub(crate) fn scan(event: &str) {
    let ignored: serde::de::IgnoredAny = serde_json::from_slice(event.as_bytes()).expect("the event is good");
    black_box(ignored);
}

/// All read the same orders.
pub(crate) fn check(event: &str, plain: &str) -> Result<(), Box<dyn std::error::Error>> {
    let by_hand = read_by_hand(event)?;
    let plain = read_plain(plain)?.records;
    let records = statetopic::decode::<Order>(event.as_bytes())?;
    if by_hand.len() != records.len() || plain.len() != records.len() {
        return Err("the contenders read different numbers of records".into());
    }
    for ((record, (old, new)), plain) in records.into_iter().zip(by_hand).zip(plain) {
        let Ok(StateChange::Modified { old: typed_old, new: typed_new, .. }) = record.map(|record| record.change)
        else {
            return Err("a record is no modification".into());
        };
        let typed_old = Order::from(typed_old);
        if typed_new != OrderNewImage::from(new)
            || typed_old != old
            || plain.old != old
            || typed_new != plain.new.into()
        {
            return Err("the contenders read different orders".into());
        }
    }
    Ok(())
}
