//! One entry of a map by its key, in updates of `Table` and in `Writes`, on the embedded engine and in memory.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};
use statetopic::memory::MemoryTables;
use statetopic::prelude::*;
use statetopic::{Clock, Connections, Function, ReadModel as _, Resource as _};
use statetopic_tests::event::{Change, event, sequence_number};
use statetopic_tests::on_both_stores;
use statetopic_tests::store::Store;

#[read_model(table = "articles")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Article {
    #[partition_key]
    sku: String,
    labels: BTreeMap<String, String>,
    #[serde(default)]
    pieces: HashMap<Size, u32>,
    #[serde(default)]
    prices: Option<BTreeMap<u64, Option<Number>>>,
    #[serde(default)]
    bins: Vec<Bin>,
    bin: Option<Bin>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, MapAttribute)]
struct Bin {
    #[serde(rename = "the labels")]
    labels: BTreeMap<Row, Place>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Row(String);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Place {
    floor: i8,
    #[serde(default)]
    tags: StringSet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Size {
    VerySmall,
    Large,
}

on_both_stores! {
    #[tokio::test]
    async fn an_entry_is_set_and_removed_and_the_others_stay;
    #[tokio::test]
    async fn a_key_may_have_any_characters;
    #[tokio::test]
    async fn an_entry_of_a_nested_map_is_at_its_path;
    #[tokio::test]
    async fn a_map_that_is_not_there_is_a_failed_condition;
    #[tokio::test]
    async fn the_size_of_a_row_has_the_keys_in_it;
    #[tokio::test]
    async fn writes_set_entries_once;
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn key() -> ArticleKey {
    ArticleKey { sku: text("bolt") }
}

fn update() -> Update<Article> {
    key().update_existing()
}

fn labels(labels: &[(&str, &str)]) -> BTreeMap<String, String> {
    labels.iter().map(|(key, label)| (text(key), text(label))).collect()
}

fn article() -> Article {
    let labels = labels(&[("color", "green"), ("shape", "round")]);
    let prices = Some(BTreeMap::from([(1, Some(Number::from(10)))]));
    Article { sku: text("bolt"), labels, pieces: HashMap::new(), prices, bins: vec![Bin::default()], bin: None }
}

/// The table with its row.
async fn articles(store: Store) -> (statetopic_local::Local, Table<Article>) {
    let local = store.start();
    let articles = local.table::<Article>().await.unwrap();
    articles.put(&article()).await.unwrap();
    (local, articles)
}

async fn updated(articles: &Table<Article>, update: Update<Article>) -> Article {
    articles.update(update).await.unwrap();
    articles.get(&key()).consistent().await.unwrap().unwrap()
}

async fn an_entry_is_set_and_removed_and_the_others_stay(store: Store) {
    let (_local, articles) = articles(store).await;
    let (large, shape) = (&Size::Large, &text("shape"));
    let change = update()
        .set_entry(|a| a.labels, "color", text("red"))
        .remove_entry(|a| a.labels, shape)
        .set_entry(|a| a.labels, text("weight"), text(""))
        .remove_entry(|a| a.labels, "nothing")
        .set_entry(|a| a.pieces, Size::VerySmall, 7)
        .set_entry(|a| a.pieces, large, 8)
        .set_entry(|a| a.prices, 1, None)
        .set_entry(|a| a.prices, u64::MAX, Some("0.10".parse().unwrap()));
    let expected = Article {
        labels: labels(&[("color", "red"), ("weight", "")]),
        pieces: HashMap::from([(Size::VerySmall, 7), (Size::Large, 8)]),
        prices: Some(BTreeMap::from([(1, None), (u64::MAX, Some("0.1".parse().unwrap()))])),
        ..article()
    };
    assert_eq!(updated(&articles, change.clone()).await, expected);
    assert_eq!(updated(&articles, change).await, expected, "once more");
    // A condition and other actions stand beside it.
    let once = || {
        let change = update().set_entry(|a| a.labels, "color", text("blue")).set(|a| a.bin, Some(Bin::default()));
        change.only_if(|a| a.bin.eq(None))
    };
    let row = updated(&articles, once()).await;
    assert_eq!((&*row.labels["color"], row.bin), ("blue", Some(Bin::default())));
    assert!(articles.update(once()).await.unwrap_err().is_condition());
    assert!(articles.update(once().or_skip()).await.unwrap().is_skipped());
}

const ODD: [&str; 14] = ["a.b", "a", "b", " ", "#", "#a0", ":v0", ":", "[0]", "SET", "\"\\\n\0", "*", "ø→🦀", "labels"];

async fn a_key_may_have_any_characters(store: Store) {
    let (_local, articles) = articles(store).await;
    articles.update(update().set(|a| a.labels, BTreeMap::new())).await.unwrap();
    let all = ODD.iter().fold(update(), |update, odd| update.set_entry(|a| a.labels, *odd, format!("<{odd}>")));
    let mut expected: BTreeMap<String, String> = ODD.iter().map(|odd| (text(odd), format!("<{odd}>"))).collect();
    assert_eq!(updated(&articles, all).await.labels, expected);
    for odd in ODD {
        assert!(expected.remove(odd).is_some());
        assert_eq!(updated(&articles, update().remove_entry(|a| a.labels, odd)).await.labels, expected, "{odd:?}");
    }
}

async fn an_entry_of_a_nested_map_is_at_its_path(store: Store) {
    let (_local, articles) = articles(store).await;
    let place = |floor| Place { floor, tags: [text("a")].into() };
    let row = updated(
        &articles,
        update().set_entry(|a| a.bins.index(0).at(|a| a.labels), Row(text("the labels")), place(1)).set_entry(
            |a| a.bins.index(0).at(|a| a.labels),
            Row(text("b.c")),
            place(-1),
        ),
    );
    let expected = BTreeMap::from([(Row(text("the labels")), place(1)), (Row(text("b.c")), place(-1))]);
    assert_eq!(row.await.bins, [Bin { labels: expected }]);
    let change = update().remove_entry(|a| a.bins.index(0).at(|a| a.labels), Row(text("the labels")));
    let row = updated(&articles, change).await;
    assert_eq!(row.bins, [Bin { labels: BTreeMap::from([(Row(text("b.c")), place(-1))]) }]);
}

async fn a_map_that_is_not_there_is_a_failed_condition(store: Store) {
    let (_local, articles) = articles(store).await;
    let row = updated(&articles, update().set(|a| a.prices, None)).await;
    let said = "UpdateItem on `articles` failed: the map or list that a nested attribute is in is not there; `set` the \
                whole attribute first";
    for change in [
        update().set_entry(|a| a.prices, 1, None),
        update().remove_entry(|a| a.prices, 1),
        update().set_entry(|a| a.bin.at(|a| a.labels), Row(text("a")), Place { floor: 1, tags: StringSet::new() }),
        update().remove_entry(|a| a.bins.index(1).at(|a| a.labels), Row(text("a"))),
    ] {
        let error = articles.update(change.clone()).await.unwrap_err();
        assert!(error.is_condition());
        assert_eq!(error.to_string(), said);
        assert!(articles.update(change.or_skip()).await.unwrap().is_skipped());
    }
    assert_eq!(articles.get(&key()).consistent().await.unwrap(), Some(row));
    let nobody = ArticleKey { sku: text("nobody") };
    let error = articles.update(nobody.clone().update_existing().remove_entry(|a| a.labels, "a")).await.unwrap_err();
    assert!(error.is_condition() && error.to_string().contains("the row is not there"), "{error}");
    assert_eq!(articles.get(&nobody).consistent().await.unwrap(), None);

    articles.update(update().set(|a| a.prices, Some(BTreeMap::new()))).await.unwrap();
    let row = updated(&articles, update().set_entry(|a| a.prices, 1, None)).await;
    assert_eq!(row.prices, Some(BTreeMap::from([(1, None)])));
}

async fn the_size_of_a_row_has_the_keys_in_it(store: Store) {
    let (_local, articles) = articles(store).await;
    let long = |place: u8| format!("{place}{}", "k".repeat(65_534));
    for place in 0..6 {
        articles.update(update().set_entry(|a| a.labels, long(place), text("a"))).await.unwrap();
    }
    let error = articles.update(update().set_entry(|a| a.labels, long(6), text("a"))).await.unwrap_err();
    assert!(!error.is_condition() && !format!("{error} {error:?}").contains("kkk"), "{error}");
    assert_eq!(articles.get(&key()).consistent().await.unwrap().unwrap().labels.len(), 2 + 6);
}

/// A label that articles have.
#[read_model(table = "labels")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Label {
    #[partition_key]
    id: String,
    sku: String,
    text: Option<String>,
}

#[subscriber(library, on(Inserted))]
fn label(change: StateChange<Label>) -> Writes<Article> {
    let StateChange::Inserted { new, .. } = change else { return Writes::new() };
    let update = ArticleKey { sku: new.sku }.update_existing();
    Writes::new().update(match new.text {
        Some(text) => update.set_entry(|a| a.labels, new.id, text),
        None => update.remove_entry(|a| a.labels, &new.id),
    })
}

async fn writes_set_entries_once(store: Store) {
    let (local, articles) = articles(store).await;
    local.create_table(&statetopic::ledger::SCHEMA).await.unwrap();
    let function = Function::<LabelSubscriber>::connect(&local.connections()).await.unwrap();
    let insert = |number, id: &str, sku: &str, text: Value| {
        Change::insert(number, id, json!({ "sku": { "S": sku }, "text": text }))
    };
    let first = event([
        insert(1, "color", "bolt", json!({ "S": "red" })),
        insert(2, "a.b", "bolt", json!({ "S": "#" })),
        insert(3, "shape", "bolt", json!({ "NULL": true })),
    ]);
    for (color, when) in [("red", "at first"), ("blue", "and not once more")] {
        assert_eq!(function.invoke(&first, None).await.unwrap().checkpoint(), None);
        let row = articles.get(&key()).consistent().await.unwrap().unwrap();
        assert_eq!(row.labels, labels(&[("a.b", "#"), ("color", color)]), "{when}");
        articles.update(update().set_entry(|a| a.labels, "color", text("blue"))).await.unwrap();
    }
    let second = event([
        insert(4, "color", "bolt", json!({ "S": "red" })),
        insert(5, "color", "nobody", json!({ "S": "red" })),
        insert(6, "weight", "bolt", json!({ "S": "7" })),
    ]);
    let done = function.invoke(&second, None).await.unwrap();
    assert_eq!(done.checkpoint(), Some(&*sequence_number(5)), "there is no such row");
    assert_eq!(articles.get(&key()).consistent().await.unwrap().unwrap().labels["color"], "red");
}

#[tokio::test]
async fn what_cannot_be_is_refused_before_it_is_sent() {
    let tables = MemoryTables::new(Clock::wall());
    tables.create("articles", &Article::SCHEMA);
    let articles = Table::<Article>::connect(&Connections::memory(tables.environment(), tables.clone())).await.unwrap();
    articles.put(&article()).await.unwrap();
    let before = tables.rows("articles").unwrap();
    let secret = || text("secret");
    for (change, said) in [
        (
            update().set_entry(|a| a.labels, "secret", secret()).set(|a| a.labels, BTreeMap::new()),
            "`Article.labels` and `Article.labels.*` overlap in one update",
        ),
        (
            update().set(|a| a.bins, Vec::new()).remove_entry(|a| a.bins.index(0).at(|a| a.labels), Row(secret())),
            "`Article.bins[0].the labels.*` and `Article.bins` overlap in one update",
        ),
        (
            update().set_entry(|a| a.labels, secret(), secret()).remove_entry(|a| a.labels, "secret"),
            "two actions on `Article.labels.*` in one update",
        ),
        (
            update().set_entry(|a| a.labels, "", secret()),
            "the key of an entry of `Article.labels` has 1 to 65535 bytes",
        ),
        (
            update().remove_entry(|a| a.labels, "secret".repeat(10_923)),
            "the key of an entry of `Article.labels` has 1 to 65535 bytes",
        ),
    ] {
        let shown = format!("{change:?}");
        let error = articles.update(change).await.unwrap_err();
        assert!(!error.is_condition() && error.to_string().contains(said), "{error}");
        assert!(!format!("{shown} {error} {error:?}").contains("secret"), "{shown} {error:?}");
    }
    assert_eq!(tables.rows("articles").unwrap(), before);
}
