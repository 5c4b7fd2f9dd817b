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

fn update(key: StatisticsKey) -> Update<Statistics> {
    key.update_existing().add(|a| a.note, 1)
}

fn main() {}
