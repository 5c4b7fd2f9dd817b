//! Redrives of what a run has parked: while faults strike, and in the end until nothing is left.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use serde_dynamo::AttributeValue;
use statetopic::{BoxError, ParkedError, ParkedRecords, Subscriber};

use super::connect::connections;
use super::state::RunState;
use crate::local::Local;

/// How long the lease of a redrive that died is waited for.
const LEASE: Duration = Duration::from_mins(16);

/// How often a redrive is tried in the end.
const ROUNDS: u32 = 20;

pub(super) type Redriving = Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send>>;

/// Redrives the items of a subscriber once, behind faults: whoever does it may die.
pub(super) async fn once<S: Subscriber>(local: Local, state: Arc<RunState>) -> Result<(), BoxError> {
    let id = state.next_invocation();
    state.note(format_args!("redrive {id} of {} begins", S::DEFINITION.id));
    let connections = connections(&local, &state)?;
    let of_redrive = Arc::clone(&state);
    let mut redriving = Box::pin(async move {
        let parked = ParkedRecords::<S>::connect(&connections).await?;
        for item in parked.items().await? {
            // Whoever redrives may think that another one is dead: nothing may depend on the lease.
            if of_redrive.below(2) == 0 {
                take_lease_away(&local, &item.id)?;
            }
            match parked.redrive(&item).await {
                Ok(redriven) => of_redrive.note(format_args!(
                    "redrive {id}: {} done{}",
                    redriven.done,
                    if redriven.failure.is_some() { ", one failed" } else { "" }
                )),
                Err(error) => of_redrive.note(format_args!("redrive {id}: {error}")),
            }
        }
        Ok::<(), BoxError>(())
    });
    std::future::poll_fn(|context| {
        let polled = RunState::on_behalf(id, || redriving.as_mut().poll(context));
        match state.is_crashed(id) {
            true => Poll::Ready(Ok(())),
            false => polled,
        }
    })
    .await
}

fn take_lease_away(local: &Local, entry: &str) -> Result<(), BoxError> {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let lease = HashMap::from([("entry".to_owned(), text(entry)), ("part".to_owned(), text("lease"))]);
    if let Some(tables) = local.engine().tables() {
        tables.delete(statetopic::parking::SCHEMA.table, &lease.into())?;
    }
    Ok(())
}

/// Redrives the items of a subscriber until none is left.
pub(super) async fn all<S: Subscriber>(local: Local, state: Arc<RunState>) -> Result<(), BoxError> {
    let parked = ParkedRecords::<S>::connect(&connections(&local, &state)?).await?;
    for _ in 0..ROUNDS {
        let items = parked.items().await?;
        if items.is_empty() {
            return Ok(());
        }
        for item in items {
            for record in parked.superseded(&item).await? {
                let number = match &record.record {
                    Some(Ok(record)) => record.sequence_number().copied(),
                    Some(Err(undecoded)) => undecoded.sequence_number().copied(),
                    None => return Err(ParkedError::Incomplete.into()),
                };
                let number = number.ok_or("a kept record has no sequence number")?;
                state.keep(S::DEFINITION.ledger_id(), number.as_str());
            }
            let discarded = parked.discard_superseded(&item).await?;
            state.note(format_args!("{discarded} superseded records are kept"));
            match parked.redrive(&item).await {
                Ok(redriven) => {
                    if let Some(failure) = redriven.failure {
                        return Err(format!("a parked record fails again: {failure}").into());
                    }
                    state.note(format_args!("{} parked records are done", redriven.done));
                }
                Err(ParkedError::Leased) => tokio::time::sleep(LEASE).await,
                Err(error) => return Err(error.into()),
            }
        }
    }
    Err("records stay parked".into())
}
