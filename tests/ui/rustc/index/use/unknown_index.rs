use statetopic::prelude::*;

#[read_model(table = "levels")]
#[derive(Serialize, Deserialize)]
struct Level {
    #[partition_key]
    warehouse: String,
    #[sort_key]
    #[index("by-sku", partition)]
    sku: String,
}

use statetopic::index::Indexed as _;

fn main() {
    let _ = Level::INDEXES.by_skus;
}
