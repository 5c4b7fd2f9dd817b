//! The library under another path: `crate = …`, and `$crate` in the macros of whoever re-exports it.

pub(crate) mod platform {
    pub mod data {
        pub use statetopic::*;
    }
}

mod by_path {
    use serde::{Deserialize, Serialize};

    use crate::platform::data::{
        self, KeyAttribute, MapAttribute, StateChange, Table, read_model, state_topic, subscriber,
    };

    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
    #[key_attribute(crate = data)]
    pub struct Id(String);

    impl Id {
        pub fn new(id: &str) -> Self {
            Self(id.to_owned())
        }
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
    #[map_attribute(crate = crate::platform::data)]
    pub struct Address {
        pub city: String,
    }

    #[read_model(table = "orders", crate = crate::platform::data)]
    #[state_topic(view = NEW_AND_OLD_IMAGES, crate = super::platform::data)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct Order {
        #[partition_key]
        pub id: Id,
        #[added]
        pub total: u32,
        #[added(default = 1)]
        pub lines: u32,
        #[ttl]
        pub expires_at: Option<data::EpochSeconds>,
        #[index("by-place", partition, projection = keys_only)]
        pub place: Option<String>,
        pub address: Option<Address>,
    }

    #[subscriber(on(Inserted, Removed { cause: Expired }), crate = data, library)]
    pub async fn come_or_expired(change: StateChange<Order>, orders: &Table<Order>) -> data::Result<()> {
        let _ = (change, orders);
        Ok(())
    }
}

mod by_string {
    use serde::{Deserialize, Serialize};

    #[crate::platform::data::read_model(table = "orders", crate = "crate::platform::data")]
    #[derive(Serialize, Deserialize)]
    pub struct Order {
        #[partition_key]
        pub id: String,
        #[added]
        pub total: u32,
    }
}

#[macro_export]
macro_rules! orders {
    ($model:ident) => {
        #[$crate::platform::data::read_model(table = "orders", crate = $crate::platform::data)]
        #[$crate::platform::data::state_topic(view = NEW_IMAGE, crate = $crate::platform::data)]
        #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        pub struct $model {
            #[partition_key]
            pub id: String,
            #[added]
            pub total: u32,
        }

        #[$crate::platform::data::subscriber(on(Inserted { new } if new.id == "1"), crate = $crate::platform::data, library)]
        pub fn inserted(change: $crate::platform::data::StateChange<$model>) {
            let _ = change;
        }
    };
}

mod by_macro {
    crate::orders!(Order);
}

#[macro_export]
macro_rules! generic_orders {
    ($model:ident $parameter:ident $field:ty) => {
        #[$crate::platform::data::read_model(table = "orders", crate = $crate::platform::data)]
        #[$crate::platform::data::state_topic(view = NEW_AND_OLD_IMAGES, crate = $crate::platform::data)]
        #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        pub struct $model<$parameter, Id: $crate::platform::data::KeyAttribute, const LINES: usize> {
            #[partition_key]
            pub id: Id,
            #[added]
            pub total: $field,
            #[added(default)]
            pub note: $parameter,
            #[serde(skip)]
            pub cached: ::std::marker::PhantomData<[u8; LINES]>,
        }
    };
}

mod generic_by_macro {
    crate::generic_orders!(Order T Vec<T>);
}

fn in_a_function() -> String {
    use platform::data;

    #[data::read_model(table = "orders", crate = data)]
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Order {
        #[partition_key]
        id: String,
        #[added]
        total: u32,
    }

    let order = Order { id: "1".to_owned(), total: 1 };
    data::ReadModel::key(&order).to_string()
}

#[test]
fn runs() {
    use std::marker::PhantomData;

    use platform::data::{EpochSeconds, ReadModel, StateChange, Subscriber};

    let address = Some(by_path::Address { city: "oslo".to_owned() });
    let (id, place) = (by_path::Id::new("1"), None);
    let order = by_path::Order { id, total: 1, lines: 2, expires_at: Some(EpochSeconds(1)), place, address };
    let _ = |row: by_path::OrderByPlace| row.key();
    assert_eq!(order.key().to_string(), "1");
    let change = StateChange::Inserted { key: order.key(), new: by_path::OrderNewImage::from(order) };
    assert!(by_path::ComeOrExpiredSubscriber::takes(&change));
    let _ = by_path::come_or_expired;

    assert_eq!(by_string::Order { id: "2".to_owned(), total: 1 }.key().to_string(), "2");
    let order = by_macro::Order { id: "1".to_owned(), total: 1 };
    let change = StateChange::Inserted { key: order.key(), new: by_macro::OrderNewImage::from(order) };
    assert!(by_macro::InsertedSubscriber::takes(&change));
    by_macro::inserted(change);
    assert_eq!(in_a_function(), "1");
    let order = generic_by_macro::Order { id: 1_u32, total: vec![2_u8], note: 3, cached: PhantomData::<[u8; 4]> };
    assert_eq!(order.key(), generic_by_macro::OrderKey { id: 1 });
    let image = generic_by_macro::OrderNewImage { note: 4, ..order.into() };
    assert_eq!((image.id, image.total, image.note), (1, Some(vec![2]), 4));
}
