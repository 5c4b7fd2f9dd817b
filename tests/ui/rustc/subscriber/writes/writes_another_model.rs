use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

#[read_model(table = "statistics")]
#[derive(Serialize, Deserialize)]
struct Statistics {
    #[partition_key]
    name: String,
    #[serde(default)]
    orders: u32,
    note: String,
}

#[subscriber(library)]
fn listener(change: StateChange<Order>) -> Writes<Order> {
    let _ = change;
    let key = StatisticsKey { name: "all".to_owned() };
    Writes::new().update(key.update_existing().add(|a| a.orders, 1))
}

fn main() {}
