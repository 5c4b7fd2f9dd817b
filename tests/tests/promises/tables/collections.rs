//! Elements of lists and sets, what is set where it is missing, and rows that are written unless somebody else has.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use statetopic::memory::MemoryTables;
use statetopic::prelude::*;
use statetopic::{Clock, Connections, ReadModel as _, Resource as _};
use statetopic_tests::store::Store;

#[read_model(table = "articles")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Article {
    #[partition_key]
    sku: String,
    first: Option<u32>,
    #[serde(default = "nine")]
    rank: u32,
    #[serde(default)]
    notes: Vec<String>,
    #[serde(default = "unit", alias = "measures")]
    units: Vec<String>,
    labels: StringSet,
    sizes: NumberSet<u32>,
    #[serde(default = "bins")]
    bins: StringSet,
    #[serde(default)]
    plain: BTreeSet<u32>,
    rows: Option<Vec<Vec<u32>>>,
}

fn nine() -> u32 {
    9
}

fn unit() -> Vec<String> {
    vec!["piece".to_owned()]
}

fn bins() -> StringSet {
    ["a".to_owned()].into()
}

#[read_model(table = "accounts")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Account {
    #[partition_key]
    id: String,
    balance: i64,
    #[version]
    #[serde(default)]
    version: u8,
}

fn key() -> ArticleKey {
    ArticleKey { sku: "bolt".to_owned() }
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn set(texts: &[&str]) -> StringSet {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

async fn articles(row: Option<Value>) -> (MemoryTables, Table<Article>) {
    let tables = MemoryTables::new(Clock::wall());
    tables.create("articles", &Article::SCHEMA);
    if let Some(row) = row {
        tables.put("articles", serde_json::from_value(row).unwrap()).unwrap();
    }
    let connections = Connections::memory(tables.environment(), tables.clone());
    (tables, Table::connect(&connections).await.unwrap())
}

#[tokio::test]
async fn what_is_missing_is_set_and_what_is_there_stays() {
    for store in [Store::Engine, Store::Memory] {
        let table = store.start().table::<Article>().await.unwrap();
        for (first, rank) in [(None, 1), (Some(2), 2), (Some(3), 3)] {
            let update = key().update().set_if_not_exists(|a| a.first, first).set_if_not_exists(|a| a.rank, rank);
            table.update(update).await.unwrap();
        }
        let row = table.get(&key()).consistent().await.unwrap().unwrap();
        assert_eq!((row.first, row.rank), (Some(2), 1), "{store:?}");
    }
}

#[tokio::test]
async fn elements_come_behind_those_that_are_there_or_behind_the_default() {
    for store in [Store::Engine, Store::Memory] {
        let table = store.start().table::<Article>().await.unwrap();
        for texts in [&["a"][..], &[], &["b", "a"]] {
            let update = key().update().append(|a| a.notes, strings(texts)).append(|a| a.units, strings(texts));
            table.update(update.set(|a| a.first, None)).await.unwrap();
        }
        let row = table.get(&key()).consistent().await.unwrap().unwrap();
        assert_eq!(
            (row.notes, row.units),
            (strings(&["a", "b", "a"]), strings(&["piece", "a", "b", "a"])),
            "{store:?}"
        );
    }
}

#[tokio::test]
async fn elements_are_in_a_set_once_and_a_set_without_elements_is_missing() {
    for store in [Store::Engine, Store::Memory] {
        let table = store.start().table::<Article>().await.unwrap();
        let update =
            key().update().add_elements(|a| a.labels, set(&["a", "b"])).add_elements(|a| a.sizes, [7, 8].into());
        table.update(update).await.unwrap();
        let update =
            key().update().add_elements(|a| a.labels, set(&["b", "c"])).delete_elements(|a| a.sizes, [8, 9].into());
        table.update(update).await.unwrap();
        let row = table.get(&key()).consistent().await.unwrap().unwrap();
        assert_eq!((row.labels, row.sizes), (set(&["a", "b", "c"]), [7].into()), "{store:?}");
        table.update(key().update().delete_elements(|a| a.sizes, [7].into())).await.unwrap();
        table.update(key().update().delete_elements(|a| a.sizes, [7].into())).await.unwrap();
        assert_eq!(table.get(&key()).consistent().await.unwrap().unwrap().sizes, NumberSet::new(), "{store:?}");
    }
}

#[tokio::test]
async fn what_has_another_type_or_another_name_fails_as_a_condition() {
    let s = |text: &str| json!({ "S": text });
    for (attribute, value, update, word) in [
        (
            "labels",
            json!({ "L": [s("a")] }),
            key().update().add_elements(|a| a.labels, set(&["b"])),
            "is not a list, or not a set of their type",
        ),
        (
            "labels",
            json!({ "L": [s("a")] }),
            key().update().delete_elements(|a| a.labels, set(&["b"])),
            "is not a list, or not a set of their type",
        ),
        (
            "notes",
            s("a"),
            key().update().append(|a| a.notes, strings(&["b"])),
            "is not a list, or not a set of their type",
        ),
        ("measures", json!({ "L": [] }), key().update().append(|a| a.units, strings(&["b"])), "another name"),
        (
            "measures",
            json!({ "L": [] }),
            key().update().set_if_not_exists(|a| a.units, strings(&["b"])),
            "another name",
        ),
        (
            "rows",
            json!({ "NULL": true }),
            key().update().append(|a| a.rows, Some(vec![vec![1]])),
            "is not a list, or not a set of their type",
        ),
        ("rows", json!({ "L": [] }), key().update().append(|a| a.rows.index(0), vec![1]), "the element of a list"),
    ] {
        let (tables, table) = articles(Some(json!({ "sku": s("bolt"), attribute: value }))).await;
        let before = tables.rows("articles").unwrap();
        let error = table.update(update).await.unwrap_err();
        assert!(error.is_condition() && error.to_string().contains(word), "{attribute}: {error}");
        assert_eq!(tables.rows("articles").unwrap(), before, "{attribute}");
    }
}

#[tokio::test]
async fn an_update_that_could_not_be_read_as_it_was_meant_is_an_error() {
    let (tables, table) = articles(None).await;
    for (update, word) in [
        (key().update().add_elements(|a| a.bins, set(&["b"])), "has the field's default, whose elements would be lost"),
        (
            key().update().delete_elements(|a| a.bins, set(&["b"])),
            "has the field's default, whose elements would be lost",
        ),
        (key().update().add_elements(|a| a.plain, [1].into()), "is written as a list"),
        (key().update().set_if_not_exists(|a| a.notes.index(3), "a".to_owned()), "is an element of a list"),
        (
            key().update().append(|a| a.notes, strings(&["b"])).set(|a| a.notes, vec![]),
            "two actions on `Article.notes`",
        ),
        (key().update().append(|a| a.notes, vec![]), "does nothing"),
    ] {
        let error = table.update(update).await.unwrap_err();
        assert!(!error.is_condition() && error.to_string().contains(word), "{word}: {error}");
    }
    assert_eq!(tables.rows("articles").unwrap(), []);
}

#[tokio::test]
async fn a_row_is_written_with_its_next_version_unless_somebody_has_written_it() {
    for store in [Store::Engine, Store::Memory] {
        let table = store.start().table::<Account>().await.unwrap();
        let account = |balance, version| Account { id: "a".to_owned(), balance, version };
        let error = table.put_if_unchanged(&account(1, 0)).await.unwrap_err();
        assert!(error.is_condition() && error.to_string().contains("another version"), "{store:?}: {error}");
        table.create(&account(1, 0)).await.unwrap();
        table.put_if_unchanged(&account(2, 0)).await.unwrap();
        let error = table.put_if_unchanged(&account(3, 0)).await.unwrap_err();
        assert_eq!(error.old_row::<Account>().unwrap(), Some(account(2, 1)), "{store:?}");
        assert!(table.put(Put::new(&account(3, 0)).if_unchanged().or_skip()).await.unwrap().is_skipped(), "{store:?}");
        table.put_if_unchanged(&account(4, 1)).await.unwrap();
        let key = AccountKey { id: "a".to_owned() };
        assert_eq!(table.get(&key).consistent().await.unwrap(), Some(account(4, 2)), "{store:?}");
        let error = table.put_if_unchanged(&account(4, 255)).await.unwrap_err();
        assert!(
            !error.is_condition() && error.to_string().contains("`version`: the version is the highest"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn of_writers_that_read_one_version_one_writes() {
    let tables = MemoryTables::new(Clock::wall());
    tables.create("accounts", &Account::SCHEMA);
    let connections = Connections::memory(tables.environment(), tables.clone());
    let table = Table::<Account>::connect(&connections).await.unwrap();
    // A row from before it had a version.
    let old = json!({ "id": { "S": "a" }, "balance": { "N": "0" } });
    tables.put("accounts", serde_json::from_value(old).unwrap()).unwrap();
    let deposit = async || {
        let key = AccountKey { id: "a".to_owned() };
        loop {
            let mut account = table.get(&key).consistent().await.unwrap().unwrap();
            account.balance += 1;
            tokio::task::yield_now().await;
            if !table.put(Put::new(&account).if_unchanged().or_skip()).await.unwrap().is_skipped() {
                return;
            }
        }
    };
    futures_util::future::join_all((0..8).map(|_| deposit())).await;
    let rows: Vec<Account> = tables.models("accounts").unwrap();
    assert_eq!(rows, [Account { id: "a".to_owned(), balance: 8, version: 8 }]);
}

#[tokio::test]
async fn what_is_asked_of_a_version_is_asked_once_and_in_any_order() {
    for store in [Store::Engine, Store::Memory] {
        let table = store.start().table::<Account>().await.unwrap();
        let account = |balance, version| Account { id: "a".to_owned(), balance, version };
        table.create(&account(1, 1)).await.unwrap();
        let twice = Put::new(&account(2, 0)).if_unchanged().if_unchanged();
        assert!(table.put(twice).await.unwrap_err().is_condition(), "{store:?}");
        table.put(Put::new(&account(2, 1)).if_newer().if_unchanged()).await.unwrap();
        table.put(Put::new(&account(3, 2)).if_unchanged().if_newer()).await.unwrap();
        let stale = [account(4, 2), account(4, 4)];
        for stale in &stale {
            let either = [Put::new(stale).if_newer().if_unchanged(), Put::new(stale).if_unchanged().if_newer()];
            for put in either {
                assert!(table.put(put).await.unwrap_err().is_condition(), "{store:?}: {stale:?}");
            }
        }
        let key = AccountKey { id: "a".to_owned() };
        assert_eq!(table.get(&key).consistent().await.unwrap(), Some(account(3, 3)), "{store:?}");
    }
}

/// It leaves out a version of zero, which the attributes of serde that do so cannot.
#[read_model(table = "pages")]
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Page {
    #[partition_key]
    path: String,
    #[version]
    #[serde(default)]
    version: u32,
}

impl Serialize for Page {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut row = serializer.serialize_struct("Page", 2)?;
        row.serialize_field("path", &self.path)?;
        if self.version > 0 {
            row.serialize_field("version", &self.version)?;
        }
        row.end()
    }
}

#[tokio::test]
async fn a_row_that_is_written_without_its_version_is_compared_by_none() {
    let table = Store::Memory.start().table::<Page>().await.unwrap();
    let page = |version| Page { path: "/".to_owned(), version };
    table.put(&page(7)).await.unwrap();
    for result in [table.put_if_unchanged(&page(0)).await.map(|_| true), table.put_if_newer(&page(0)).await] {
        let error = result.unwrap_err();
        assert!(error.to_string().contains("`version`: serde does not write the version"), "{error}");
    }
    assert_eq!(table.get(&page(0).key()).await.unwrap(), Some(page(7)));
}
