//! A call of a subscriber for a parked record.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;

use crate::decode::{self, Identified};
use crate::invoke::failure::Failure;
use crate::ledger::CommitError;
use crate::operation::Write;
use crate::panic;
use crate::record::Batch;
use crate::subscriber::{Answer, FunctionError, Input, Returned, Subscriber};

/// Calls the function, if an arm takes the record. Returns the writes to commit.
pub(in crate::invoke) async fn call<S: Subscriber>(subscriber: &S, json: &str) -> Result<Vec<Write>, Failure> {
    let Identified { item, record } = decode::read_alone::<S::Topic>(json).map_err(Failure::Message)?;
    let record = match record {
        Ok(record) => record,
        Err(undecoded) => return Err(Failure::Decode(undecoded.into_error())),
    };
    match panic::catch(|| S::takes(&record.change)) {
        Ok(true) => {}
        Ok(false) => return panic::catch(move || drop(record)).map(|()| Vec::new()).map_err(|_| Failure::Panic),
        Err(_) => return Err(Failure::Panic),
    }
    let position = record.position();
    let called = async {
        let input = S::Input::from_records(record, |first| Batch::with_id(vec![first], 0));
        subscriber.call(input).await.into_returned()
    };
    let returned = AssertUnwindSafe(called).catch_unwind().await.map_err(|payload| {
        // A payload's own `Drop` may panic again.
        std::mem::forget(payload);
        Failure::Panic
    })?;
    match returned.map_err(Failure::Function)? {
        Returned::Done => Ok(Vec::new()),
        Returned::Writes(writes) => {
            let mut writes = writes.into_vec();
            for write in &mut writes {
                write.choose_shard(&item);
                write.follow(&item, position.as_ref(), false);
                if write.is_of_other_item(&item) {
                    let error = CommitError::OtherRow { model: write.model };
                    return Err(Failure::Commit(Box::new(error)));
                }
            }
            Ok(writes)
        }
        Returned::Outcomes(outcomes) => match outcomes.into_iter().next() {
            None => Err(Failure::NoOutcome),
            Some(outcome) => match outcome.error {
                None => Ok(Vec::new()),
                Some(error) => Err(Failure::Function(FunctionError::Returned(error))),
            },
        },
    }
}
