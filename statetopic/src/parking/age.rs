//! How long parked records have waited: a process looks now and then, and says so in its log once that is too long.

use std::time::Duration;

use super::schema::{BY_SUBSCRIBER, SUBSCRIBER};
use super::store::Parking;
use crate::rows::{Comparison, KeyCondition, KeyTest};

/// What the log says where the oldest parked or superseded record of a subscriber has waited for more than a day. Alarms count it.
pub const OLD: &str =
    "records have been parked, or kept as superseded, for more than 24 hours; redrive or discard them";

/// The age from which on it is said.
const MAX_AGE: Duration = Duration::from_hours(24);

/// How long a look may take, so that no answer is late for it.
const WITHIN: Duration = Duration::from_secs(1);

impl Parking<'_> {
    /// Looks, if it is time to, for how long the oldest record has waited.
    pub(crate) async fn look_at_age(&self) {
        let now = self.committer.clock().now();
        if !self.parked.looked.is_due(now) {
            return;
        }
        let subscriber = self.committer.subscriber();
        match tokio::time::timeout(WITHIN, self.oldest()).await {
            Ok(Ok(Some(since))) => {
                let age = now.saturating_sub(Duration::from_millis(since));
                if age > MAX_AGE {
                    tracing::warn!(subscriber, age = age.as_secs(), "{OLD}");
                }
            }
            Ok(Ok(None)) => {}
            Ok(Err(error)) => {
                tracing::warn!(subscriber, "how long records have been parked could not be read: {error}");
            }
            Err(_) => tracing::warn!(subscriber, "how long records have been parked could not be read in time"),
        }
    }

    /// When the oldest record of the subscriber was parked, in milliseconds since 1970.
    async fn oldest(&self) -> Result<Option<u64>, crate::ledger::CommitError> {
        let subscriber = serde_dynamo::AttributeValue::S(self.committer.subscriber().to_owned());
        let key = KeyCondition { attribute: SUBSCRIBER, test: KeyTest::Compare(Comparison::Equal, subscriber) };
        let rows = self.query(Some(BY_SUBSCRIBER), &[key], 1).await?;
        Ok(rows.first().and_then(|row| super::read::parked_at(row.inner())))
    }
}
