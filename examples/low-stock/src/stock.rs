//! The stock of the warehouses: the topic.

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
    /// The threshold: with fewer units than this it runs low.
    pub threshold: u32,
    /// The stock after a reorder, in units.
    pub order_up_to: u32,
}
