//! A reaction across aggregates: low stock raises an alert.

use statetopic::prelude::*;

use crate::InventoryLevel;

/// An article that ran low.
#[read_model(table = "low-stock-alerts")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LowStockAlert {
    /// The warehouse.
    #[partition_key]
    pub warehouse: String,
    /// The article.
    #[sort_key]
    pub sku: String,
    /// Units left when it ran low.
    pub on_hand: u32,
}

/// Raises an alert when stock falls below ten.
///
/// The alert's key is the article's, so that a change which is delivered twice raises one alert.
///
/// # Errors
/// If the alert cannot be written.
#[subscriber(
    on(Modified { old, new } if old.on_hand >= 10 && new.on_hand < 10),
    batch_size = 100, max_retries = 20, on_failure = s3("alert-failures"),
)]
pub async fn low_stock_alerts(
    change: StateChange<InventoryLevel>,
    alerts: &Table<LowStockAlert, access::Put>,
) -> Result<()> {
    if let StateChange::Modified { key, new, .. } = change {
        alerts.put(&LowStockAlert { warehouse: key.warehouse, sku: key.sku, on_hand: new.on_hand }).await?;
    }
    Ok(())
}
