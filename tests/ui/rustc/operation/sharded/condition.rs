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
    key.update().add(|a| a.views, 1).only_if(|a| a.page.exists())
}

fn main() {}
