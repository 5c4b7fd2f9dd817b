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

#[read_model(table = "invoices")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Invoice {
    #[partition_key]
    id: String,
    total: u32,
}

fn unpaid(key: OrderKey) -> Delete<Order> {
    use statetopic::ReadModel as _;
    key.delete().only_if(|_| Invoice::ATTRIBUTES.total.gt(0))
}

fn main() {}
