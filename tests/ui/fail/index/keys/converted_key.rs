use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[index("by-sku", partition)]
    #[serde(serialize_with = "text")]
    sku: u32,
}

fn text<S: serde::Serializer>(sku: &u32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(sku)
}

fn main() {}
