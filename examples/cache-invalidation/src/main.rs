//! A shop with a cache: in the Redis of `CACHE_URL`, or in this process.

use cache_invalidation::{Cache, DropPageSubscriber, Offer, Product, ProductKey, product_page};
use statetopic::Resource as _;
use statetopic::prelude::*;
use statetopic_local::Local;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let local = Local::start()?;
    let url = std::env::var("CACHE_URL").unwrap_or_else(|_| "memory:demo".to_owned());
    local.set_variable("CACHE_URL", &url);
    let products = local.table::<Product>().await?;
    let shop = Shop { cache: Cache::connect(&local.connections()).await?, local, products };
    println!("The cache is {:?}.", shop.cache);
    shop.local.subscribe::<DropPageSubscriber>().await?;

    let offer = Offer { price: Number::from(499), listed: true };
    let lamp = Product { sku: "lamp".to_owned(), name: "Lamp".to_owned(), offer, on_hand: 7 };
    shop.products.put(&lamp).await?;
    shop.visit("A customer looks at the lamp").await?;
    shop.products.update(key().update_existing().add(|a| a.on_hand, -1)).await?;
    shop.visit("Somebody buys one: the page shows no stock, so it stays").await?;
    shop.products.update(key().update_existing().set(|a| a.offer.at(|a| a.price), Number::from(399))).await?;
    shop.visit("The price falls").await?;
    shop.products.delete(&key()).await?;
    shop.visit("The lamp is sold no more").await
}

struct Shop {
    local: Local,
    products: Table<Product>,
    cache: Cache,
}

impl Shop {
    /// Processes the changes, and looks at the page.
    async fn visit(&self, what: &str) -> Result<()> {
        self.local.settle().await?;
        let cached = self.cache.get("product-page:lamp").await?.is_some();
        let page = product_page(&self.products, &self.cache, "lamp").await?;
        println!("\n{what}:");
        println!("  {} the cache: {}", if cached { "in" } else { "not in" }, page.as_deref().unwrap_or("not found"));
        Ok(())
    }
}

fn key() -> ProductKey {
    ProductKey { sku: "lamp".to_owned() }
}
