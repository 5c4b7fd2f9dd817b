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
    /// How it is sold.
    pub offer: Offer,
    /// How many there are. It changes with every order, and is not on the page.
    pub on_hand: u32,
}

/// How a product is sold: a map in its row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
pub struct Offer {
    /// What it costs. It is on the page.
    pub price: Number,
    /// Whether it has a page.
    pub listed: bool,
}
