use statetopic::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
enum Status {
    Open,
    Sent,
}

#[read_model(table = "orders")]
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    status: Status,
}

fn forget(key: OrderKey) -> Delete<Order> {
    key.delete().only_if(|a| a.status.eq(Status::Open))
}

fn main() {}
