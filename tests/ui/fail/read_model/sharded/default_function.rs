use statetopic::prelude::*;

#[read_model(table = "page-views")]
#[derive(Serialize, Deserialize)]
struct PageViews {
    #[partition_key]
    page: String,
    #[sharded(16)]
    #[serde(default = "seven")]
    views: u64,
}

fn seven() -> u64 {
    7
}

fn main() {}
