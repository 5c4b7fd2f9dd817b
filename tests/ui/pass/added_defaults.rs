//! An added field with a default is plain in rows and images: what lacks it has the default, what has `NULL` has `None`.

use statetopic::ReadModel;
use statetopic::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Status {
    Open,
    Paid,
}

const HIGHEST: u32 = 9;

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    #[partition_key]
    id: String,
    #[added(default)]
    total: u32,
    #[added(default = Status::Open)]
    status: Status,
    #[added(default = HIGHEST.min(Self::most()))]
    highest: u32,
    #[added(default = String::from("NOK"))]
    #[serde(alias = "cur")]
    currency: String,
    #[added(default = Some(3))]
    priority: Option<u32>,
    #[added(default = EpochSeconds(7))]
    #[ttl]
    expires_at: EpochSeconds,
    #[added(default = {
        let from = 1;
        vec![from, 2]
    })]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    r#loop: Vec<u32>,
}

impl Order {
    const fn most() -> u32 {
        8
    }
}

#[test]
fn runs() {
    let before: OrderOldImage = serde_json::from_str(r#"{"id": "1"}"#).unwrap();
    let order = Order {
        id: "1".to_owned(),
        total: 0,
        status: Status::Open,
        highest: 8,
        currency: "NOK".to_owned(),
        priority: Some(3),
        expires_at: EpochSeconds(7),
        r#loop: vec![1, 2],
    };
    // Nothing can be missing: the model is made by `From`.
    assert_eq!(Order::from(before.clone()), order);
    assert_eq!(before, OrderOldImage::from(order.clone()));
    // As `Table` does.
    let mut json = serde_json::Deserializer::from_str(r#"{"id": "1"}"#);
    let row = statetopic::__private::RowShape::read_row(&mut json).unwrap();
    assert_eq!(Order::from_row(row), Ok(order.clone()));

    let after: OrderNewImage =
        serde_json::from_str(r#"{"id": "1", "status": "Paid", "priority": null, "cur": "NOK"}"#).unwrap();
    assert_eq!((after.status, after.priority, after.total), (Status::Paid, None, 0));
    assert_eq!(after.changed_since(&before).to_string(), "status, priority");
}
