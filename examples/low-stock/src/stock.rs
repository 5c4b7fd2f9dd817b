//! What the warehouses have: the topic.

use statetopic::prelude::*;

/// An article in a warehouse.
#[read_model(table = "stock-levels")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StockLevel {
    /// The warehouse.
    #[partition_key]
    pub warehouse: String,
    /// The article.
    #[sort_key]
    pub sku: String,
    /// Units on the shelf.
    pub on_hand: u32,
    /// With fewer units than this it runs low.
    pub threshold: u32,
    /// How many units a reorder brings it back to.
    pub order_up_to: u32,
}
