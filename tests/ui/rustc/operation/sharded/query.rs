use statetopic::prelude::*;

#[read_model(table = "page-views")]
#[derive(Serialize, Deserialize)]
struct PageViews {
    #[partition_key]
    page: String,
    #[sharded(16)]
    views: u64,
}

async fn all(views: &Table<PageViews>) -> Result<Vec<PageViews>> {
    Ok(views.query("start").unlimited().rows().await?)
}

fn main() {}
