use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[version]
    #[serde(skip_serializing_if = "is_zero", default)]
    version: u64,
}

fn is_zero(version: &u64) -> bool {
    *version == 0
}

fn main() {}
