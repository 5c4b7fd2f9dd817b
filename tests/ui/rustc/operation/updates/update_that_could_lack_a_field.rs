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

fn raise(key: OrderKey) -> Writes<Order> {
    Writes::new().update(key.update().add(|a| a.total, 1))
}

fn main() {}
