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

fn keep(row: &Article) -> Writes<Article> {
    Writes::new().put_if_unchanged(row)
}

fn main() {}
