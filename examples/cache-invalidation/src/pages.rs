//! How pages are made and dropped.

use std::time::Duration;

use statetopic::prelude::*;

use crate::{Cache, Product, ProductKey};

/// The lifetime of a page in the cache. It also limits the damage of a race: the shop reads the row before a change, and
/// caches its page after the subscriber has dropped it.
pub const LIFETIME: Duration = Duration::from_mins(10);

/// The cache key of a page.
fn page_of(sku: &str) -> String {
    format!("product-page:{sku}")
}

/// Shows a product: from the cache, or from the table and into the cache. `None` if there is no such
/// product, or if it is not listed.
///
/// # Errors
/// If the cache or the table cannot be read.
pub async fn product_page(products: &Table<Product>, cache: &Cache, sku: &str) -> Result<Option<String>> {
    let page = page_of(sku);
    if let Some(cached) = cache.get(&page).await? {
        return Ok(Some(cached));
    }
    let product = products.get(&ProductKey { sku: sku.to_owned() }).consistent().await?;
    let Some(product) = product.filter(|product| product.offer.listed) else { return Ok(None) };
    let html = format!("<h1>{}</h1><p>{} kr</p>", product.name, product.offer.price);
    cache.put(&page, &html, LIFETIME).await?;
    Ok(Some(html))
}

/// Drops the page of a product when what it shows has changed, or the product is gone. A sale changes `on_hand` alone, and
/// leaves the page cached. A product that was not listed had no page: its changes do not even reach the function.
///
/// A record is discarded when the page's lifetime is over: there is nothing left to drop. The queue is notified, so that
/// somebody looks after the cache; the record's payload is useless by then.
///
/// # Errors
/// If the cache cannot be reached.
#[subscriber(
    on(Modified { old, new } if old.offer.listed && (old.name != new.name || old.offer != new.offer), Removed),
    max_age = 600,
    max_retries = 100,
    on_failure = sqs("drop-page-failures"),
)]
pub async fn drop_page(change: StateChange<Product>, cache: &Cache) -> Result<()> {
    cache.delete(&page_of(&change.key().sku)).await
}

#[cfg(test)]
mod tests {
    use statetopic::{ReadModel as _, Subscriber as _};

    use super::*;
    use crate::Offer;

    fn offer(price: u32) -> Offer {
        Offer { price: Number::from(price), listed: true }
    }

    fn product() -> Product {
        Product { sku: "lamp".to_owned(), name: "Lamp".to_owned(), offer: offer(499), on_hand: 7 }
    }

    fn changed(new: Product) -> StateChange<Product> {
        StateChange::Modified { key: product().key(), old: product().into(), new: new.into() }
    }

    #[test]
    fn what_is_not_on_the_page_does_not_drop_it() {
        let takes = |new| DropPageSubscriber::takes(&changed(new));
        assert!(takes(Product { name: "Floor lamp".to_owned(), ..product() }));
        assert!(takes(Product { offer: offer(399), ..product() }));
        assert!(takes(Product { offer: Offer { listed: false, ..offer(499) }, ..product() }));
        assert!(!takes(Product { on_hand: 6, ..product() }));
        assert!(!DropPageSubscriber::takes(&StateChange::Inserted { key: product().key(), new: product().into() }));
    }

    #[test]
    fn a_record_is_discarded_when_its_page_is_gone_anyway() {
        let max_age = DropPageSubscriber::DEFINITION.mapping.max_age;
        assert_eq!(max_age.map(u64::from), Some(LIFETIME.as_secs()));
    }

    #[cfg(feature = "local")]
    #[tokio::test]
    async fn the_page_of_the_changed_product_goes_and_no_other() -> Result<()> {
        let cache = Cache::in_process("unit test");
        for sku in ["lamp", "sofa"] {
            cache.put(&page_of(sku), sku, LIFETIME).await?;
        }
        drop_page(changed(Product { offer: offer(399), ..product() }), &cache).await?;
        assert_eq!(cache.get(&page_of("lamp")).await?, None);
        assert_eq!(cache.get(&page_of("sofa")).await?.as_deref(), Some("sofa"));
        Ok(())
    }
}
