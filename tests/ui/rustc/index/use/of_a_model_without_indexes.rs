use statetopic::prelude::*;

#[read_model(table = "levels")]
#[derive(Serialize, Deserialize)]
struct Level {
    #[partition_key]
    warehouse: String,
    #[sort_key]
    sku: String,
}

fn indexes<M: statetopic::index::Indexed>() {}

fn main() {
    indexes::<Level>();
}
