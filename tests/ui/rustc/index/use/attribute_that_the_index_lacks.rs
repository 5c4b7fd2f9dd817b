use statetopic::prelude::*;

#[read_model(table = "levels")]
#[derive(Serialize, Deserialize)]
struct Level {
    #[partition_key]
    warehouse: String,
    #[sort_key]
    #[index("by-sku", partition, projection = keys_only)]
    sku: String,
    on_hand: u32,
}

fn on_hand(row: &LevelBySku) -> u32 {
    row.on_hand
}

fn main() {}
