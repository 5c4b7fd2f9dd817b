//! A model of 13 attributes with a list and a map in it, under each view.

use std::collections::BTreeMap;

use statetopic::prelude::*;

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) sku: String,
    pub(crate) qty: u32,
    pub(crate) price: f64,
}

/// The key of an order, as it is read by hand.
#[derive(Serialize, Deserialize)]
pub(crate) struct PlainKey {
    pub(crate) customer: String,
    pub(crate) placed_at: u64,
}

macro_rules! order {
    ($name:ident, $view:ident) => {
        #[read_model(table = "orders")]
        #[state_topic(view = $view)]
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub(crate) struct $name {
            #[partition_key]
            pub(crate) customer: String,
            #[sort_key]
            pub(crate) placed_at: u64,
            pub(crate) id: String,
            pub(crate) status: String,
            pub(crate) currency: String,
            pub(crate) total: f64,
            pub(crate) items: u32,
            pub(crate) paid: bool,
            pub(crate) coupon: Option<String>,
            pub(crate) note: String,
            pub(crate) version: u64,
            pub(crate) lines: Vec<Line>,
            pub(crate) labels: BTreeMap<String, String>,
        }
    };
}

order!(Order, NEW_AND_OLD_IMAGES);
order!(NewImageOrder, NEW_IMAGE);
order!(OldImageOrder, OLD_IMAGE);
order!(KeysOnlyOrder, KEYS_ONLY);
