//! What the pages show.

use statetopic::prelude::*;

/// A product of the shop.
#[read_model(table = "products")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Product {
    /// The article.
    #[partition_key]
    pub sku: String,
    /// What it is called. It is on the page.
    pub name: String,
    /// What it costs. It is on the page.
    pub price: Number,
    /// How many there are. It changes with every order, and is not on the page.
    pub on_hand: u32,
}
