//! An image is of a side: a function may be of either image, an implementation of one.

use statetopic::ReadModel as _;
use statetopic::prelude::*;
use statetopic::view::Side;

#[read_model(table = "levels")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Level {
    on_hand: u32,
    #[partition_key]
    sku: String,
    #[added]
    reserved: u32,
}

/// Of either image.
fn is_low<S: Side>(level: &LevelRowImage<S>) -> bool {
    level.on_hand < 10
}

impl LevelNewImage {
    fn ran_low_since(&self, old: &LevelOldImage) -> bool {
        is_low(self) && !is_low(old) && !self.changed_since(old).is_empty()
    }
}

trait Describe {
    fn describe(&self) -> String;
}

impl Describe for LevelNewImage {
    fn describe(&self) -> String {
        format!("now {}", self.on_hand)
    }
}

impl Describe for LevelOldImage {
    fn describe(&self) -> String {
        format!("then {}", self.on_hand)
    }
}

/// A model without a topic has rows, and no images.
#[read_model(table = "totals")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Total {
    #[partition_key]
    sku: String,
    count: u32,
}

#[allow(dead_code)]
struct TotalRowImage;

#[test]
fn runs() {
    let old = LevelOldImage { sku: "7".to_owned(), on_hand: 12, reserved: None };
    let new = LevelNewImage { on_hand: 8, ..Level { sku: "7".to_owned(), on_hand: 0, reserved: 1 }.into() };
    assert!(new.ran_low_since(&old));
    assert_eq!((new.describe(), old.describe()), ("now 8".to_owned(), "then 12".to_owned()));
    assert_eq!(format!("{new:?}"), "LevelNewImage { on_hand: 8, sku: \"7\", reserved: Some(1) }");
    assert_eq!(format!("{old:?}"), "LevelOldImage { on_hand: 12, sku: \"7\", reserved: None }");
    assert_eq!(new.clone(), new);
    assert_ne!(LevelOldImage { on_hand: 0, ..old.clone() }, old);
    let LevelNewImage { sku, on_hand, reserved } = new;
    assert_eq!((sku.as_str(), on_hand, reserved), ("7", 8, Some(1)));
    assert!(Level::try_from(old).is_err());
    assert_eq!(TotalKey { sku }, Total { sku: "7".to_owned(), count: 1 }.key());
}
