//! Open alerts, and their acknowledgement by people.

use std::collections::BTreeMap;

use statetopic::prelude::*;

use crate::LowStockAlert;

/// The acknowledgement of a shortage. It has a table of its own: only the subscriber writes alerts, and it may clear one
/// while somebody acknowledges it.
#[read_model(table = "alert-acknowledgements")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// The warehouse.
    #[partition_key]
    pub warehouse: String,
    /// The article.
    #[sort_key]
    pub sku: String,
    /// The shortage that was acknowledged. A later shortage of the article is not.
    pub shortage: String,
    /// Who acknowledged it.
    pub by: String,
}

/// Acknowledges an alert.
///
/// # Errors
/// If it cannot be written.
pub async fn acknowledge(
    acknowledgements: &Table<Acknowledgement>,
    alert: &LowStockAlert,
    by: impl Into<String>,
) -> Result<()> {
    let LowStockAlert { warehouse, sku, shortage, .. } = alert.clone();
    acknowledgements.put(&Acknowledgement { warehouse, sku, shortage, by: by.into() }).await?;
    Ok(())
}

/// The open alerts of a warehouse: those that nobody has acknowledged.
///
/// # Errors
/// If a table cannot be read.
pub async fn open_alerts(
    alerts: &Table<LowStockAlert>,
    acknowledgements: &Table<Acknowledgement>,
    warehouse: &str,
) -> Result<Vec<LowStockAlert>> {
    let warehouse = warehouse.to_owned();
    let acknowledged = acknowledgements.query(&warehouse).unlimited().rows().await?.into_iter();
    let acknowledged: BTreeMap<_, _> = acknowledged.map(|done| (done.sku, done.shortage)).collect();
    let mut open = alerts.query(&warehouse).unlimited().rows().await?;
    open.retain(|alert| acknowledged.get(&alert.sku) != Some(&alert.shortage));
    Ok(open)
}
