use statetopic::prelude::*;

#[read_model(table = "orders", replicas("eu-west-1", "us-east-1", "eu-west-1"))]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn main() {}
