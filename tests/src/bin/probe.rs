//! A subscriber whose function does what the item's id begins with. Its `main` comes from `#[subscriber]`.

use std::time::Duration;

use statetopic::prelude::*;

#[read_model(table = "probes")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Probe {
    #[partition_key]
    id: String,
    note: String,
    amount: u32,
}

/// Names each record that it starts and each that it handled by its event id.
#[subscriber(on(Inserted, Modified, Removed))]
async fn probe(record: Record<Probe>) -> Result<()> {
    println!("started {}", record.event_id());
    let what = record.key().id.split('-').next().unwrap_or_default();
    match what {
        "panic" => panic!("the panic of {}", record.event_id()),
        "error" => return Err(format!("the error of {}", record.event_id()).into()),
        "brief" => tokio::time::sleep(Duration::from_millis(200)).await,
        "slow" => tokio::time::sleep(Duration::from_hours(1)).await,
        _ => {}
    }
    println!("handled {}", record.event_id());
    Ok(())
}
