//! How long parked records have waited: a process looks now and then, and says so in its log once that is too long.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::schema::{BY_SUBSCRIBER, SUBSCRIBER};
use super::store::Parking;
use crate::rows::{Comparison, KeyCondition, KeyTest};

/// What the log says where the oldest parked or superseded record of a subscriber has waited for more than a day. Alarms count it.
pub const OLD: &str = "records have been parked for more than 24 hours; redrive or discard them";

/// After how long it is said.
const MOST: Duration = Duration::from_hours(24);

/// How often a process looks at most.
const EVERY: Duration = Duration::from_mins(15);

/// How long a look may take: it is no reason to answer late.
const WITHIN: Duration = Duration::from_secs(1);

/// When a process looked last.
#[derive(Debug, Default)]
pub(super) struct Looked(Mutex<Option<Duration>>);

impl Looked {
    /// Whether it is time to look, which is then done.
    fn is_due(&self, now: Duration) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = last.is_none_or(|last| now.saturating_sub(last) >= EVERY);
        if is_due {
            *last = Some(now);
        }
        is_due
    }
}

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
                if age > MOST {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_looks_every_quarter_of_an_hour() {
        let looked = Looked::default();
        let at = |minutes: u64| looked.is_due(Duration::from_mins(1000 + minutes));
        assert_eq!([at(0), at(14), at(15), at(16), at(30)], [true, false, true, false, true]);
        assert!(!at(10), "a clock that was set back");
    }
}
