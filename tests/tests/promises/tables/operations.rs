//! Operations as values: where there must be a row or none, and exact decimals.

use rust_decimal::Decimal;
use statetopic::prelude::*;
use statetopic::{Written, access};
use statetopic_local::Local;

#[read_model(table = "articles")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Article {
    #[partition_key]
    sku: String,
    title: String,
    on_hand: u32,
}

#[read_model(table = "turnover")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Turnover {
    #[partition_key]
    shop: String,
    #[serde(default)]
    total: Number,
    #[serde(default, with = "statetopic::decimal")]
    net: Decimal,
    #[serde(default)]
    wide: u128,
}

fn article(title: &str) -> Article {
    Article { sku: "bolt".to_owned(), title: title.to_owned(), on_hand: 7 }
}

fn bolt() -> ArticleKey {
    ArticleKey { sku: "bolt".to_owned() }
}

fn oslo() -> TurnoverKey {
    TurnoverKey { shop: "oslo".to_owned() }
}

#[tokio::test]
async fn a_row_is_created_once_and_replaced_where_it_is() {
    let local = Local::start().unwrap();
    let articles = local.table::<Article>().await.unwrap();
    let error = articles.replace(&article("none")).await.unwrap_err();
    let expected = "PutItem on `articles` failed: the row is not there; `create` or `put` makes one";
    assert!(error.is_condition());
    assert_eq!(error.to_string(), expected);
    assert_eq!(articles.replace(Replace::new(&article("none")).or_skip()).await.unwrap(), Written::Skipped);

    assert_eq!(articles.create(&article("first")).await.unwrap(), Written::Done);
    let error = articles.create(&article("second")).await.unwrap_err();
    let expected = "PutItem on `articles` failed: the row is there already; `replace` or `put` writes over it";
    assert_eq!(error.to_string(), expected);
    assert!(articles.create(Create::new(&article("second")).or_skip()).await.unwrap().is_skipped());
    assert_eq!(articles.get(&bolt()).consistent().await.unwrap(), Some(article("first")));

    assert_eq!(articles.replace(&article("third")).await.unwrap(), Written::Done);
    let replaced = articles.replace(Replace::new(&article("fourth")).only_if(|a| a.on_hand.gt(7)).or_skip()).await;
    assert_eq!(replaced.unwrap(), Written::Skipped);
    assert_eq!(articles.get(&bolt()).consistent().await.unwrap(), Some(article("third")));
}

#[tokio::test]
async fn an_update_of_an_existing_row_makes_none() {
    let local = Local::start().unwrap();
    let articles = local.table::<Article>().await.unwrap();
    let error = articles.update(bolt().update_existing().add(|a| a.on_hand, 1)).await.unwrap_err();
    assert_eq!(error.to_string(), "UpdateItem on `articles` failed: the row is not there; `create` or `put` makes one");
    assert_eq!(articles.get(&bolt()).consistent().await.unwrap(), None);
    articles.put(&article("Bolt")).await.unwrap();
    articles.update(bolt().update_existing().add(|a| a.on_hand, 1)).await.unwrap();
    let error = articles.update(bolt().update_existing().add(|a| a.on_hand, -9)).await.unwrap_err();
    assert_eq!(error.to_string(), "UpdateItem on `articles` failed: an addition would leave its field's range");
    assert_eq!(error.old_row::<Article>().unwrap().unwrap().on_hand, 8);
}

/// An access to puts is one to create and replace as well.
async fn publish(articles: &Table<Article, access::Put>, row: &Article) -> Result<Written> {
    articles.create(Create::new(row).or_skip()).await?;
    Ok(articles.replace(row).await?)
}

#[tokio::test]
async fn what_puts_may_create_and_replace() {
    let local = Local::start().unwrap();
    local.create::<Article>().await.unwrap();
    let connections = local.connections();
    let articles = <Table<Article, access::Put> as statetopic::Resource>::connect(&connections).await.unwrap();
    assert_eq!(publish(&articles, &article("Bolt")).await.unwrap(), Written::Done);
}

#[tokio::test]
async fn decimals_are_added_without_rounding() {
    let local = Local::start().unwrap();
    let turnover = local.table::<Turnover>().await.unwrap();
    let number = |text: &str| text.parse::<Number>().unwrap();
    for (amount, net) in [("0.1", Decimal::new(1, 1)), ("0.2", Decimal::new(2, 1)), ("-1E-28", Decimal::new(-1, 28))] {
        let update = oslo().update().add(|a| a.total, number(amount)).add(|a| a.net, net).add(|a| a.wide, u64::MAX);
        turnover.update(update).await.unwrap();
    }
    let row = turnover.get(&oslo()).consistent().await.unwrap().unwrap();
    assert_eq!(row.total, number("0.2999999999999999999999999999"));
    assert_eq!(Number::from(row.net), row.total);
    assert_eq!(row.wide, 3 * u128::from(u64::MAX));

    let most = Decimal::MAX;
    turnover.put(&Turnover { net: most - Decimal::ONE, ..row.clone() }).await.unwrap();
    turnover.update(oslo().update().add(|a| a.net, 1)).await.unwrap();
    for by in [Decimal::ONE, Decimal::new(1, 2)] {
        let error = turnover.update(oslo().update().add(|a| a.net, by)).await.unwrap_err();
        assert!(error.is_condition(), "{error}");
    }
    turnover.update(oslo().update().add(|a| a.net, -most).add(|a| a.net, -most)).await.unwrap();
    assert_eq!(turnover.get(&oslo()).consistent().await.unwrap().unwrap().net, -most);
}

#[tokio::test]
async fn sums_that_a_number_cannot_hold_are_errors() {
    let local = Local::start().unwrap();
    let turnover = local.table::<Turnover>().await.unwrap();
    let number = |text: &str| text.parse::<Number>().unwrap();
    for (update, said) in [
        (oslo().update().add(|a| a.total, number("1E60")).add(|a| a.total, number("0.01")), "more digits than the 38"),
        (oslo().update().add(|a| a.wide, u128::MAX), "more digits than the 38"),
        (oslo().update().add(|a| a.wide, -1), "exceeds the field's range"),
    ] {
        let error = turnover.update(update).await;
        let error = match error {
            Ok(written) => panic!("{said}: {written:?}"),
            Err(error) => error.to_string(),
        };
        assert!(error.contains(said) || error.contains("leave its field's range"), "{error}");
    }
}
