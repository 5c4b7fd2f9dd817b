//! What the demonstration prints.

use quickstart::{AuditEntry, InventoryLevel, LowStockAlert, WarehouseTotals, WarehouseTotalsKey};
use statetopic::prelude::*;
use statetopic_local::{Local, Progress};

use super::movements::WAREHOUSES;

pub(crate) fn heading(text: &str) {
    println!("\n{text}");
}

/// Every change so far, decoded as for a subscriber.
pub(crate) fn changes(local: &Local) -> Result<()> {
    for record in statetopic::decode::<InventoryLevel>(&local.changes_of::<InventoryLevel>()?.to_json())? {
        let record = record?;
        println!("   {:<9} {:<20} {}", record.change().kind(), record.key().to_string(), describe(record.change()));
    }
    Ok(())
}

/// The fields that a change is about.
fn describe(change: &StateChange<InventoryLevel>) -> String {
    match change {
        StateChange::Inserted { new, .. } => format!("on_hand {}, shelf {}", new.on_hand, new.shelf),
        StateChange::Modified { old, new, .. } => {
            let changed = new.changed_since(old);
            let mut fields = Vec::new();
            if changed.contains(|a| a.on_hand) {
                fields.push(format!("on_hand {} -> {}", old.on_hand, new.on_hand));
            }
            if changed.contains(|a| a.shelf) {
                fields.push(format!("shelf {} -> {}", old.shelf, new.shelf));
            }
            fields.join(", ")
        }
        StateChange::Removed { old, cause, .. } => match cause {
            Removal::Deleted => format!("deleted, had on_hand {}", old.on_hand),
            Removal::Expired => format!("expired, had on_hand {}", old.on_hand),
        },
    }
}

/// The alerts of all warehouses.
pub(crate) async fn alerts(local: &Local) -> Result<()> {
    let table = local.table::<LowStockAlert>().await?;
    for warehouse in WAREHOUSES {
        for alert in table.query(warehouse).unlimited().rows().await? {
            println!("   {}/{} ran low: {} left", alert.warehouse, alert.sku, alert.on_hand);
        }
    }
    Ok(())
}

/// The trail of one warehouse, in the order of its changes.
pub(crate) async fn trail(local: &Local, warehouse: &str) -> Result<()> {
    let table = local.table::<AuditEntry>().await?;
    for entry in table.query(warehouse).unlimited().rows().await? {
        let place = entry.sequence.trim_start_matches('0');
        println!("   {:<9} {warehouse} at {place} {}", entry.what, entry.changed.join(", "));
    }
    Ok(())
}

/// The derived totals beside those counted from the source. Whether all are equal.
pub(crate) async fn totals(local: &Local, levels: &Table<InventoryLevel>) -> Result<bool> {
    let table = local.table::<WarehouseTotals>().await?;
    let mut all_equal = true;
    println!("   {:<10} {:>18} {:>24}", "", "derived", "counted from the source");
    for warehouse in WAREHOUSES {
        let warehouse = warehouse.to_owned();
        let source = levels.query(&warehouse).unlimited().rows().await?;
        let counted: (usize, u64) = (source.len(), source.iter().map(|level| u64::from(level.on_hand)).sum());
        let derived = table.get(&WarehouseTotalsKey { warehouse: warehouse.clone() }).await?;
        let derived = derived.map_or((0, 0), |totals| (totals.articles, totals.units));
        let equal = (usize::try_from(derived.0)?, derived.1) == counted;
        all_equal &= equal;
        println!(
            "   {warehouse:<10} {:>6} art. {:>5} u. {:>11} art. {:>5} u.   {}",
            derived.0,
            derived.1,
            counted.0,
            counted.1,
            if equal { "equal" } else { "DIFFERENT" }
        );
    }
    Ok(all_equal)
}

/// Number of deliveries.
pub(crate) fn deliveries(progress: &Progress) {
    println!("   {} invocations were handed {} records in all\n", progress.invocations, progress.records);
}
