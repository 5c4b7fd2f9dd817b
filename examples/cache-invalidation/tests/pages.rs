//! The shop on the embedded engine, with every available cache: one in this process, the Redis of `CACHE_URL`, and a
//! `redis-server` for the test if one is installed.

mod redis_server;

use std::time::Duration;

use cache_invalidation::{Cache, DropPageSubscriber, LIFETIME, Offer, Product, ProductKey, product_page};
use statetopic::Resource as _;
use statetopic::prelude::*;
use statetopic_local::{Delivery, DiscardReason, InProcess, Local, Subscription};

use redis_server::RedisServer;

fn offer(price: u32) -> Offer {
    Offer { price: Number::from(price), listed: true }
}

/// A shop with a lamp.
struct Shop {
    local: Local,
    dropping: Subscription<InProcess<DropPageSubscriber>>,
    products: Table<Product>,
    cache: Cache,
    lamp: Product,
}

impl Shop {
    async fn open(cache_url: &str, sku: &str) -> Result<Self> {
        let local = Local::start()?;
        local.set_variable("CACHE_URL", cache_url);
        let products = local.table::<Product>().await?;
        let dropping = local.subscribe::<DropPageSubscriber>().await?;
        dropping.set_delivery(Delivery::Twice).await;
        let cache = Cache::connect(&local.connections()).await?;
        let lamp = Product { sku: sku.to_owned(), name: "Lamp".to_owned(), offer: offer(499), on_hand: 7 };
        products.put(&lamp).await?;
        Ok(Self { local, dropping, products, cache, lamp })
    }

    /// Processes the changes: the cached page.
    async fn cached(&self) -> Result<Option<String>> {
        self.local.settle().await?;
        self.cache.get(&format!("product-page:{}", self.lamp.sku)).await
    }

    async fn page(&self) -> Result<Option<String>> {
        product_page(&self.products, &self.cache, &self.lamp.sku).await
    }

    /// The life of a page.
    async fn tell(&self) -> Result<()> {
        let page = Some("<h1>Lamp</h1><p>499 kr</p>".to_owned());
        assert_eq!(self.page().await?, page);
        assert_eq!(self.cached().await?, page, "the insertion drops nothing");

        self.products.put(&Product { on_hand: 6, ..self.lamp.clone() }).await?;
        assert_eq!(self.cached().await?, page, "the stock is not on the page");

        self.products.put(&Product { offer: offer(399), ..self.lamp.clone() }).await?;
        assert_eq!(self.cached().await?, None);
        assert_eq!(self.page().await?.as_deref(), Some("<h1>Lamp</h1><p>399 kr</p>"));

        let key = || ProductKey { sku: self.lamp.sku.clone() };
        self.products.update(key().update_existing().set(|a| a.offer.at(|a| a.listed), false)).await?;
        assert_eq!(self.cached().await?, None);
        assert_eq!(self.page().await?, None);
        self.products.update(key().update_existing().set(|a| a.offer.at(|a| a.listed), true)).await?;
        assert_eq!(self.page().await?.as_deref(), Some("<h1>Lamp</h1><p>399 kr</p>"));

        self.products.delete(&key()).await?;
        assert_eq!(self.cached().await?, None);
        assert_eq!(self.page().await?, None);
        Ok(())
    }
}

#[tokio::test]
async fn pages_are_dropped_from_a_cache_in_this_process() -> Result<()> {
    Shop::open("memory:pages", "lamp").await?.tell().await
}

#[tokio::test]
async fn pages_are_dropped_from_every_redis_that_there_is() -> Result<()> {
    if let Ok(url) = std::env::var("CACHE_URL") {
        // Others may use the cache too.
        let sku = format!("lamp-of-process-{}", std::process::id());
        Shop::open(&url, &sku).await?.tell().await?;
    }
    if let Some(server) = RedisServer::start("pages_are_dropped_from_every_redis_that_there_is").await? {
        Shop::open(&server.url(), "lamp").await?.tell().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_record_waits_for_a_redis_that_is_away() -> Result<()> {
    let server = RedisServer::start("a_record_waits_for_a_redis_that_is_away").await?;
    let Some(mut server) = server else { return Ok(()) };
    let shop = Shop::open(&server.url(), "lamp").await?;
    server.stop()?;
    shop.products.put(&Product { offer: offer(399), ..shop.lamp.clone() }).await?;
    for _ in 0..3 {
        assert!(shop.dropping.deliver().await?, "it comes again");
    }

    server.restart().await?;
    let cache = Cache::connect(&shop.local.connections()).await?;
    cache.put("product-page:lamp", "made of the old row", LIFETIME).await?;
    assert_eq!(shop.local.settle().await?.discarded, 0);
    assert_eq!(cache.get("product-page:lamp").await?, None);
    Ok(())
}

#[tokio::test]
async fn a_record_that_is_older_than_any_page_goes_to_the_queue() -> Result<()> {
    let shop = Shop::open("memory:too-late", "lamp").await?;
    shop.dropping.set_delivery(Delivery::Once).await;
    shop.products.put(&Product { offer: offer(399), ..shop.lamp.clone() }).await?;
    shop.local.engine().clock().advance(LIFETIME + Duration::from_secs(2));
    let progress = shop.local.settle().await?;
    assert_eq!((progress.invocations, progress.discarded), (0, 1));
    let queue = shop.dropping.destination().await.expect("a queue");
    assert_eq!(queue.discarded()[0].reason(), DiscardReason::RecordAgeExceeded);
    Ok(())
}

#[tokio::test]
async fn the_role_allows_what_is_done_and_nothing_else() -> Result<()> {
    let shop = Shop::open("memory:role", "lamp").await?;
    shop.tell().await?;
    // IAM does not protect the cache, and the subscriber has no table.
    let role = shop.local.role_of::<DropPageSubscriber>();
    assert_eq!((role.missing(), role.spare(), role.granted.len()), (vec![], vec![], 0));
    Ok(())
}

#[tokio::test]
async fn a_cache_that_is_not_configured_is_named() {
    let local = Local::start().unwrap();
    let error = Cache::connect(&local.connections()).await.unwrap_err();
    assert!(error.is_environment() && error.to_string().contains("`CACHE_URL`"), "{error}");

    local.set_variable("CACHE_URL", "redis://:secret@nowhere:no-port");
    let error = Cache::connect(&local.connections()).await.unwrap_err();
    assert!(!error.to_string().contains("secret"), "{error}");
}
