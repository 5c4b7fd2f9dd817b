//! Pages of products in a cache, and a subscriber that drops a page when something changes that is on it.
//!
//! [`drop_page`] is the subscriber, with a one-line bin in `src/bin`; [`product_page`] is the shop, which reads through the
//! cache; [`Cache`] is a custom resource.

mod cache;
mod pages;
mod product;

pub use cache::*;
pub use pages::*;
pub use product::*;
