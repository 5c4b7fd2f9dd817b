use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

impl OrderNewImage {
    fn is_large(&self) -> bool {
        self.total > 1_000
    }
}

#[subscriber(library, on(Modified { old } if new.is_large()))]
fn listener(change: StateChange<Order>) {
    let _ = change;
}

fn main() {}
