use statetopic::prelude::*;

#[read_model(table = "orders", replicas(eu_west_1))]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

fn main() {}
