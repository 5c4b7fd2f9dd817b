//! Tells a search index which pages it must read again. The notification carries the page's key and nothing else.

use statetopic::prelude::*;

/// A page of a handbook.
#[read_model(table = "handbook-pages")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The page's path.
    #[partition_key]
    pub path: String,
    /// The text. The index reads the current one when it processes the row.
    pub text: String,
}

/// A page that the index has not read since it changed. The index deletes the row first and reads the page then: a change in
/// between makes a new row.
#[read_model(table = "stale-pages")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StalePage {
    /// The page.
    #[partition_key]
    pub path: String,
}

/// Records that a page is new, changed or gone. It is idempotent: the row is the same.
///
/// # Errors
/// If the row cannot be written.
#[subscriber(max_age = 43_200, max_retries = 1_000, on_failure = s3("page-changed-failures"))]
pub async fn page_changed(change: StateChange<Page>, stale: &Table<StalePage, access::Put>) -> Result<()> {
    stale.put(&StalePage { path: change.key().path.clone() }).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use statetopic::Subscriber as _;
    use statetopic::view::NotCaptured;

    use super::*;

    #[test]
    fn every_change_is_news_and_no_change_has_an_image() {
        let key = PageKey { path: "/start".to_owned() };
        // No other value can stand for the images.
        let (old, new) = (NotCaptured::new(), NotCaptured::new());
        for change in [
            StateChange::Inserted { key: key.clone(), new },
            StateChange::Modified { key: key.clone(), old, new },
            StateChange::Removed { key, old, cause: Removal::Deleted },
        ] {
            assert!(PageChangedSubscriber::takes(&change), "{change:?}");
        }
    }
}
