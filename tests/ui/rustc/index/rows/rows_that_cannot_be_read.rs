use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Label(String);

#[read_model(table = "levels")]
#[derive(Serialize)]
struct Level {
    #[partition_key]
    warehouse: String,
    #[index("by-sku", partition, projection = include(label))]
    sku: String,
    label: Label,
}

fn main() {}
