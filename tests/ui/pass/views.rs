//! All four views: what one captures is there, what it does not is the same name without fields.

use statetopic::prelude::*;
use statetopic::view::{KEYS_ONLY, NEW_IMAGE, New, NotCaptured, OLD_IMAGE, Old};

macro_rules! orders {
    ($module:ident $view:ident) => {
        mod $module {
            use statetopic::prelude::*;

            #[read_model(table = "orders")]
            #[state_topic(view = $view)]
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
            pub struct Order {
                #[partition_key]
                pub id: String,
                pub total: u32,
            }

            pub fn key() -> OrderKey {
                OrderKey { id: "1".to_owned() }
            }

            pub fn order() -> Order {
                Order { id: "1".to_owned(), total: 3 }
            }
        }
    };
}

orders!(keys_only KEYS_ONLY);
orders!(new_image NEW_IMAGE);
orders!(old_image OLD_IMAGE);
orders!(both NEW_AND_OLD_IMAGES);

/// What no image shows need be neither compared, nor cloned, nor printed.
#[derive(Serialize, Deserialize)]
struct Place;

#[read_model(table = "visits")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Serialize, Deserialize)]
struct Visit {
    #[partition_key]
    id: String,
    place: Place,
    #[serde(skip)]
    seen: Option<Box<dyn for<'a> Fn(&'a str) -> &'a str + Send + Sync>>,
    #[serde(skip)]
    heard: Option<Box<dyn Fn(&str) -> u32 + Send + Sync>>,
}

#[test]
fn runs() {
    let visit = Visit { id: "1".to_owned(), place: Place, seen: None, heard: None };
    assert_eq!((visit.place, visit.seen.is_none(), visit.heard.is_none()).1, true);
    let change: StateChange<keys_only::Order> = StateChange::Modified {
        key: keys_only::key(),
        old: NotCaptured::<Old, KEYS_ONLY>::new(),
        new: NotCaptured::<New, KEYS_ONLY>::new(),
    };
    assert_eq!(change.key(), &keys_only::key());
    assert_eq!(change, change.clone());
    let _: (keys_only::OrderNewImage, keys_only::OrderOldImage) = (NotCaptured::new(), NotCaptured::new());
    assert_eq!(keys_only::order().total, 3);

    let change: StateChange<new_image::Order> = StateChange::Modified {
        key: new_image::key(),
        old: NotCaptured::<Old, NEW_IMAGE>::new(),
        new: new_image::OrderNewImage::from(new_image::order()),
    };
    assert_eq!(change.new().map(|new| new.total), Some(3));

    let change: StateChange<old_image::Order> = StateChange::Removed {
        key: old_image::key(),
        old: old_image::OrderOldImage { id: "1".to_owned(), total: 4 },
        cause: Removal::Expired,
    };
    assert_eq!(change.old().map(|old| old.total), Some(4));
    let _: old_image::OrderNewImage = NotCaptured::<New, OLD_IMAGE>::new();

    let old = both::OrderOldImage::from(both::order());
    let new = both::OrderNewImage { total: 5, ..both::order().into() };
    assert!(new.changed_since(&old).contains(|a| a.total));
    assert_eq!(new.changed_since(&old).len(), 1);
    let change: StateChange<both::Order> = StateChange::Modified { key: both::key(), old, new };
    assert_eq!(format!("{change:?}").contains("total: 5"), true);
}
