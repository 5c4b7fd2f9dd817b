use statetopic::prelude::*;

#[read_model(table = "page-views")]
#[derive(Serialize, Deserialize)]
struct PageViews {
    #[partition_key]
    page: String,
    #[sharded(16)]
    views: u64,
}

fn count(key: PageViewsKey) -> Update<PageViews> {
    key.update_existing().add(|a| a.views, 1)
}

fn main() {}
