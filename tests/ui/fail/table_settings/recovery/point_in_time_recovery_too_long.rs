use statetopic::prelude::*;

#[read_model(table = "orders", point_in_time_recovery = 36)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn main() {}
