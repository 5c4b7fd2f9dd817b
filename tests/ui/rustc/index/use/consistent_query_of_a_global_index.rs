use statetopic::prelude::*;

#[read_model(table = "levels")]
#[derive(Serialize, Deserialize)]
struct Level {
    #[partition_key]
    warehouse: String,
    #[sort_key]
    #[index("by-shelf", sort)]
    sku: String,
    #[index("by-shelf", partition)]
    hall: String,
    #[index("by-shelf", partition(1))]
    shelf: u32,
}

fn latest(levels: &Table<Level>) {
    let _ = levels.index(|i| i.by_shelf).query(("h1", 7)).consistent();
}

fn main() {}
