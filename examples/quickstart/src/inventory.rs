//! The read model that the subscribers listen to.

use statetopic::prelude::*;

/// The stock of an article in a warehouse.
#[read_model(table = "inventory-levels")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InventoryLevel {
    /// The warehouse.
    #[partition_key]
    pub warehouse: String,
    /// The article.
    #[sort_key]
    pub sku: String,
    /// Units on the shelf.
    pub on_hand: u32,
    /// The shelf.
    pub shelf: String,
    /// When the article is delisted.
    #[ttl]
    pub expires_at: Option<EpochSeconds>,
}
