use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn newer(order: &Order) -> Put<Order> {
    Put::new(order).if_newer()
}

fn main() {}
