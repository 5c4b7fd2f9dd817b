use statetopic::prelude::*;

#[read_model(table = "page-views")]
#[derive(Serialize, Deserialize)]
struct PageViews {
    #[partition_key]
    page: u64,
    #[sharded(16)]
    views: u64,
}

fn main() {}
