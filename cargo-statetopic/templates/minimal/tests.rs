//! Given rows, when an article changes, then rows.

use statetopic::prelude::*;
use statetopic_local::{Clock, Delivery, Local, Scenario};

use {{crate}}::{Article, ArticleKey, CountArticlesSubscriber, Shelf};

fn article(id: u32, shelf: &str) -> Article {
    Article {
        id,
        shelf: shelf.to_owned(),
    }
}

fn shelf(name: &str, articles: u32) -> Shelf {
    Shelf {
        name: name.to_owned(),
        articles,
    }
}

#[tokio::test]
async fn an_article_that_moves_counts_where_it_is() -> Result<()> {
    let scenario = Scenario::new()
        .given(&article(1, "A"))
        .await?
        .given(&shelf("A", 1))
        .await?
        .when_put::<CountArticlesSubscriber, _>(&article(1, "B"))
        .await?;
    assert_eq!(scenario.then::<Shelf>()?, [shelf("A", 0), shelf("B", 1)]);
    Ok(())
}

#[tokio::test]
async fn an_article_that_goes_counts_no_more() -> Result<()> {
    let scenario = Scenario::new()
        .given(&article(1, "A"))
        .await?
        .given(&shelf("A", 3))
        .await?
        .when_deleted::<CountArticlesSubscriber, Article>(&ArticleKey { id: 1 })
        .await?;
    assert_eq!(scenario.then::<Shelf>()?, [shelf("A", 2)]);
    Ok(())
}

#[tokio::test]
async fn every_change_counts_once_though_every_batch_comes_twice() -> Result<()> {
    let local = Local::start_in_memory(Clock::wall());
    let subscription = local.subscribe::<CountArticlesSubscriber>().await?;
    subscription.set_delivery(Delivery::Twice).await;
    let articles = local.table::<Article>().await?;
    for id in 0..20 {
        articles.put(&article(id, "A")).await?;
    }
    local.settle().await?;
    let shelves: Vec<Shelf> = local
        .engine()
        .tables()
        .ok_or("no tables")?
        .models("shelves")?;
    assert_eq!(shelves, [shelf("A", 20)]);
    Ok(())
}
