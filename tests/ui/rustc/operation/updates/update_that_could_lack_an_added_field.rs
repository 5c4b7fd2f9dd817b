use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    note: Option<String>,
    #[added]
    currency: Option<String>,
    #[added(default)]
    total: u32,
}

fn raise(key: OrderKey) -> Writes<Order> {
    Writes::new().update(key.update().add(|a| a.total, 1))
}

fn main() {}
