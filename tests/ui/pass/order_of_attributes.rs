//! The two attributes and the derives stand in any order.

use statetopic::prelude::*;
use statetopic::schema::ScalarType;
use statetopic::view::StreamView;
use statetopic::{ReadModel, StateTopic};

mod model_first {
    use super::*;

    #[read_model(table = "orders")]
    #[state_topic(view = NEW_AND_OLD_IMAGES)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct Order {
        #[partition_key]
        pub id: String,
        pub total: u32,
    }
}

mod topic_first {
    use super::*;

    #[state_topic(view = NEW_AND_OLD_IMAGES)]
    #[read_model(table = "orders")]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct Order {
        #[partition_key]
        pub id: String,
        pub total: u32,
    }
}

mod derives_first {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[read_model(table = "orders")]
    #[state_topic(view = NEW_AND_OLD_IMAGES)]
    pub struct Order {
        #[partition_key]
        pub id: String,
        pub total: u32,
    }
}

mod derives_between {
    use super::*;

    #[derive(Clone, Debug)]
    #[statetopic::state_topic(view = NEW_AND_OLD_IMAGES)]
    #[derive(PartialEq)]
    #[statetopic::read_model(table = "orders")]
    #[derive(Serialize, Deserialize)]
    pub struct Order {
        #[partition_key]
        pub id: String,
        pub total: u32,
    }
}

fn check<T: StateTopic>() {
    assert_eq!(T::NAME, "Order");
    assert_eq!(T::VIEW, StreamView::NewAndOldImages);
    assert_eq!(T::SCHEMA.table, "orders");
    assert_eq!(T::SCHEMA.partition_key.name, "id");
    assert_eq!(T::SCHEMA.partition_key.scalar_type, ScalarType::S);
}

#[test]
fn runs() {
    check::<model_first::Order>();
    check::<topic_first::Order>();
    check::<derives_first::Order>();
    check::<derives_between::Order>();
    let order = derives_between::Order { id: "1".to_owned(), total: 3 };
    assert_eq!(order.key(), derives_between::OrderKey { id: "1".to_owned() });
}
