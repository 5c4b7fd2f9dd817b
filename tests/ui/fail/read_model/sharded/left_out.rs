use statetopic::prelude::*;

#[read_model(table = "page-views")]
#[derive(Serialize, Deserialize)]
struct PageViews {
    #[partition_key]
    page: String,
    #[sharded(16)]
    #[serde(default, skip_serializing_if = "is_zero")]
    views: u64,
}

fn is_zero(views: &u64) -> bool {
    *views == 0
}

fn main() {}
