use statetopic::prelude::*;

#[read_model(table = "levels")]
#[derive(Serialize, Deserialize)]
struct Level {
    #[partition_key]
    warehouse: String,
    #[sort_key]
    #[index("key", partition, projection = keys_only)]
    sku: String,
}

fn main() {}
