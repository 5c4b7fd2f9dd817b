//! Rows with a version: an older one never replaces a newer one.

use statetopic::prelude::*;
use statetopic_tests::on_both_stores;
use statetopic_tests::store::Store;

#[read_model(table = "documents")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Document {
    #[partition_key]
    id: String,
    title: String,
    revision: u64,
}

#[read_model(table = "titles")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Title {
    #[partition_key]
    id: String,
    text: String,
    #[version]
    revision: u64,
}

#[read_model(table = "edits")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Edits {
    #[partition_key]
    id: String,
    #[serde(default)]
    count: u32,
}

on_both_stores! {
    #[tokio::test] async fn a_row_replaces_only_an_older_one;
    #[tokio::test] async fn a_stale_row_is_left_out_and_the_rest_is_committed;
}

fn title(text: &str, revision: u64) -> Title {
    Title { id: "d".to_owned(), text: text.to_owned(), revision }
}

fn key() -> TitleKey {
    TitleKey { id: "d".to_owned() }
}

async fn a_row_replaces_only_an_older_one(store: Store) -> Result<()> {
    let local = store.start();
    let titles = local.table::<Title>().await?;
    assert!(titles.put_if_newer(&title("second", 2)).await?);
    for stale in [1, 2] {
        assert!(!titles.put_if_newer(&title("stale", stale)).await?, "{stale}");
    }
    assert_eq!(titles.get(&key()).consistent().await?, Some(title("second", 2)));
    // As numbers, not as text.
    assert!(titles.put_if_newer(&title("tenth", 10)).await?);
    assert_eq!(titles.get(&key()).consistent().await?, Some(title("tenth", 10)));
    Ok(())
}

/// Keeps the newest title and counts every edit.
#[subscriber(library, on(Inserted, Modified))]
fn keep_titles(change: StateChange<Document>) -> Writes<(Title, Edits)> {
    let Some(new) = change.new() else { return Writes::new() };
    let newest = Title { id: new.id.clone(), text: new.title.clone(), revision: new.revision };
    let edits = EditsKey { id: new.id.clone() };
    Writes::new().put_if_newer(&newest).update(edits.update().add(|a| a.count, 1))
}

async fn a_stale_row_is_left_out_and_the_rest_is_committed(store: Store) -> Result<()> {
    let local = store.start();
    let documents = local.table::<Document>().await?;
    local.subscribe::<KeepTitlesSubscriber>().await?;
    for (title, revision) in [("first", 1), ("third", 3), ("second, and late", 2)] {
        documents.put(&Document { id: "d".to_owned(), title: title.to_owned(), revision }).await?;
    }
    local.settle().await?;
    assert_eq!(local.table::<Title>().await?.get(&key()).consistent().await?, Some(title("third", 3)));
    let edits = local.table::<Edits>().await?.get(&EditsKey { id: "d".to_owned() }).consistent().await?;
    assert_eq!(edits.map(|edits| edits.count), Some(3));
    Ok(())
}
