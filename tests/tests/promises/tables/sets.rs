//! Sets in the table: empty ones are missing attributes, and come back empty.

use std::collections::{BTreeSet, HashSet};

use statetopic::ReadModel as _;
use statetopic::prelude::*;
use statetopic_local::Local;
use statetopic_tests::recount::scan;

#[read_model(table = "articles")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Article {
    #[partition_key]
    sku: String,
    #[serde(with = "serde_dynamo::string_set")]
    labels: HashSet<String>,
    #[serde(with = "serde_dynamo::number_set")]
    sizes: BTreeSet<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digests: Option<BTreeSet<Bytes>>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    listed: BTreeSet<u8>,
}

#[tokio::test]
async fn a_row_comes_back_with_the_sets_that_it_was_written_with() {
    let local = Local::start().unwrap();
    let articles = local.table::<Article>().await.unwrap();
    let empty = Article {
        sku: "bolt".to_owned(),
        labels: HashSet::new(),
        sizes: BTreeSet::new(),
        digests: None,
        listed: BTreeSet::new(),
    };
    let full = Article {
        labels: ["steel".to_owned(), "m8".to_owned()].into(),
        sizes: ["0.1".parse().unwrap(), 8_u32.into()].into(),
        digests: Some([Bytes::from(vec![1, 2])].into()),
        listed: [1, 2].into(),
        ..empty.clone()
    };
    let key = ArticleKey { sku: "bolt".to_owned() };
    for (row, attributes) in [(full.clone(), 5), (empty, 1), (full, 5)] {
        articles.put(&row).await.unwrap();
        assert_eq!(scan(&local.client(), "articles").await[0].len(), attributes);
        assert_eq!(articles.get(&key).await.unwrap(), Some(row.clone()));
        assert_eq!(articles.query(&key.sku).unlimited().rows().await.unwrap(), [row]);
    }
}

#[read_model(table = "tools")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Tool {
    #[partition_key]
    sku: String,
    labels: StringSet,
    sizes: NumberSet<u32>,
    prices: NumberSet,
    digests: BinarySet,
    optional: Option<StringSet>,
}

fn tool() -> Tool {
    Tool {
        sku: "saw".to_owned(),
        labels: StringSet::new(),
        sizes: NumberSet::new(),
        prices: NumberSet::new(),
        digests: BinarySet::new(),
        optional: None,
    }
}

#[tokio::test]
async fn the_set_types_are_sets_in_the_table() {
    let local = Local::start().unwrap();
    let tools = local.table::<Tool>().await.unwrap();
    let full = Tool {
        labels: ["steel".to_owned(), String::new()].into(),
        sizes: [8, 10].into(),
        prices: ["0.12345678901234567890123456789012345678".parse().unwrap()].into(),
        digests: [Bytes::from(vec![1, 2]), Bytes::default()].into(),
        optional: Some(["a".to_owned()].into()),
        ..tool()
    };
    let key = full.key();
    for row in [full.clone(), tool(), full] {
        tools.put(&row).await.unwrap();
        assert_eq!(tools.get(&key).await.unwrap(), Some(row));
    }
    let item = &scan(&local.client(), "tools").await[0];
    assert!(item["labels"].is_ss() && item["sizes"].is_ns() && item["prices"].is_ns() && item["digests"].is_bs());

    tools.update(key.clone().update().set(|a| a.labels, ["m8".to_owned()].into()).remove(|a| a.sizes)).await.unwrap();
    tools.update(key.clone().update().set(|a| a.prices, NumberSet::new()).set(|a| a.optional, None)).await.unwrap();
    let row = tools.get(&key).await.unwrap().unwrap();
    assert_eq!((row.labels, row.sizes.len(), row.prices.len(), row.optional), (["m8".to_owned()].into(), 0, 0, None));
    assert_eq!(scan(&local.client(), "tools").await[0].len(), 3);
}

#[tokio::test]
async fn a_set_contains_its_elements_and_no_other() {
    let local = Local::start().unwrap();
    let tools = local.table::<Tool>().await.unwrap();
    let full = Tool {
        labels: ["steel".to_owned()].into(),
        sizes: [8].into(),
        digests: [Bytes::from(vec![1, 2])].into(),
        optional: Some(["a".to_owned()].into()),
        ..tool()
    };
    tools.put(&full).await.unwrap();
    let bytes = |last| Bytes::from(vec![1, last]);
    let all = Put::new(&full).only_if(|a| {
        let all = a.labels.contains("steel".to_owned()) & a.sizes.contains(8) & a.digests.contains(bytes(2));
        all & a.optional.contains("a".to_owned())
    });
    tools.put(all).await.unwrap();
    let none = Put::new(&full).only_if(|a| {
        let any = a.labels.contains("tin".to_owned()) | a.sizes.contains(9) | a.digests.contains(bytes(3));
        any | a.optional.contains("b".to_owned())
    });
    assert!(tools.put(none).await.unwrap_err().is_condition());
}

#[tokio::test]
async fn a_set_with_an_element_that_dynamodb_has_not_is_an_error_before_it_is_sent() {
    #[read_model(table = "mixed")]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Mixed {
        #[partition_key]
        id: u8,
        #[serde(default)]
        optional: StringSet<Option<String>>,
        #[serde(default)]
        texts: NumberSet<String>,
    }
    let local = Local::start().unwrap();
    let mixed = local.table::<Mixed>().await.unwrap();
    let empty = Mixed { id: 1, optional: StringSet::new(), texts: NumberSet::new() };
    mixed.put(&empty).await.unwrap();
    for (row, path) in [
        (Mixed { optional: [None].into(), ..empty.clone() }, "`optional`"),
        (Mixed { texts: ["1".to_owned()].into(), ..empty.clone() }, "`texts`"),
    ] {
        let error = mixed.put(&row).await.unwrap_err().to_string();
        assert!(error.contains(path) && error.contains("a set's elements are all strings"), "{error}");
    }
    assert_eq!(mixed.get(&empty.key()).await.unwrap(), Some(empty));
}

#[tokio::test]
async fn a_converted_field_is_set_to_no_elements_where_a_row_may_lack_it() {
    #[read_model(table = "listings")]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Listing {
        #[partition_key]
        id: u32,
        #[serde(with = "serde_dynamo::string_set")]
        labels: HashSet<String>,
        #[serde(with = "serde_dynamo::string_set")]
        texts: Vec<String>,
    }
    let local = Local::start().unwrap();
    let listings = local.table::<Listing>().await.unwrap();
    let key = ListingKey { id: 1 };
    let row = Listing { id: 1, labels: ["a".to_owned()].into(), texts: vec!["b".to_owned()] };
    listings.put(&row).await.unwrap();
    listings.update(key.clone().update_existing().set(|a| a.labels, HashSet::new())).await.unwrap();
    assert_eq!(listings.get(&key).await.unwrap(), Some(Listing { labels: HashSet::new(), ..row }));
    let update = key.update_existing().set(|a| a.texts, Vec::new());
    let error = listings.update(update).await.unwrap_err().to_string();
    assert!(error.contains("a row without `Listing.texts` would not be read"), "{error}");
}
