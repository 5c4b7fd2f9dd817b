//! What is to be known of a record before its function is called: whether it was done, whether records of its item are parked, and
//! in a batch that did not end how often it was tried.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::call::Calling;
use super::failure::{Blame, Failure};
use super::head::SourceItem;
use crate::ledger::{CommitError, ItemState};
use crate::parking::Parking;
use crate::sequence::SequenceNumber;
use crate::subscriber::Returned;
use crate::transport::Ordinal;

/// How long it may take to take an attempt back.
const TAKE_BACK: Duration = Duration::from_secs(1);

/// What stands before a call.
pub(super) struct Guard<'a> {
    pub(super) parking: Parking<'a>,
    pub(super) ordinal: Ordinal,
    pub(super) item: Arc<SourceItem>,
    pub(super) number: SequenceNumber,
    /// Where attempts are counted before they begin: those of this invocation.
    pub(super) counted: Option<Arc<Mutex<HashMap<Ordinal, u32>>>>,
}

impl Guard<'_> {
    /// Calls the function, if it is to be called.
    pub(super) async fn call(self, calling: Calling<'_>) -> Result<Returned, Failure> {
        let change = self.item.change(&self.number);
        let failed = |error: CommitError| Failure::Commit(Box::new(error));
        match self.parking.committer().item_state(change).await.map_err(failed)? {
            ItemState::Free => {}
            ItemState::Applied(committed) => return Err(Failure::Before(committed)),
            ItemState::Parked(_) => return Err(Failure::Behind),
        }
        let Some(counted) = &self.counted else { return calling.await };
        let set = |attempts: Option<u32>| {
            let mut counted = counted.lock().unwrap_or_else(PoisonError::into_inner);
            match attempts {
                Some(attempts) => counted.insert(self.ordinal, attempts),
                None => counted.remove(&self.ordinal),
            };
        };
        let before = self.parking.attempts(change).await.map_err(failed)?;
        if before >= u32::from(self.parking.settings().max_attempts) {
            // Where nothing new may be parked it is called again: an outage ends, and what it kept from being done is done then.
            if !self.parking.is_at_threshold().await.map_err(failed)? {
                return Err(Failure::Exhausted(before));
            }
            set(Some(before));
            return calling.await;
        }
        let attempts = self.parking.count_attempt(change).await.map_err(failed)?;
        set(Some(attempts));
        let returned = calling.await;
        let is_to_blame = matches!(&returned, Err(failure) if failure.blame() != Blame::Others);
        if !is_to_blame {
            // It ended: whatever becomes of its writes, it did not take its process with it.
            let taken_back = self.parking.take_back_attempt(change, attempts);
            // What the function has done is worth more than the count.
            if !matches!(tokio::time::timeout(TAKE_BACK, taken_back).await, Ok(Ok(()))) {
                tracing::warn!("an attempt that ended well stays counted");
            }
            set(None);
        }
        returned
    }
}
