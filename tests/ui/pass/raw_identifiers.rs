//! Raw identifiers: the attribute has the name without `r#`, as serde writes it.

use statetopic::prelude::*;
use statetopic::{ReadModel, Subscriber};

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    r#type: String,
    #[sort_key]
    r#match: u32,
    r#fn: u32,
    #[added]
    r#loop: u32,
}

#[subscriber(on(Inserted { new } if new.r#fn > 1), library)]
fn r#move(change: StateChange<Order>) {
    let _ = change;
}

fn main() {
    assert_eq!(Order::SCHEMA.key_names().collect::<Vec<_>>(), ["type", "match"]);
    assert_eq!(Order::ATTRIBUTES.r#fn.name(), "fn");
    let key = OrderKey { r#type: "a".to_owned(), r#match: 1 };
    assert_eq!(format!("{key:?}"), r#"OrderKey { type: "a", match: 1 }"#);
    let _ = key.update().set(|a| a.r#fn, 2).add(|a| a.r#loop, 1);
    assert!(MoveSubscriber::DEFINITION.id.ends_with("/move"));
}
