use statetopic::prelude::*;

#[read_model(table = "page-views")]
#[derive(Serialize, Deserialize)]
struct PageViews {
    #[partition_key]
    page: String,
    #[sort_key]
    #[sharded(16)]
    views: u64,
}

fn main() {}
