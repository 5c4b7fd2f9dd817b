//! A subscriber whose function ends its process, or never returns, as the item's id says. Its `main` comes from `#[subscriber]`.

use std::time::Duration;

use statetopic::prelude::*;

#[read_model(table = "poison-probes")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Probe {
    #[partition_key]
    id: String,
    team: String,
}

#[read_model(table = "poison-teams")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Team {
    #[partition_key]
    name: String,
    #[serde(default)]
    members: u32,
}

/// Counts the members of a team.
#[subscriber(on(Inserted), on_error = park, max_attempts = 2)]
async fn poison(change: StateChange<Probe>) -> Writes<Team> {
    match change.key().id.split('-').next().unwrap_or_default() {
        "abort" => std::process::abort(),
        // As the system does where the function has no more memory: without a word, and without a `Drop`.
        "memory" => exhaust(),
        "block" => std::thread::sleep(Duration::from_mins(10)),
        "hang" => std::future::pending().await,
        _ => {}
    }
    let team = change.new().map(|new| new.team.clone()).unwrap_or_default();
    Writes::new().update(TeamKey { name: team }.update().add(|a| a.members, 1))
}

/// Asks for more memory than there is, until the allocator has none and ends the process.
fn exhaust() {
    let mut all: Vec<Vec<u8>> = Vec::new();
    loop {
        all.push(Vec::with_capacity(1 << 45));
        std::hint::black_box(&all);
    }
}
