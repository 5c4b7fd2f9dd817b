//! An added field may be missing in an image, whatever its type; the model then is made by `TryFrom`.

use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[added]
    total: u32,
    #[added]
    note: Option<String>,
    #[added]
    #[ttl]
    expires_at: Option<EpochSeconds>,
}

#[test]
fn runs() {
    let order = Order { id: "1".to_owned(), total: 3, note: None, expires_at: None };
    let image = OrderNewImage::from(order.clone());
    assert_eq!((image.total, &image.note), (Some(3), &Some(None)));
    assert_eq!(Order::try_from(image.clone()), Ok(order));

    let written_before = OrderNewImage { total: None, ..image.clone() };
    assert_eq!(Order::try_from(written_before).map_err(|error| error.attribute()), Err("total"));

    let before = OrderOldImage { id: image.id.clone(), total: None, note: None, expires_at: None };
    assert_eq!(image.changed_since(&before).to_string(), "total, note, expires_at");
}
