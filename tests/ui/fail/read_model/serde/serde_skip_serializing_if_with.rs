use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "read")]
    total: Option<u32>,
}

fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    Deserialize::deserialize(deserializer)
}

fn main() {}
