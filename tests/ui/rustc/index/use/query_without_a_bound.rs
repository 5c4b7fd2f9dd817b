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

async fn all(levels: &Table<Level>) -> Result<Vec<Level>> {
    Ok(levels.query("oslo").rows().await?)
}

fn main() {}
