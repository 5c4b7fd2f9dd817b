use statetopic::prelude::*;

#[read_model(table = "orders", tags(team))]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn main() {}
