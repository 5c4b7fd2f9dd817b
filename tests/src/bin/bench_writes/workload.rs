//! The workload: changes of orders, each of which adds to a total.

use std::ops::Range;

use serde_json::json;
use statetopic::BoxError;
use statetopic::prelude::*;
use statetopic_local::Local;

/// How many orders change.
pub(crate) const ITEMS: usize = 300;

/// An order.
#[read_model(table = "bench-orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Order {
    #[partition_key]
    pub(crate) id: u32,
    pub(crate) group: u32,
    pub(crate) amount: u32,
}

/// What the changes of a group come to.
#[read_model(table = "bench-totals")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Total {
    #[partition_key]
    pub(crate) group: u32,
    #[serde(default)]
    pub(crate) changes: u32,
    #[serde(default)]
    pub(crate) amount: u64,
}

#[subscriber(library)]
pub(crate) fn sum_orders(change: StateChange<Order>) -> Writes<Total> {
    let Some(new) = change.new() else { return Writes::new() };
    let key = TotalKey { group: new.group };
    Writes::new().update(key.update().add(|a| a.changes, 1).add(|a| a.amount, new.amount))
}

fn group(change: usize, rows: u32) -> u32 {
    u32::try_from(change).unwrap_or(u32::MAX) % rows
}

pub(crate) fn amount(change: usize) -> usize {
    change % 97
}

/// The event with these changes, which go into so many rows.
pub(crate) fn event(changes: Range<usize>, rows: u32) -> Vec<u8> {
    let records: Vec<_> = changes
        .map(|change| {
            let id = json!({ "N": (change % ITEMS).to_string() });
            json!({
                "eventID": format!("7f3c{change:028x}"),
                "eventName": if change < ITEMS { "INSERT" } else { "MODIFY" },
                "eventSource": "aws:dynamodb",
                "eventVersion": "1.1",
                "awsRegion": "eu-north-1",
                "dynamodb": {
                    "ApproximateCreationDateTime": 1_767_225_600,
                    "Keys": { "id": id },
                    "NewImage": {
                        "id": id,
                        "group": { "N": group(change, rows).to_string() },
                        "amount": { "N": amount(change).to_string() },
                    },
                    "SequenceNumber": format!("{:024}", 1_000_000 + change),
                    "SizeBytes": 59,
                    "StreamViewType": "NEW_IMAGE",
                },
                "eventSourceARN": "arn:aws:dynamodb:eu-north-1:123456789012:table/bench-orders/stream/2026-01-01T00:00:00.000",
            })
        })
        .collect();
    json!({ "Records": records }).to_string().into_bytes()
}

/// Whether the totals are right: of the first and the last group, each change counts once.
pub(crate) async fn check(local: &Local, changes: usize, rows: u32) -> Result<(), BoxError> {
    let totals = local.table::<Total>().await?;
    for group in [0, group(changes - 1, rows)] {
        let of_group = || (0..changes).filter(|change| self::group(*change, rows) == group);
        let expected = (of_group().count(), of_group().map(amount).sum::<usize>());
        let total = totals.get(&TotalKey { group }).consistent().await?.ok_or("a total is missing")?;
        if (total.changes as usize, usize::try_from(total.amount)?) != expected {
            return Err(format!("the total of group {group} is {total:?}, and should be {expected:?}").into());
        }
    }
    Ok(())
}
