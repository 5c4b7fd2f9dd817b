use statetopic::prelude::*;

#[read_model(table = "orders")]
struct Order {
    #[partition_key]
    id: String,
}

fn kept(order: &Order) -> Writes<Order> {
    Writes::new().put(order)
}

fn main() {}
