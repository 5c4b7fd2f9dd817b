//! The read model that the pages show.

use statetopic::prelude::*;

/// A product of the shop.
#[read_model(table = "products")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Product {
    /// The article.
    #[partition_key]
    pub sku: String,
    /// Its name. It is on the page.
    pub name: String,
    /// Its offer.
    pub offer: Offer,
    /// Units in stock. It changes with every order, and is not on the page.
    pub on_hand: u32,
}

/// The offer of a product: a map in its row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
pub struct Offer {
    /// The price. It is on the page.
    pub price: Number,
    /// Whether it has a page.
    pub listed: bool,
}
