//! clippy has nothing to say of what the attributes generate, whichever of its groups a crate denies: this file is linted
//! with the workspace.

#![deny(clippy::all, clippy::pedantic, clippy::nursery)]
#![deny(
    clippy::allow_attributes_without_reason,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::todo,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

use std::collections::BTreeSet;

use statetopic::Subscriber;
use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
struct Sku(String);

#[read_model(table = "levels", billing = provisioned(read = 1, write = 1))]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Level {
    #[partition_key]
    warehouse: String,
    #[sort_key]
    #[index("by-sku", partition)]
    sku: Sku,
    #[index("by-sku", sort, projection = keys_only)]
    #[serde(skip_serializing_if = "Option::is_none")]
    brand: Option<String>,
    on_hand: u32,
    weight: f64,
    #[added(default = 0)]
    reserved: u32,
    #[added]
    unit: String,
    #[serde(default)]
    tags: BTreeSet<String>,
    #[ttl]
    expires_at: Option<EpochSeconds>,
    #[version]
    version: u64,
    #[sensitive]
    contact: Sensitive<String>,
}

#[read_model(table = "deliveries")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Delivery<T> {
    #[partition_key]
    id: String,
    payload: T,
}

#[subscriber(
    on(Modified { old, new } if old.on_hand > new.on_hand, Removed { cause: Expired, .. }),
    max_retries = 3, timeout = 60, library,
)]
async fn alert(change: StateChange<Level>, levels: &Table<Level>) -> Result<()> {
    std::future::ready((change, levels)).await;
    Ok(())
}

#[subscriber(on(Inserted), library)]
fn count(change: StateChange<Delivery<u32>>) -> Writes<Level> {
    drop(change);
    Writes::new()
}

#[test]
fn what_is_linted_runs() {
    let change = StateChange::Inserted {
        key: DeliveryKey { id: "1".to_owned() },
        new: DeliveryNewImage { id: "1".to_owned(), payload: 1 },
    };
    assert!(CountSubscriber::takes(&change));
    assert_eq!(count(change), Writes::new());
    assert_eq!(AlertSubscriber::DEFINITION.function.timeout, Some(60));
}
