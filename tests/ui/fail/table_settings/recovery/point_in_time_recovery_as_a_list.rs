use statetopic::prelude::*;

#[read_model(table = "orders", point_in_time_recovery(7))]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

fn main() {}
