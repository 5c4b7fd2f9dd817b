//! Pages change, and the stream contains their keys.

use keys_only::{Page, PageChangedSubscriber, PageKey, StalePage, StalePageKey};
use statetopic::prelude::*;
use statetopic_local::Local;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let local = Local::start()?;
    let stale = local.table::<StalePage>().await?;
    local.subscribe::<PageChangedSubscriber>().await?;
    let pages = local.table::<Page>().await?;
    for (path, text) in [("/start", "Welcome"), ("/rules", "No running"), ("/start", "Welcome back")] {
        pages.put(&Page { path: path.to_owned(), text: text.to_owned() }).await?;
    }
    pages.delete(&PageKey { path: "/rules".to_owned() }).await?;
    local.settle().await?;

    println!("What the function was told, with the view KEYS_ONLY:");
    for record in statetopic::decode::<Page>(&local.changes_of::<Page>()?.to_json())? {
        let record = record?;
        println!("  {:<8} {}", record.change().kind(), record.key());
    }
    println!("What the index must read again:");
    for path in ["/rules", "/start"] {
        if let Some(page) = stale.get(&StalePageKey { path: path.to_owned() }).await? {
            println!("  {}", page.path);
        }
    }
    Ok(())
}
