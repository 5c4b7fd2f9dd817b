//! The read model that the others listen to.

use statetopic::prelude::*;

/// How much of an article a warehouse has.
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
    /// Where it lies.
    pub shelf: String,
    /// When the article leaves the range.
    #[ttl]
    pub expires_at: Option<EpochSeconds>,
}
