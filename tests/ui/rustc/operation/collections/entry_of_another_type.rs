use std::collections::BTreeMap;

use statetopic::prelude::*;

#[read_model(table = "articles")]
#[derive(Serialize, Deserialize)]
struct Article {
    #[partition_key]
    sku: String,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    #[serde(default)]
    prices: BTreeMap<u32, u64>,
    #[serde(default)]
    notes: Vec<String>,
}

fn label(key: ArticleKey) -> Update<Article> {
    key.update_existing().set_entry(|a| a.labels, "color", 7)
}

fn main() {}
