use statetopic::prelude::*;

#[derive(Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
struct Bin {
    #[serde(default)]
    labels: StringSet,
}

#[read_model(table = "articles")]
#[derive(Serialize, Deserialize)]
struct Article {
    #[partition_key]
    sku: String,
    #[serde(default)]
    labels: StringSet,
    #[serde(default)]
    notes: Vec<String>,
    #[serde(default)]
    pieces: u32,
    bin: Option<Bin>,
}

fn note(key: ArticleKey) -> Update<Article> {
    key.update().append(|a| a.pieces, 7)
}

fn main() {}
