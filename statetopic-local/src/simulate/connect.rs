//! Connections of a run.

use std::sync::Arc;

use statetopic::{BoxError, Connections};

use super::state::RunState;
use crate::local::Local;

/// The application's tables, behind faults.
pub(super) fn connections(local: &Local, state: &Arc<RunState>) -> Result<Connections, BoxError> {
    let tables = local.engine().tables().cloned().ok_or("a simulation has tables in memory")?;
    let (of_faults, of_latency) = (Arc::clone(state), Arc::clone(state));
    let tables = tables.with_faults(move |call| of_faults.fault(call)).with_latency(move |_| of_latency.latency());
    Ok(Connections::memory(local.variables(), tables).with_clock(local.engine().clock().clone()))
}
