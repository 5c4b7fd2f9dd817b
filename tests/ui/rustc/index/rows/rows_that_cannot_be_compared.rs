use statetopic::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Label(String);

#[read_model(table = "levels")]
#[derive(Serialize, Deserialize)]
struct Level {
    #[partition_key]
    warehouse: String,
    #[index("by-sku", partition, projection = include(label))]
    sku: String,
    label: Label,
}

fn main() {}
