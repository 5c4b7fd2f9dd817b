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
}

fn both(orders: Writes<Order>, invoices: Writes<Invoice>) -> Writes<Order> {
    orders.and(invoices)
}

fn main() {}
