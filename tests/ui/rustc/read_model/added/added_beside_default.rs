use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[added]
    #[serde(default)]
    reserved: u32,
}

fn main() {}
