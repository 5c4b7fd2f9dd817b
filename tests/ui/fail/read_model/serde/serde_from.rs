use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
#[serde(from = "Plain")]
struct Order {
    #[partition_key]
    id: String,
}

#[derive(Clone, Serialize, Deserialize)]
struct Plain {
    id: String,
}

impl From<Plain> for Order {
    fn from(plain: Plain) -> Self {
        Self { id: plain.id }
    }
}

impl From<Order> for Plain {
    fn from(order: Order) -> Self {
        Self { id: order.id }
    }
}

fn main() {}
