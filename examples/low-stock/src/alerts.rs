//! The subscriber, and its two tables; nothing else writes them.

use statetopic::Timestamp;
use statetopic::prelude::*;

use crate::{StockLevel, StockLevelKey};

/// An article that is low now. It has one alert, however often its stock changes meanwhile.
#[read_model(table = "shortage-alerts")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LowStockAlert {
    /// The warehouse.
    #[partition_key]
    pub warehouse: String,
    /// The article.
    #[sort_key]
    pub sku: String,
    /// The id of the shortage: when the article is restocked and runs low again, that is another one.
    pub shortage: String,
    /// Units left when it was raised.
    pub on_hand: u32,
    /// The threshold at that time.
    pub threshold: u32,
    /// The approximate time.
    pub raised_at: Option<Timestamp>,
}

/// A reorder. It stays when the alert is cleared.
#[read_model(table = "reorder-suggestions")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReorderSuggestion {
    /// The warehouse.
    #[partition_key]
    pub warehouse: String,
    /// The id of the shortage; ids sort by time.
    #[sort_key]
    pub shortage: String,
    /// The article.
    pub sku: String,
    /// Number of units.
    pub quantity: u32,
}

/// Alerts are raised and cleared.
type Alerts = Only<LowStockAlert, (access::Put, access::Delete)>;

/// Raises an alert and suggests a reorder when an article falls below its threshold; clears the alert when it no longer is,
/// or is no longer listed.
///
/// Only crossing the threshold counts, by a change of the stock or of the threshold itself. The shortage is named after
/// the record that began it, which is the same each time it is delivered.
///
/// # Errors
/// If the record has no sequence number; each of a DynamoDB stream has one.
#[subscriber(on(
    Inserted { new } if new.on_hand < new.threshold,
    Modified { old, new } if old.on_hand >= old.threshold && new.on_hand < new.threshold,
    Modified { old, new } if old.on_hand < old.threshold && new.on_hand >= new.threshold,
    Removed { old } if old.on_hand < old.threshold,
))]
pub fn watch_stock(record: Record<StockLevel>) -> Result<Writes<(Alerts, Only<ReorderSuggestion, access::Put>)>> {
    let shortage = record.sequence_number().ok_or("the record has no sequence number")?.padded();
    let StockLevelKey { warehouse, sku } = record.key().clone();
    Ok(match record.change().new() {
        Some(now) if now.on_hand < now.threshold => Writes::new()
            .put(&ReorderSuggestion {
                warehouse: warehouse.clone(),
                shortage: shortage.clone(),
                sku: sku.clone(),
                quantity: now.order_up_to.saturating_sub(now.on_hand),
            })
            .put(&LowStockAlert {
                warehouse,
                sku,
                shortage,
                on_hand: now.on_hand,
                threshold: now.threshold,
                raised_at: record.time(),
            }),
        _ => Writes::new().delete(&LowStockAlertKey { warehouse, sku }),
    })
}

#[cfg(test)]
mod tests;
