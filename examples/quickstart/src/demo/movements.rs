//! Stock movements.

use std::time::Duration;

use quickstart::{InventoryLevel, InventoryLevelKey};
use statetopic::prelude::*;
use statetopic_local::{Clock, Local};

/// The warehouses of the story.
pub(crate) const WAREHOUSES: [&str; 3] = ["bergen", "oslo", "tromso"];

fn key(warehouse: &str, sku: &str) -> InventoryLevelKey {
    InventoryLevelKey { warehouse: warehouse.to_owned(), sku: sku.to_owned() }
}

fn level(warehouse: &str, sku: &str, on_hand: u32) -> InventoryLevel {
    let InventoryLevelKey { warehouse, sku } = key(warehouse, sku);
    InventoryLevel { warehouse, sku, on_hand, shelf: "A1".to_owned(), expires_at: None }
}

/// A few movements of every kind, for a reader to follow.
pub(crate) async fn by_hand(levels: &Table<InventoryLevel>, local: &Local, clock: &Clock) -> Result<()> {
    levels.put(&level("oslo", "bolt-m8", 40)).await?;
    levels.put(&level("oslo", "nut-m8", 25)).await?;
    levels.put(&level("bergen", "bolt-m8", 12)).await?;
    let season = EpochSeconds::now() + Duration::from_hours(1);
    levels.put(&InventoryLevel { expires_at: Some(season), ..level("tromso", "snow-shovel", 9) }).await?;

    levels.update(key("oslo", "bolt-m8").update_existing().add(|a| a.on_hand, -28)).await?;
    // Nothing changes, so there is no event.
    levels.put(&level("oslo", "nut-m8", 25)).await?;
    levels
        .update(key("oslo", "bolt-m8").update_existing().add(|a| a.on_hand, -8).set(|a| a.shelf, "B2".to_owned()))
        .await?;
    levels.update(key("bergen", "bolt-m8").update_existing().add(|a| a.on_hand, -5)).await?;
    levels.delete(&key("oslo", "nut-m8")).await?;

    // The season ends, and DynamoDB removes what has expired.
    clock.advance(Duration::from_hours(2));
    local.engine().sweep_ttl()?;
    Ok(())
}

/// Movements without a pattern that a reader would see, the same in every run.
pub(crate) async fn many(levels: &Table<InventoryLevel>, count: usize) -> Result<()> {
    let mut state = 0x5eed_u64;
    let mut below = |limit: u64| {
        // Knuth's constants for a linear congruential generator; its high bits are even enough for a story.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    for _ in 0..count {
        let warehouse = WAREHOUSES[usize::try_from(below(3))?];
        let sku = format!("part-{:02}", below(12));
        if below(5) == 0 {
            levels.delete(&key(warehouse, &sku)).await?;
        } else {
            levels.put(&level(warehouse, &sku, u32::try_from(below(60))?)).await?;
        }
    }
    Ok(())
}
