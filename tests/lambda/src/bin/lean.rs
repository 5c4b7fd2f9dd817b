//! A subscriber that needs no table, and so no AWS SDK. Its `main` comes from `#[subscriber]`.

use statetopic::prelude::*;

#[read_model(table = "inventory-levels")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct InventoryLevel {
    #[partition_key]
    warehouse: String,
    #[sort_key]
    sku: String,
    on_hand: u32,
    shelf: String,
    #[ttl]
    expires_at: Option<EpochSeconds>,
}

/// Says which article runs low.
#[subscriber(on(Modified { old, new } if old.on_hand >= 10 && new.on_hand < 10))]
fn lean(change: StateChange<InventoryLevel>) {
    println!("{} runs low", change.key());
}
