use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn main() {
    let key = OrderKey { id: "1".to_owned() };
    let _ = key.update_existing().remove(|a| a.total);
}
