//! `Table<M>` on the embedded engine: single rows, and rows that do not fit.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_sdk_dynamodb::types::AttributeValue;
use statetopic::prelude::*;
use statetopic_local::Local;
use statetopic_tests::recount::scan;

#[read_model(table = "articles")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Article {
    #[partition_key]
    shop: String,
    #[sort_key]
    #[serde(rename = "articleNumber")]
    number: u64,
    title: String,
    on_hand: u8,
    lines: Vec<Line>,
    #[added(default = "EUR".to_owned())]
    currency: String,
    #[added]
    supplier: String,
    #[ttl]
    expires_at: Option<EpochSeconds>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Line {
    quantity: i64,
}

/// A row that updates can make: every field may be missing.
#[read_model(table = "drafts")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Draft {
    #[partition_key]
    id: Id,
    title: Option<String>,
    #[serde(default)]
    revisions: i16,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, KeyAttribute, Serialize, Deserialize)]
struct Id(i32);

fn article(number: u64) -> Article {
    Article {
        shop: "oslo".to_owned(),
        number,
        title: "Mutter M8 – ½″".to_owned(),
        on_hand: 7,
        lines: vec![Line { quantity: i64::MIN }, Line { quantity: i64::MAX }],
        currency: "NOK".to_owned(),
        supplier: "Hansen".to_owned(),
        expires_at: Some(EpochSeconds(1_800_000_000)),
    }
}

fn key(number: u64) -> ArticleKey {
    ArticleKey { shop: "oslo".to_owned(), number }
}

async fn articles() -> (Local, Table<Article>) {
    let local = Local::start().unwrap();
    let articles = local.table::<Article>().await.unwrap();
    (local, articles)
}

fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn n(number: &str) -> AttributeValue {
    AttributeValue::N(number.to_owned())
}

/// Writes the row of article 1 as somebody else would, with these attributes beside the key.
async fn put_raw(local: &Local, attributes: &[(&str, AttributeValue)]) {
    let mut request = local.client().put_item().table_name("articles").item("shop", s("oslo"));
    request = request.item("articleNumber", n("1"));
    for (name, value) in attributes {
        request = request.item(*name, value.clone());
    }
    Box::pin(request.send()).await.unwrap();
}

#[tokio::test]
async fn a_row_is_read_as_it_was_written() {
    let (_local, articles) = articles().await;
    for row in [article(u64::MAX), Article { lines: Vec::new(), title: String::new(), expires_at: None, ..article(0) }]
    {
        articles.put(&row).await.unwrap();
        let key = key(row.number);
        assert_eq!(articles.get(&key).await.unwrap(), Some(row.clone()));
        assert_eq!(articles.get(&key).consistent().await.unwrap(), Some(row));
    }
    assert_eq!(articles.get(&key(5)).await.unwrap(), None);
}

#[tokio::test]
async fn a_row_stands_in_the_table_under_the_names_that_serde_gives_it() {
    let (local, articles) = articles().await;
    articles.put(&article(1)).await.unwrap();
    let rows = scan(&local.client(), "articles").await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["articleNumber"], n("1"));
    assert_eq!(rows[0]["onHand"], n("7"));
    assert_eq!(rows[0]["expiresAt"], n("1800000000"));
}

#[tokio::test]
async fn a_put_replaces_the_whole_row() {
    let (local, articles) = articles().await;
    put_raw(&local, &[("leftover", s("x"))]).await;
    articles.put(&article(1)).await.unwrap();
    assert!(!scan(&local.client(), "articles").await[0].contains_key("leftover"));
    assert_eq!(articles.get(&key(1)).await.unwrap(), Some(article(1)));
}

#[tokio::test]
async fn a_deleted_row_is_gone_and_one_that_was_not_there_stays_so() {
    let (_local, articles) = articles().await;
    articles.put(&article(1)).await.unwrap();
    articles.put(&article(2)).await.unwrap();
    for _ in 0..2 {
        articles.delete(&key(1)).await.unwrap();
        assert_eq!(articles.get(&key(1)).await.unwrap(), None);
    }
    assert_eq!(articles.get(&key(2)).await.unwrap(), Some(article(2)));
}

#[tokio::test]
async fn an_update_writes_its_attributes_and_no_other() {
    let (_local, articles) = articles().await;
    articles.put(&article(1)).await.unwrap();
    let update =
        key(1).update_existing().set(|a| a.title, "Bolt".to_owned()).add(|a| a.on_hand, -7).set(|a| a.expires_at, None);
    articles.update(update).await.unwrap();
    let expected = Article { title: "Bolt".to_owned(), on_hand: 0, expires_at: None, ..article(1) };
    assert_eq!(articles.get(&key(1)).await.unwrap(), Some(expected));
}

#[tokio::test]
async fn an_update_sets_an_empty_text() {
    let (local, articles) = articles().await;
    articles.put(&article(1)).await.unwrap();
    articles.update(key(1).update_existing().set(|a| a.title, String::new())).await.unwrap();
    assert_eq!(articles.get(&key(1)).await.unwrap().unwrap().title, "");
    assert_eq!(scan(&local.client(), "articles").await[0]["title"], s(""));
}

#[tokio::test]
async fn an_update_makes_a_row_that_is_not_there() {
    let local = Local::start().unwrap();
    let drafts = local.table::<Draft>().await.unwrap();
    let key = DraftKey { id: Id(-3) };
    drafts.update(key.clone().update().add(|a| a.revisions, -5).add(|a| a.revisions, 2)).await.unwrap();
    assert_eq!(drafts.get(&key).await.unwrap(), Some(Draft { id: Id(-3), title: None, revisions: -3 }));
}

#[tokio::test]
async fn an_addition_out_of_range_is_a_failed_condition_and_changes_nothing() {
    let (_local, articles) = articles().await;
    articles.put(&article(1)).await.unwrap();
    for delta in [249, -8] {
        let update = key(1).update_existing().add(|a| a.on_hand, delta).set(|a| a.title, "Bolt".to_owned());
        let error = articles.update(update).await.unwrap_err();
        assert!(error.is_condition(), "{error}");
        assert_eq!(error.to_string(), "UpdateItem on `articles` failed: an addition would leave its field's range");
        assert_eq!(articles.get(&key(1)).await.unwrap(), Some(article(1)));
    }
    articles.update(key(1).update_existing().add(|a| a.on_hand, 248)).await.unwrap();
    assert_eq!(articles.get(&key(1)).await.unwrap().unwrap().on_hand, 255);
}

#[tokio::test]
async fn an_update_that_cannot_be_carried_out_is_refused_before_it_is_sent() {
    let (local, articles) = articles().await;
    let calls = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&calls);
    local.engine().inject(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        statetopic_local::FaultAction::Pass
    });
    let twice = key(1).update_existing().set(|a| a.title, "a".to_owned()).set(|a| a.title, "b".to_owned());
    for (update, said) in [
        (twice, "two actions on `Article.title`"),
        (key(1).update_existing().set(|a| a.on_hand, 1).add(|a| a.on_hand, 1), "two actions on `Article.onHand`"),
        (
            key(1).update_existing().add(|a| a.on_hand, 256),
            "the addition to `Article.onHand` exceeds the field's range",
        ),
        (key(1).update_existing(), "the update of `Article` does nothing"),
    ] {
        let error = articles.update(update).await.unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    assert_eq!(calls.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_row_from_before_a_field_was_added_is_read_or_names_the_field() {
    let (local, articles) = articles().await;
    let lines = AttributeValue::L(Vec::new());
    let old = [("title", s("Bolt")), ("onHand", n("7")), ("lines", lines), ("supplier", s("Hansen"))];
    put_raw(&local, &old).await;
    let row = articles.get(&key(1)).await.unwrap().unwrap();
    assert_eq!((row.currency.as_str(), row.supplier.as_str(), row.expires_at), ("EUR", "Hansen", None));

    put_raw(&local, &old[..3]).await;
    let error = articles.get(&key(1)).await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert!(error.to_string().contains("the row lacks `supplier`"), "{error}");
}

#[tokio::test]
async fn a_row_that_does_not_fit_its_model_is_an_error_with_the_path() {
    let (local, articles) = articles().await;
    let line = |quantity| AttributeValue::M([("quantity".to_owned(), quantity)].into());
    let lines = AttributeValue::L(vec![line(n("1")), line(n("2")), line(s("three"))]);
    put_raw(&local, &[("title", s("Bolt")), ("onHand", n("7")), ("lines", lines)]).await;
    let expected = "cannot decode `Article.lines[2].quantity` from a row: expected N, found S";
    let get = articles.get(&key(1)).await.unwrap_err();
    assert!(get.is_decode());
    assert_eq!(get.to_string(), format!("GetItem on `articles` failed: {expected}"));
    let query = articles.query("oslo").unlimited().rows().await.unwrap_err();
    assert!(query.is_decode());
    assert_eq!(query.to_string(), format!("Query on `articles` failed: {expected}"));
}
