//! The notification on the embedded engine.

use keys_only::{Page, PageChangedSubscriber, PageKey, StalePage, StalePageKey};
use statetopic::prelude::*;
use statetopic_local::{Delivery, Local};

#[tokio::test]
async fn a_page_that_is_new_changed_or_gone_is_stale() -> Result<()> {
    let local = Local::start()?;
    let stale = local.table::<StalePage>().await?;
    local.subscribe::<PageChangedSubscriber>().await?.set_delivery(Delivery::Twice).await;
    let pages = local.table::<Page>().await?;
    let page = |text: &str| Page { path: "/start".to_owned(), text: text.to_owned() };
    let key = StalePageKey { path: "/start".to_owned() };

    for text in [Some("Welcome"), Some("Welcome back"), None] {
        match text {
            Some(text) => pages.put(&page(text)).await?,
            None => pages.delete(&PageKey { path: "/start".to_owned() }).await?,
        };
        assert_eq!(stale.get(&key).consistent().await?, None, "nobody has been told of {text:?}");
        local.settle().await?;
        assert!(stale.get(&key).consistent().await?.is_some(), "{text:?}");
        stale.delete(&key).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_text_is_in_no_event() -> Result<()> {
    let local = Local::start()?;
    let pages = local.table::<Page>().await?;
    pages.put(&Page { path: "/start".to_owned(), text: "between us".to_owned() }).await?;
    let event = String::from_utf8(local.changes_of::<Page>()?.to_json())?;
    assert!(event.contains("/start") && !event.contains("between us"), "{event}");
    Ok(())
}

#[tokio::test]
async fn the_role_allows_what_is_done_and_nothing_else() -> Result<()> {
    let local = Local::start()?;
    local.subscribe::<PageChangedSubscriber>().await?;
    let pages = local.table::<Page>().await?;
    pages.put(&Page { path: "/start".to_owned(), text: "Welcome".to_owned() }).await?;
    local.settle().await?;
    let role = local.role_of::<PageChangedSubscriber>();
    assert_eq!((role.missing(), role.spare()), (vec![], vec![]));
    Ok(())
}
