//! A subscriber of batches that settles each record by what its item's id begins with. Its `main` comes from
//! `#[subscriber]`.

use statetopic::prelude::*;

#[read_model(table = "probes")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Probe {
    #[partition_key]
    id: String,
}

/// Names each batch by its event ids.
#[subscriber]
fn settle(batch: Batch<Probe>) -> Result<Outcomes<Probe>> {
    let ids: Vec<&str> = batch.iter().map(|record| record.event_id().as_str()).collect();
    println!("batch {}", ids.join(" "));
    let mut outcomes = Outcomes::new();
    for (record, pending) in batch.into_pending() {
        match record.key().id.split('-').next() {
            Some("error") => outcomes.push(pending.failed(format!("the error of {}", record.event_id()))),
            Some("forget") => {}
            Some("abort") => return Err("the error of the batch".into()),
            _ => outcomes.push(pending.done()),
        }
    }
    Ok(outcomes)
}
