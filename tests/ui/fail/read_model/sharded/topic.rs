use statetopic::prelude::*;

#[read_model(table = "page-views")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct PageViews {
    #[partition_key]
    page: String,
    #[sharded(16)]
    views: u64,
}

fn main() {}
