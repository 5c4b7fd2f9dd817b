//! The threshold: how many items a subscriber parks in an hour.

use std::time::Duration;

use serde_dynamo::AttributeValue;

use super::schema::{COUNT, EXPIRES_AT};
use super::store::Parking;
use crate::attribute::DocumentPath;
use crate::ledger::CommitError;
use crate::number::Number;
use crate::rows::{Action, Actions, Addition, Change, Comparison, Condition, RowKey, RowOperation};

const HOUR: u64 = 60 * 60;

/// How long a count is kept, to be looked at.
const KEPT: Duration = Duration::from_hours(7 * 24);

impl<'a> Parking<'a> {
    /// Whether as many items were parked in this hour as may be.
    pub(crate) async fn is_at_threshold(&self) -> Result<bool, CommitError> {
        let row = self.get(&self.hour()).await?;
        let count = row.as_ref().and_then(|row| match row.inner().get(COUNT) {
            Some(AttributeValue::N(count)) => count.parse::<u32>().ok(),
            _ => None,
        });
        Ok(count.unwrap_or_default() >= self.settings().park_threshold)
    }

    /// Counts a new item, as far as there may be another one.
    pub(super) fn count_item(&self) -> RowOperation<'a> {
        let path = DocumentPath::named(COUNT);
        let threshold = AttributeValue::N(self.settings().park_threshold.to_string());
        let condition = Condition::Or(vec![
            Condition::Missing(path.clone()),
            Condition::Compare(path.clone(), Comparison::Below, threshold),
        ]);
        let expires = self.committer.now().saturating_add(KEPT).to_string();
        let actions = Actions::from([
            (path, Action::Add(Box::new(Addition::new(Number::from(1), None)))),
            (DocumentPath::named(EXPIRES_AT), Action::Set(AttributeValue::N(expires))),
        ]);
        self.operation(Change::Update(actions), self.hour(), Some(condition))
    }

    /// The row of this hour.
    fn hour(&self) -> RowKey {
        let hour = self.committer.clock().now().as_secs() / HOUR;
        RowKey::texts(format!("parked|{}", self.committer.subscriber()), format!("hour#{hour:010}"))
    }
}
