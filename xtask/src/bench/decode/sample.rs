//! The batch: as DynamoDB writes it, and the same objects without descriptors.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use statetopic::view::StreamView;

use super::models::{Line, Order};

/// How large an item is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// About 0.3 KB.
    Small,
    /// About 0.7 KB, so that a record with both images has about 1.9.
    Typical,
    /// About 20 KB.
    Large,
}

fn order(number: usize, size: Size) -> Order {
    let (lines, labels, note) = match size {
        Size::Small => (0, 0, 0),
        Size::Typical => (3, 3, 60),
        Size::Large => (120, 60, 4_000),
    };
    Order {
        customer: format!("customer-{:05}", number % 97),
        placed_at: 1_790_000_000 + number as u64,
        id: format!("018f{number:08x}"),
        status: "confirmed".to_owned(),
        currency: "NOK".to_owned(),
        total: 1299.5,
        items: 3,
        paid: number.is_multiple_of(2),
        coupon: None,
        note: "leave it with the neighbour on the left, søndag formiddag ".chars().cycle().take(note).collect(),
        version: 7,
        lines: (0..lines).map(|line| Line { sku: format!("bolt-m8-{line:03}"), qty: 4, price: 19.25 }).collect(),
        labels: (0..labels)
            .map(|label| (format!("label-{label:02}"), "warehouse oslo".to_owned()))
            .collect::<BTreeMap<_, _>>(),
    }
}

fn image(order: &Order) -> Value {
    let item: serde_dynamo::Item = serde_dynamo::to_item(order).expect("an order serializes");
    serde_json::to_value(item.inner()).expect("an item serializes")
}

fn records(count: usize, size: Size, mut record: impl FnMut(usize, &Order, &Order) -> Value) -> String {
    let records: Vec<Value> = (0..count)
        .map(|number| {
            let old = order(number, size);
            let new = Order { status: "shipped".to_owned(), version: 8, ..old.clone() };
            record(number, &old, &new)
        })
        .collect();
    json!({ "Records": records }).to_string()
}

/// The event as Lambda delivers it, with the images that the view captures.
pub(crate) fn event(count: usize, size: Size, view: StreamView) -> String {
    records(count, size, |number, old, new| {
        let mut change = json!({
            "ApproximateCreationDateTime": 1_790_000_000,
            "Keys": { "customer": { "S": old.customer }, "placed_at": { "N": old.placed_at.to_string() } },
            "SequenceNumber": format!("{:024}", 100_000_000 + number),
            "SizeBytes": 700,
            "StreamViewType": view.as_str(),
        });
        if view.captures_new() {
            change["NewImage"] = image(new);
        }
        if view.captures_old() {
            change["OldImage"] = image(old);
        }
        json!({
            "eventID": format!("7f3c{number:028x}"),
            "eventName": "MODIFY",
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": "eu-north-1",
            "dynamodb": change,
            "eventSourceARN": "arn:aws:dynamodb:eu-north-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000",
        })
    })
}

/// The same orders as plain JSON.
pub(crate) fn plain_event(count: usize, size: Size) -> String {
    records(count, size, |number, old, new| json!({ "id": format!("7f3c{number:028x}"), "new": new, "old": old }))
}
