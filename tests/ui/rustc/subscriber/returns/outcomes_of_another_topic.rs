use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

#[read_model(table = "invoices")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Serialize, Deserialize)]
struct Invoice {
    #[partition_key]
    id: String,
}

#[subscriber(library)]
fn listener(batch: Batch<Order>) -> Result<Outcomes<Invoice>> {
    let _ = batch;
    Ok(Outcomes::new())
}

fn main() {}
