use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn print<K: statetopic::ModelKey>(key: &K) {
    println!("{key}");
}

fn main() {
    print(&Order { id: "1".to_owned(), total: 1 });
}
