use statetopic::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Status {
    Open,
    Sent,
}

#[read_model(table = "orders")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    status: Status,
    total: u32,
}

fn both(orders: Writes<Only<Order, access::Put>>, others: Writes<Only<Order, access::Delete>>) -> Writes<Only<Order, access::Put>> {
    orders.and(others)
}

fn main() {}
