//! Models and subscribers out of a `macro_rules!`, whichever parts the caller gives.

use statetopic::Subscriber;
use statetopic::prelude::*;

macro_rules! model {
    ($name:ident { $key:ident: $key_type:ty, $($field:ident: $type:ty),* }) => {
        #[read_model(table = "rows")]
        #[state_topic(view = NEW_AND_OLD_IMAGES)]
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        struct $name {
            #[partition_key]
            $key: $key_type,
            $($field: $type,)*
            #[added]
            rate: f64,
        }
    };
}

model!(Order { id: String, total: u32, tags: Vec<String> });

macro_rules! by_type {
    ($type:ty) => {
        #[subscriber(on(Inserted { new } if new.total > 1), library)]
        fn by_type(change: $type, orders: &Table<Order>) {
            let _ = (change, orders);
        }
    };
}

macro_rules! by_function {
    ($function:item) => {
        #[subscriber(library)]
        $function
    };
}

macro_rules! by_guard {
    ($guard:ident) => {
        #[subscriber(on(Inserted { new } if $guard(new)), library)]
        async fn by_guard(change: StateChange<Order>) {
            let _ = change;
        }
    };
}

by_type!(StateChange<Order>);
by_function!(
    fn by_function(change: StateChange<Order>, orders: &Table<Order>) {
        let _ = (change, orders);
    }
);

fn is_rated(new: &OrderNewImage) -> bool {
    new.rate.is_some()
}

by_guard!(is_rated);

#[test]
fn runs() {
    let order = Order { id: "1".to_owned(), total: 2, tags: Vec::new(), rate: 0.5 };
    let change = StateChange::Inserted { key: OrderKey { id: "1".to_owned() }, new: OrderNewImage::from(order) };
    assert!(ByTypeSubscriber::takes(&change));
    assert!(ByFunctionSubscriber::takes(&change));
    assert!(ByGuardSubscriber::takes(&change));
}
