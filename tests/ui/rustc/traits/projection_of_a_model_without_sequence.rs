use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

fn same(order: &Order) -> Projection<Order> {
    Projection::row(order)
}

fn main() {}
