use statetopic::prelude::*;

#[read_model(table = "page-views")]
#[derive(Serialize, Deserialize)]
struct PageViews {
    #[partition_key]
    page: String,
    #[sharded(16)]
    views: u64,
}

fn reset(key: PageViewsKey) -> Update<PageViews> {
    key.update().set(|a| a.views, 0)
}

fn main() {}
