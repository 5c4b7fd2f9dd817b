use statetopic::prelude::*;

#[read_model(table = "page-views")]
#[derive(Serialize, Deserialize)]
struct PageViews {
    #[partition_key]
    page: String,
    #[sharded(16)]
    views: u64,
}

async fn count(key: PageViewsKey, views: &Table<PageViews>) -> Result<()> {
    views.update(key.update().add(|a| a.views, 1)).await?;
    Ok(())
}

fn main() {}
