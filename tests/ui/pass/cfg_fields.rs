//! A field that is configured out is in neither the schema nor the images, and its attributes do not count.

#![allow(clippy::non_minimal_cfg, reason = "`all()` is always there, and `any()` never")]

use statetopic::ReadModel;
use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[cfg(any())]
    #[partition_key]
    number: u64,
    #[cfg(all())]
    #[partition_key]
    id: String,
    #[cfg(any())]
    note: DoesNotExist,
    #[cfg_attr(all(), sort_key)]
    line: u32,
}

#[test]
fn runs() {
    assert_eq!(Order::SCHEMA.key_names().collect::<Vec<_>>(), ["id", "line"]);
    let _ = OrderNewImage { id: "1".to_owned(), line: 2 };
    let _ = OrderKey { id: "1".to_owned(), line: 2 };
}
