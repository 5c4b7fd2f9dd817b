use statetopic::prelude::*;

#[read_model(table = "page-views")]
#[derive(Serialize, Deserialize)]
struct PageViews {
    #[partition_key]
    page: String,
    #[sharded(16)]
    views: u64,
}

fn forget(key: &PageViewsKey) -> Writes<PageViews> {
    Writes::new().delete(key)
}

fn main() {}
