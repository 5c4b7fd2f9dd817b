//! A field without a value is not an attribute of its item: `None` in an update, and in the key of an index.

use std::collections::BTreeSet;

use serde_json::json;
use statetopic::Function;
use statetopic::prelude::*;
use statetopic_local::Local;
use statetopic_tests::event::{Change, event};
use statetopic_tests::recount::scan;

#[read_model(table = "articles")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Article {
    #[partition_key]
    sku: String,
    #[index("by-shelf", partition)]
    shelf: Option<String>,
    #[index("by-shelf", sort)]
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<u32>,
    note: Option<String>,
    sizes: Sizes,
    remark: Remark,
    #[added]
    supplier: Option<String>,
    #[added]
    colors: Sizes,
}

/// Written as a set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
struct Sizes(#[serde(with = "serde_dynamo::number_set")] BTreeSet<u32>);

impl statetopic::SetAttribute for Sizes {}

/// serde reads no `None` of this where the attribute is missing, but it does of a `NULL`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Remark(Option<String>);

fn article() -> Article {
    Article {
        sku: "bolt".to_owned(),
        shelf: Some("A1".to_owned()),
        place: Some(3),
        note: Some("steel".to_owned()),
        sizes: Sizes([8].into()),
        remark: Remark(Some("sold out".to_owned())),
        supplier: Some("Hansen".to_owned()),
        colors: Sizes([3].into()),
    }
}

fn bare() -> Article {
    let (sizes, colors) = Default::default();
    Article { shelf: None, place: None, note: None, sizes, remark: Remark(None), supplier: None, colors, ..article() }
}

fn key() -> ArticleKey {
    ArticleKey { sku: "bolt".to_owned() }
}

/// The names of the row's attributes.
async fn attributes(local: &Local) -> Vec<String> {
    let mut names: Vec<String> = scan(&local.client(), "articles").await.remove(0).into_keys().collect();
    names.sort();
    names
}

#[tokio::test]
async fn an_update_removes_what_it_sets_to_none() {
    let local = Local::start().unwrap();
    let articles = local.table::<Article>().await.unwrap();
    articles.put(&article()).await.unwrap();
    let update = key().update_existing().set(|a| a.shelf, None).set(|a| a.place, None).set(|a| a.note, None);
    let update = update.set(|a| a.sizes, Sizes::default()).set(|a| a.colors, Sizes::default());
    articles.update(update.set(|a| a.remark, Remark(None)).set(|a| a.supplier, None)).await.unwrap();
    // `NULL` stays where a row without the attribute would not be one where the field is `None`.
    assert_eq!(attributes(&local).await, ["remark", "sku", "supplier"]);
    assert_eq!(articles.get(&key()).await.unwrap(), Some(bare()));

    let update = key().update_existing().set(|a| a.note, Some("zinc".to_owned())).set(|a| a.place, None);
    articles.update(update).await.unwrap();
    assert_eq!(attributes(&local).await, ["note", "remark", "sku", "supplier"]);
}

#[tokio::test]
async fn what_is_removed_is_read_as_what_it_is_without_an_attribute() {
    let local = Local::start().unwrap();
    let articles = local.table::<Article>().await.unwrap();
    articles.put(&article()).await.unwrap();
    let update =
        key().update_existing().remove(|a| a.shelf).remove(|a| a.sizes).remove(|a| a.supplier).remove(|a| a.colors);
    articles.update(update).await.unwrap();
    assert_eq!(attributes(&local).await, ["note", "place", "remark", "sku", "supplier"]);
    let (sizes, colors) = Default::default();
    let expected = Article { shelf: None, sizes, supplier: None, colors, ..article() };
    assert_eq!(articles.get(&key()).await.unwrap(), Some(expected));
}

#[tokio::test]
async fn a_put_leaves_out_the_keys_of_indexes_that_are_none() {
    let local = Local::start().unwrap();
    let articles = local.table::<Article>().await.unwrap();
    articles.put(&bare()).await.unwrap();
    // The others are as serde writes them.
    assert_eq!(attributes(&local).await, ["note", "remark", "sku", "supplier"]);
    assert_eq!(articles.get(&key()).await.unwrap(), Some(bare()));
}

#[read_model(table = "recounts")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Recount {
    #[partition_key]
    id: String,
    found: bool,
}

#[subscriber(library, on(Inserted))]
fn recount(change: StateChange<Recount>) -> Writes<Article> {
    match change.new() {
        Some(RecountNewImage { found: true, .. }) => Writes::new().put(&bare()),
        _ => {
            Writes::new().update(key().update_existing().set(|a| a.shelf, None).remove(|a| a.note).remove(|a| a.sizes))
        }
    }
}

#[tokio::test]
async fn writes_do_as_tables_do() {
    let local = Local::start().unwrap();
    let articles = local.table::<Article>().await.unwrap();
    local.create_table(&statetopic::ledger::SCHEMA).await.unwrap();
    let recount = Function::<RecountSubscriber>::connect(&local.connections()).await.unwrap();
    let updated = vec!["colors", "place", "remark", "sku", "supplier"];
    for (number, found, expected) in [(1, false, updated), (2, true, vec!["note", "remark", "sku", "supplier"])] {
        articles.put(&article()).await.unwrap();
        let change = Change::insert(number, "recount", json!({ "found": { "BOOL": found } }));
        let response = recount.invoke(&event([change]), None).await.unwrap();
        assert_eq!(response.checkpoint(), None);
        assert_eq!(attributes(&local).await, expected);
    }
}
