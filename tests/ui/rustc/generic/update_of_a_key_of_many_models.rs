use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order<T> {
    #[partition_key]
    id: String,
    total: T,
}

fn add(key: OrderKey) {
    let _: Update<Order<u32>> = key.update().add(|a| a.total, 1);
}

fn main() {}
