//! What should have been derived, counted from the source table with raw requests and plain arithmetic: nothing here is
//! shared with the runtime, nor with the subscribers.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;

type Item = HashMap<String, AttributeValue>;

/// Parcels and weight by depot.
pub type Totals = BTreeMap<String, (i128, i128)>;

/// Totals and lists of depots.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Depots {
    /// Depots without parcels are left out.
    pub totals: Totals,
    /// Weight by depot and parcel.
    pub lists: BTreeMap<(String, String), i128>,
}

impl Depots {
    /// As they follow from the parcels.
    pub async fn of_source(client: &Client) -> Self {
        let mut depots = Self::default();
        for parcel in scan(client, "parcels").await {
            let (depot, weight) = (text(&parcel, "depot"), number(&parcel, "weight"));
            let totals = depots.totals.entry(depot.clone()).or_default();
            *totals = (totals.0 + 1, totals.1 + weight);
            depots.lists.insert((depot, text(&parcel, "id")), weight);
        }
        depots
    }

    /// As they were derived.
    pub async fn as_derived(client: &Client) -> Self {
        let lists = scan(client, "depot-parcels").await.into_iter();
        let lists = lists.map(|row| ((text(&row, "depot"), text(&row, "id")), number(&row, "weight")));
        Self { totals: Self::totals_as_derived(client).await, lists: lists.collect() }
    }

    /// The totals alone, as they were derived.
    pub async fn totals_as_derived(client: &Client) -> Totals {
        let totals = scan(client, "depot-totals").await.into_iter();
        let totals = totals.map(|row| (text(&row, "depot"), (number(&row, "parcels"), number(&row, "weight"))));
        totals.filter(|(_, totals)| *totals != (0, 0)).collect()
    }
}

/// All items of a table.
pub async fn scan(client: &Client, table: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut start = None;
    loop {
        let page = client.scan().table_name(table).consistent_read(true).set_exclusive_start_key(start);
        let page = Box::pin(page.send()).await.expect("a page");
        items.extend(page.items.unwrap_or_default());
        start = page.last_evaluated_key;
        if start.is_none() {
            return items;
        }
    }
}

/// A string attribute.
#[must_use]
pub fn text(item: &Item, name: &str) -> String {
    item[name].as_s().expect("a string").clone()
}

/// A number attribute.
#[must_use]
pub fn number(item: &Item, name: &str) -> i128 {
    item[name].as_n().expect("a number").parse().expect("an integer")
}
