//! Raw identifiers: the attribute has the name without `r#`, as serde writes it.

#![allow(non_camel_case_types)]

use statetopic::index::Indexed as _;
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
    #[index("self", partition, projection = include(r#fn, r#loop))]
    #[index("while", partition)]
    r#in: Option<u32>,
    r#use: r#struct,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
#[allow(non_camel_case_types)]
struct r#struct {
    r#where: String,
}

/// A struct that names itself.
#[read_model(table = "loops")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(non_camel_case_types)]
struct r#yield {
    #[partition_key]
    id: String,
    #[added(default = Self::one())]
    count: u32,
}

impl r#yield {
    fn one() -> u32 {
        1
    }
}

#[subscriber(on(Inserted { new } if new.r#fn > 1), library)]
fn r#move(change: StateChange<Order>) {
    let _ = change;
}

#[test]
fn runs() {
    assert_eq!(Order::SCHEMA.key_names().collect::<Vec<_>>(), ["type", "match"]);
    assert_eq!(Order::ATTRIBUTES.r#fn.name(), "fn");
    let key = OrderKey { r#type: "a".to_owned(), r#match: 1 };
    assert_eq!(format!("{key:?}"), r#"OrderKey { type: "a", match: 1 }"#);
    let image = OrderNewImage {
        r#type: "a".to_owned(),
        r#match: 1,
        r#fn: 2,
        r#loop: None,
        r#in: None,
        r#use: r#struct { r#where: "b".to_owned() },
    };
    assert!(
        format!("{image:?}").starts_with(r#"OrderNewImage { type: "a", match: 1, fn: 2, loop: None, in: None, use: "#)
    );
    let _ = key.update_existing().set(|a| a.r#fn, 2).add(|a| a.r#loop, 1);
    assert_eq!(Order::INDEXES.self_.name(), "self");
    assert_eq!(Order::INDEXES.r#while.partition_key(), ["in"]);
    let row = OrderSelf { r#type: "a".to_owned(), r#match: 1, r#fn: 2, r#loop: 3, r#in: 4 };
    assert_eq!(row.key(), OrderKey { r#type: "a".to_owned(), r#match: 1 });
    assert_eq!(Order::ATTRIBUTES.r#use.at(|a| a.r#where).to_string(), "use.where");
    assert!(MoveSubscriber::DEFINITION.id.ends_with("/move"));
}
