use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order<'a> {
    #[partition_key]
    id: String,
    #[serde(skip)]
    note: std::marker::PhantomData<fn(&'a str)>,
}

fn main() {}
