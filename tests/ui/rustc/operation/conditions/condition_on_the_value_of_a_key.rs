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

fn first(key: OrderKey) -> Delete<Order> {
    key.delete().only_if(|a| a.id.eq("1".to_owned()))
}

fn main() {}
