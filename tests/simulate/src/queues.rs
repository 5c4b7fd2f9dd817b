//! Behind a queue: a Pipe may send a later change of an item before an earlier one. What is applied is applied in order and once, and
//! what comes too late is kept.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use statetopic::prelude::*;
use statetopic::{BoxError, SequenceNumber};
use statetopic_local::simulate::{FaultKind, Faults, Run, Simulation, is_calm};

use crate::{Shipment, write};

/// How many applied changes of an item its row knows.
const KNOWN: usize = 20;

/// The changes of a shipment, in the order in which they were applied.
#[read_model(table = "queued-changes")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Queued {
    /// The shipment.
    #[partition_key]
    pub id: u32,
    /// Their numbers.
    #[serde(default)]
    pub numbers: Vec<SequenceNumber>,
}

/// Notes each change. Some shipments it fails on for a while.
#[subscriber(
    library,
    id = "simulations/note_queued",
    via = fifo,
    accept_message_limit,
    on_error = park,
    max_attempts = 2,
    park_threshold = 4,
    timeout = 20
)]
fn note_queued(record: Record<Shipment>) -> Result<Writes<Queued>> {
    if record.change().new().is_some_and(|new| new.weight % 10 == 1) && !is_calm() {
        return Err("a shipment that a later version of the code can take".into());
    }
    let key = QueuedKey { id: record.change().key().id };
    let numbers: Vec<SequenceNumber> = record.sequence_number().copied().into_iter().collect();
    Ok(Writes::new().update(key.update().append(|a| a.numbers, numbers)))
}

/// The simulation of a function behind a queue. Streams are not made again: the changes of an old one are all superseded then, whether
/// they were applied or not.
pub fn queues() -> Simulation {
    Simulation::new()
        .subscriber::<NoteQueuedSubscriber>()
        .source(write)
        .invariant("each change is applied in order and once, or kept", applied_or_kept)
        .faults(Faults::usual().without(FaultKind::Restreamed))
        .varying()
}

fn applied_or_kept(run: &Run) -> Result<(), BoxError> {
    let mut changes = BTreeMap::<u32, Vec<SequenceNumber>>::new();
    for record in run.changes::<Shipment>()? {
        let number = record.sequence_number().copied().ok_or("a change has no number")?;
        changes.entry(record.change().key().id).or_default().push(number);
    }
    let applied: HashMap<u32, Vec<SequenceNumber>> =
        run.rows::<Queued>()?.into_iter().map(|row| (row.id, row.numbers)).collect();
    for (id, numbers) in &changes {
        let of_item = applied.get(id).map(Vec::as_slice).unwrap_or_default();
        if !of_item.is_sorted_by(|before, after| before < after) {
            return Err(format!("the changes of {id} were applied as {of_item:?}").into());
        }
        let there: BTreeSet<&SequenceNumber> = of_item.iter().collect();
        for number in numbers {
            let is_kept = run.superseded().contains(number.as_str());
            match (there.contains(number), is_kept) {
                (false, false) => return Err(format!("{number:?} of {id} is neither applied nor kept").into()),
                (true, true) if numbers.len() <= KNOWN => {
                    return Err(format!("{number:?} of {id} is applied, and kept as superseded").into());
                }
                _ => {}
            }
        }
    }
    Ok(())
}
