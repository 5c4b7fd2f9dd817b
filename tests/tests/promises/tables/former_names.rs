//! Fields with `#[serde(alias = "…")]`: a row that was written under another name is read, changed and compared like any other.

use statetopic::prelude::*;
use statetopic::{Condition, ReadModel as _};
use statetopic_tests::store::Store;

#[read_model(table = "articles")]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Article {
    #[partition_key]
    sku: String,
    #[serde(alias = "title", alias = "label")]
    name: Option<String>,
    #[serde(default, alias = "stock")]
    on_hand: u32,
    #[serde(default)]
    place: Place,
    #[serde(default, alias = "origin")]
    source: Place,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, MapAttribute)]
struct Place {
    #[serde(alias = "town")]
    city: Option<String>,
}

fn bolt() -> ArticleKey {
    ArticleKey { sku: "bolt".to_owned() }
}

/// What an earlier version of the code wrote.
#[read_model(table = "articles")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Before {
    #[partition_key]
    sku: String,
    title: String,
    stock: u32,
    place: BeforePlace,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct BeforePlace {
    town: String,
}

fn before() -> Before {
    let place = BeforePlace { town: "oslo".to_owned() };
    Before { sku: "bolt".to_owned(), title: "Bolt".to_owned(), stock: 3, place }
}

async fn tables(store: Store) -> (statetopic_local::Local, Table<Article>) {
    let local = store.start();
    local.table::<Before>().await.unwrap().put(&before()).await.unwrap();
    let articles = local.table::<Article>().await.unwrap();
    (local, articles)
}

statetopic_tests::on_both_stores! {
    #[tokio::test]
    async fn what_is_set_or_removed_leaves_no_second_name;

    #[tokio::test]
    async fn an_addition_to_another_name_fails_and_changes_nothing;

    #[tokio::test]
    async fn conditions_ask_under_either_name;
}

async fn what_is_set_or_removed_leaves_no_second_name(store: Store) {
    let (_local, articles) = tables(store).await;
    let update = bolt().update_existing().set(|a| a.name, Some("Nut".to_owned())).set(|a| a.on_hand, 7);
    articles.update(update.set(|a| a.place.at(|a| a.city), Some("bergen".to_owned()))).await.unwrap();
    let read = articles.get(&bolt()).consistent().await.unwrap().unwrap();
    assert_eq!((read.name.as_deref(), read.on_hand, read.place.city.as_deref()), (Some("Nut"), 7, Some("bergen")));

    let (_local, articles) = tables(store).await;
    let update = bolt().update_existing().remove(|a| a.name).set(|a| a.place.at(|a| a.city), None);
    articles.update(update).await.unwrap();
    let read = articles.get(&bolt()).consistent().await.unwrap().unwrap();
    assert_eq!((read.name, read.on_hand, read.place.city), (None, 3, None));

    let within = bolt().update_existing().set(|a| a.source.at(|a| a.city), None);
    let error = articles.update(within).await.unwrap_err().to_string();
    assert!(error.contains("`Article.source.city` is within a field with `#[serde(alias = …)]`"), "{error}");
}

async fn an_addition_to_another_name_fails_and_changes_nothing(store: Store) {
    let (_local, articles) = tables(store).await;
    let add = || bolt().update_existing().add(|a| a.on_hand, 4);
    let error = articles.update(add()).await.unwrap_err();
    assert!(error.is_condition() && error.to_string().contains("finds the number under another name"), "{error}");
    assert!(!error.to_string().contains("only_if"), "{error}");
    let row = articles.get(&bolt()).consistent().await.unwrap().unwrap();
    assert_eq!(row.on_hand, 3);
    articles.put(&row).await.unwrap();
    articles.update(add()).await.unwrap();
    assert_eq!(articles.get(&bolt()).consistent().await.unwrap().unwrap().on_hand, 7);
}

async fn conditions_ask_under_either_name(store: Store) {
    let a = Article::ATTRIBUTES;
    let name = |name: &str| Some(name.to_owned());
    let cases: [(Condition<Article>, bool); 12] = [
        (a.name.eq(name("Bolt")), true),
        (a.name.eq(name("Nut")), false),
        (a.name.eq(None), false),
        (!a.name.eq(None), true),
        (a.name.exists() & !a.name.is_missing(), true),
        (a.name.is_in([name("Nut"), name("Bolt")]), true),
        (a.on_hand.gt(2) & a.on_hand.le(3), true),
        (!a.on_hand.eq(0), true),
        (a.on_hand.between(4, 9), false),
        (a.place.at(|a| a.city).eq(name("oslo")), true),
        (a.place.at(|a| a.city).begins_with("b"), false),
        (a.name.contains("ol".to_owned()), true),
    ];
    // Under its name, a row is what it is under the other.
    for is_before in [true, false] {
        let (_local, articles) = tables(store).await;
        if !is_before {
            let row = articles.get(&bolt()).consistent().await.unwrap().unwrap();
            articles.put(&row).await.unwrap();
        }
        for (place, (condition, holds)) in cases.iter().enumerate() {
            let row = articles.get(&bolt()).consistent().await.unwrap().unwrap();
            let put = Put::new(&row).only_if(|_| condition.clone());
            if is_before && *holds {
                // It would write the row under its names.
                let update = bolt().update_existing().set(|a| a.source, Place::default());
                articles
                    .update(update.only_if(|_| condition.clone()))
                    .await
                    .unwrap_or_else(|error| panic!("{place}: {error}"));
            } else {
                assert_eq!(articles.put(put).await.is_ok(), *holds, "{place}");
            }
        }
    }
    let within = a.source.at(|a| a.city).eq(None);
    let (_local, articles) = tables(store).await;
    let error = articles
        .put(Put::new(&Article { sku: "bolt".to_owned(), ..Article::default() }).only_if(|_| within))
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("compare that field whole"), "{error}");
}
