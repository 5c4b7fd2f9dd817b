use statetopic::prelude::*;

#[read_model(table = "orders", deletion_protection, deletion_protection)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

fn main() {}
