use statetopic::prelude::*;

#[read_model(table = "page-views")]
#[derive(Serialize, Deserialize)]
struct PageViews {
    #[partition_key]
    page: String,
    #[sharded(16)]
    #[index("by-views", partition)]
    views: u64,
}

fn main() {}
