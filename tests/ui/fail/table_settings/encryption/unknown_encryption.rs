use statetopic::prelude::*;

#[read_model(table = "orders", encryption = AWS_OWNER)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn main() {}
