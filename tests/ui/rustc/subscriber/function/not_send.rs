use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

#[subscriber(library)]
async fn listener(change: StateChange<Order>) -> Result<()> {
    let count = std::rc::Rc::new(1);
    std::future::ready(()).await;
    let _ = (change, count);
    Ok(())
}

fn main() {}
