use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[sensitive(mask)]
    contact: Sensitive<String>,
}

fn main() {}
