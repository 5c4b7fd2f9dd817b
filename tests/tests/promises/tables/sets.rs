//! Sets in the table: empty ones are missing attributes, and come back empty.

use std::collections::{BTreeSet, HashSet};

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
        assert_eq!(articles.query(&key.sku).all().await.unwrap(), [row]);
    }
}
