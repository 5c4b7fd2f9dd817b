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

fn between(levels: &Table<Level>) {
    let _ = levels.query("oslo").sort_gt("bolt").sort_lt("nut");
}

fn main() {}
