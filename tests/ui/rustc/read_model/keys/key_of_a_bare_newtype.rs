use statetopic::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct OrderId(String);

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: OrderId,
}

fn main() {}
