//! What a subscriber may listen to is the library's to say.

use statetopic::prelude::*;
use statetopic::subscriber::InputKind;

#[read_model(table = "orders")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

struct Changed(OrderKey);

impl statetopic::Input for Changed {
    type Topic = Order;

    const KIND: InputKind = InputKind::Changes;

    fn from_records(first: Record<Order>, _: impl FnOnce(Record<Order>) -> Batch<Order>) -> Self {
        Self(first.key().clone())
    }
}

fn main() {}
