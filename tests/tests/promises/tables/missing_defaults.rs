//! Fields whose default is not what their type is without a value: a missing attribute is the default, so nothing that is another
//! value is left out.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use statetopic::StringSet;
use statetopic::prelude::*;
use statetopic_tests::store::Store;

#[read_model(table = "articles")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Article {
    #[partition_key]
    sku: String,
    #[serde(default = "unit")]
    unit: Option<String>,
    #[serde(default = "labels")]
    labels: StringSet<String>,
    #[serde(default)]
    colors: StringSet<String>,
    #[added(default = unit())]
    size: Option<String>,
    #[serde(default = "place")]
    place: Place,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
struct Place {
    #[serde(default = "unit")]
    shelf: Option<String>,
}

#[read_model(table = "shops")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Shop {
    #[partition_key]
    id: String,
    #[serde(default = "unit")]
    #[index("by-region", partition)]
    region: Option<String>,
}

#[read_model(table = "stock")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Stock {
    #[partition_key]
    sku: String,
    #[serde(default = "nine")]
    pieces: u8,
    #[serde(default = "half")]
    weight: Number,
    #[added(default = 7)]
    reserved: i64,
    #[serde(default = "three", with = "statetopic::decimal")]
    price: Decimal,
    #[serde(default)]
    bin: Bin,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, MapAttribute)]
struct Bin {
    #[serde(default = "nine")]
    pieces: u8,
}

fn nine() -> u8 {
    9
}

fn half() -> Number {
    "0.5".parse().unwrap()
}

fn three() -> Decimal {
    Decimal::from(3)
}

#[expect(clippy::unnecessary_wraps, reason = "a default is of the field's type")]
fn unit() -> Option<String> {
    Some("piece".to_owned())
}

fn labels() -> StringSet<String> {
    BTreeSet::from(["new".to_owned()]).into()
}

fn place() -> Place {
    Place { shelf: unit() }
}

fn article() -> Article {
    let sku = "bolt".to_owned();
    Article { sku, unit: unit(), labels: labels(), colors: StringSet::default(), size: unit(), place: place() }
}

fn bolt() -> ArticleKey {
    ArticleKey { sku: "bolt".to_owned() }
}

statetopic_tests::on_both_stores! {
    #[tokio::test]
    async fn a_none_is_read_as_none_although_the_default_is_a_some;

    #[tokio::test]
    async fn a_set_without_elements_is_refused_where_the_default_has_some;

    #[tokio::test]
    async fn a_key_of_an_index_is_refused_where_it_would_be_read_as_the_default;

    #[tokio::test]
    async fn an_addition_to_a_missing_number_begins_at_the_default;

    #[tokio::test]
    async fn an_addition_that_the_default_leaves_no_room_for_changes_nothing;
}

async fn a_none_is_read_as_none_although_the_default_is_a_some(store: Store) {
    let local = store.start();
    let articles = local.table::<Article>().await.unwrap();
    let none = Article { unit: None, size: None, place: Place { shelf: None }, ..article() };
    for update in [
        bolt().update().set(|a| a.unit, None).set(|a| a.size, None).set(|a| a.place.at(|a| a.shelf), None),
        bolt().update().remove(|a| a.unit).remove(|a| a.size).remove(|a| a.place.at(|a| a.shelf)),
    ] {
        articles.put(&article()).await.unwrap();
        articles.update(update).await.unwrap();
        assert_eq!(articles.get(&bolt()).consistent().await.unwrap(), Some(none.clone()));
    }
    articles.put(&none).await.unwrap();
    assert_eq!(articles.get(&bolt()).consistent().await.unwrap(), Some(none));
}

async fn a_set_without_elements_is_refused_where_the_default_has_some(store: Store) {
    let local = store.start();
    let articles = local.table::<Article>().await.unwrap();
    articles.put(&article()).await.unwrap();
    for update in [bolt().update().set(|a| a.labels, StringSet::default()), bolt().update().remove(|a| a.labels)] {
        let error = articles.update(update).await.unwrap_err().to_string();
        assert!(error.contains("`Article.labels` cannot be a set without elements"), "{error}");
    }
    let update = bolt().update().set(|a| a.colors, StringSet::default());
    articles.update(update).await.unwrap();
    articles.update(bolt().update().remove(|a| a.colors)).await.unwrap();
    assert_eq!(articles.get(&bolt()).consistent().await.unwrap(), Some(article()));
    let empty = Article { labels: StringSet::default(), ..article() };
    let error = articles.put(&empty).await.unwrap_err().to_string();
    assert!(error.contains("at `labels`: it would not read back"), "{error}");
}

async fn a_key_of_an_index_is_refused_where_it_would_be_read_as_the_default(store: Store) {
    let local = store.start();
    let shops = local.table::<Shop>().await.unwrap();
    let error = shops.put(&Shop { id: "1".to_owned(), region: None }).await.unwrap_err().to_string();
    assert!(error.contains("at `region`: the key of an index that is `None` is left out"), "{error}");
    shops.put(&Shop { id: "1".to_owned(), region: unit() }).await.unwrap();
    let key = || ShopKey { id: "1".to_owned() }.update();
    for update in [key().set(|a| a.region, None), key().remove(|a| a.region)] {
        let error = shops.update(update).await.unwrap_err().to_string();
        assert!(error.contains("`Shop.region`") && error.contains("the key of an index that is `None`"), "{error}");
    }
    let error = shops.update(key().set(|a| a.region, Some(String::new()))).await.unwrap_err().to_string();
    assert!(error.contains("`Shop.region`") && error.contains("not empty"), "{error}");
}

async fn an_addition_to_a_missing_number_begins_at_the_default(store: Store) {
    let local = store.start();
    let stock = local.table::<Stock>().await.unwrap();
    let key = |sku: &str| StockKey { sku: sku.to_owned() };
    let delta = || "0.25".parse::<Number>().unwrap();
    let read = async |sku| {
        let Stock { pieces, weight, reserved, price, .. } = stock.get(&key(sku)).consistent().await.unwrap().unwrap();
        (pieces, weight.to_string(), reserved, price.to_string())
    };
    let update = key("new").update();
    stock
        .update(update.add(|a| a.pieces, 1).add(|a| a.weight, delta()).add(|a| a.reserved, -8).add(|a| a.price, 2))
        .await
        .unwrap();
    assert_eq!(read("new").await, (10, "0.75".to_owned(), -1, "5".to_owned()));
    stock.update(key("new").update().add(|a| a.pieces, 1)).await.unwrap();
    assert_eq!(read("new").await.0, 11, "what is there counts, and not the default");

    let beyond = stock.update(key("other").update().add(|a| a.pieces, 247)).await.unwrap_err();
    assert!(beyond.is_condition(), "{beyond}");
    let below = stock.update(key("other").update().add(|a| a.pieces, -10)).await.unwrap_err();
    assert!(below.is_condition(), "{below}");
    stock.update(key("other").update().add(|a| a.pieces, -9)).await.unwrap();
    assert_eq!(read("other").await, (0, "0.5".to_owned(), 7, "3".to_owned()));

    let within = key("new").update().set(|a| a.bin, Bin::default());
    stock.update(within).await.unwrap();
    stock.update(key("new").update_existing().add(|a| a.bin.at(|a| a.pieces), 1)).await.unwrap();
    assert_eq!(stock.get(&key("new")).consistent().await.unwrap().unwrap().bin, Bin { pieces: 1 });
}

/// A default that has more places than a sum with it could have.
#[read_model(table = "dust")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Dust {
    #[partition_key]
    id: String,
    #[serde(default = "tiny_price", with = "statetopic::decimal")]
    price: Decimal,
    #[serde(default = "tiny_weight")]
    weight: Number,
}

fn tiny_price() -> Decimal {
    Decimal::new(1, 28)
}

fn tiny_weight() -> Number {
    "1E-40".parse().unwrap()
}

async fn an_addition_that_the_default_leaves_no_room_for_changes_nothing(store: Store) {
    let local = store.start();
    let dust = local.table::<Dust>().await.unwrap();
    let key = || DustKey { id: "1".to_owned() };
    for update in [key().update().add(|a| a.price, 100), key().update().add(|a| a.weight, 1)] {
        let error = dust.update(update).await.unwrap_err();
        assert!(error.is_condition() && error.to_string().contains("leave its field's range"), "{error}");
        assert_eq!(dust.get(&key()).consistent().await.unwrap(), None);
    }
    let there = Dust { id: "1".to_owned(), price: Decimal::from(1), weight: Number::from(1) };
    dust.put(&there).await.unwrap();
    dust.update(key().update().add(|a| a.price, 100).add(|a| a.weight, 1)).await.unwrap();
    let sums = Dust { price: Decimal::from(101), weight: Number::from(2), ..there };
    assert_eq!(dust.get(&key()).consistent().await.unwrap(), Some(sums));
}

#[tokio::test]
async fn a_none_is_read_as_none_although_the_default_is_a_some_of_nothing() {
    #[read_model(table = "things")]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Thing {
        #[partition_key]
        id: String,
        #[serde(default = "no_labels")]
        labels: Option<StringSet<String>>,
    }

    #[expect(clippy::unnecessary_wraps, reason = "a default is of the field's type")]
    fn no_labels() -> Option<StringSet<String>> {
        Some(StringSet::default())
    }

    let local = Store::Memory.start();
    let things = local.table::<Thing>().await.unwrap();
    let key = || ThingKey { id: "1".to_owned() };
    for update in [key().update().set(|a| a.labels, None), key().update().remove(|a| a.labels)] {
        things.put(&Thing { id: "1".to_owned(), labels: Some(labels()) }).await.unwrap();
        things.update(update).await.unwrap();
        assert_eq!(things.get(&key()).consistent().await.unwrap().unwrap().labels, None);
    }
}
