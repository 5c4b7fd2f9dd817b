//! A product changes what its page shows, and the function drops the page from the cache.

use serde_json::{Value, json};

use super::cache::Cache;
use super::stack::{Problem, Stack};

/// Where the stack's parameter says that the cache is.
const ADDRESS: &str = "CACHE_ADDRESS";

pub(crate) async fn run(stack: &Stack) -> Result<(), Problem> {
    let address = std::env::var(ADDRESS).map_err(|_| format!("`{ADDRESS}` says where the cache is to listen"))?;
    let cache = Cache::listen(&address).await?;
    stack.put("products", product("sofa", 9_999, 1)).await?;
    stack.put("products", product("lamp", 499, 7)).await?;
    // A sale is not on the page.
    stack.put("products", product("lamp", 499, 6)).await?;
    stack.put("products", product("lamp", 399, 6)).await?;
    cache.dropped("product-page:lamp").await?;
    stack.delete("products", json!({ "sku": "sofa" })).await?;
    cache.dropped("product-page:sofa").await
}

fn product(sku: &str, price: u32, on_hand: u32) -> Value {
    json!({ "sku": sku, "name": sku, "offer": { "price": price, "listed": true }, "on_hand": on_hand })
}
